// Coming in and going out through the front door: the password, links that scanners open, links used twice, at the same
// time, expired or forged, and that nobody learns who has an account.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { code, endSessions, forms, mailsTo, newPanelist, signInLink, sql, textOf, url, visitor } from './../helpers.mjs'

const admin = { email: process.env.DAIS_ADMIN, password: process.env.DAIS_ADMIN_PASSWORD }

// The administrator's second factor, as long as these tests last.
const key = 'MRQWS4ZAMRQWS4ZAMRQWS4ZAMRQWS4ZA', ofAdmin = `person = (select id from dais.person where email = '${admin.email}') and kind = 'totp'`
sql(`insert into dais.credential (person, kind, secret) select id, 'totp', encode('dais dais dais dais ', 'hex') from dais.person where email = '${admin.email}'`)
after(() => sql(`delete from dais.credential where ${ofAdmin}`))

// A code works once: for these tests as often as they need it.
async function secondStep(who) {
	sql(`update dais.credential set counter = 0 where ${ofAdmin}`)
	await who.submit(/sign-in\/code$/, { code: code(key) })
	return who
}

async function signIn(fields, options) {
	const who = await visitor()
	await who.get(`${url}/en/sign-in${options?.next ? `?next=${options.next}` : ''}`)
	await who.submit(/sign-in$/, fields, options)
	return who
}

test('the administrator signs in by password and code, and out again', async () => {
	const who = await secondStep(await signIn(admin))
	assert.equal(who.page.status, 200)
	assert.match(who.page.address, /done=signed-in/)
	const cookie = [...who.cookies.keys()].find(name => name.startsWith('__Host-'))
	assert.ok(cookie, 'a cookie that only this host sets')
	const session = who.cookies.get(cookie)
	await who.submit(/sign-out$/)
	assert.equal((await who.get(`${url}/en/my`)).address.includes('sign-in'), true)
	who.cookies.set(cookie, session)
	assert.match((await who.get(`${url}/en/my`)).address, /sign-in\?next=/, 'the old token is worth nothing')
})

test('after signing in one is where one wanted to be', async () => {
	const who = await visitor()
	await who.get(`${url}/en/desk/migrants-2004/items/III`)
	assert.match(who.page.address, /sign-in\?next=/)
	await who.submit(/sign-in$/, admin)
	await secondStep(who)
	assert.equal(new URL(who.page.address).pathname, '/en/desk/migrants-2004/items/III')
	const strange = await fetch(`${url}/en/desk/a%26b%23%20%C3%A9`, { redirect: 'manual' })
	assert.equal(strange.headers.get('location'), '../../en/sign-in?next=/en/desk/a%26b%23%20%C3%A9', 'an address keeps its signs')
})

test('next never leads elsewhere', async () => {
	for (const next of ['//evil.example', 'https://evil.example/', '/\\evil.example', '/en//evil.example', '/en/../..//evil.example', '%09//evil.example']) {
		const who = await secondStep(await signIn(admin, { next: encodeURIComponent(next) }))
		assert.equal(new URL(who.page.address).origin, url, next)
	}
})

test('a wrong password, an unknown address and one without a password are answered alike', async () => {
	const answers = []
	for (const email of [admin.email, 'nobody@example.org', 'e.quiros@example.com']) {
		const { page } = await signIn({ email, password: 'not the password at all' })
		assert.equal(page.status, 422)
		assert.ok(page.html.includes(email), 'the form comes back filled')
		assert.ok(!page.html.includes('not the password'), 'but never with the password')
		answers.push(textOf(page.html.replaceAll(email, '')))
	}
	assert.equal(new Set(answers).size, 1)
})

test('asking for a link says the same for everybody, and staff never get one by mail', async () => {
	const answers = []
	const before = (await mailsTo('e.quiros@example.com', 0)).length
	for (const email of ['e.quiros@example.com', 'nobody@example.org', 'l.marin@example.org']) {
		const who = await visitor()
		await who.get(`${url}/en/sign-in`)
		const begun = performance.now()
		await who.submit(/sign-in\/link$/, { email })
		assert.ok(performance.now() - begun >= 50, 'nor can the time tell')
		answers.push(textOf(who.page.html))
	}
	assert.equal(new Set(answers).size, 1)
	const mail = (await mailsTo('e.quiros@example.com', before + 1)).at(-1)
	assert.match(mail.links[0], /\/es\/link\//, 'in her language')
	assert.ok(!(await mailsTo('l.marin@example.org', 1, 1)).some(mail => mail.links.some(one => one.includes('/link/'))))
})

test('opening a link changes nothing, however often and however it is opened', async () => {
	const link = signInLink('panelist')
	for (const method of ['GET', 'HEAD', 'GET'])
		for (const purpose of [{}, { purpose: 'prefetch' }, { 'sec-purpose': 'prefetch' }, { 'user-agent': 'SafeLinks' }])
			assert.equal((await fetch(link, { method, headers: purpose })).status, 200)
	const page = await fetch(link)
	assert.match(page.headers.get('referrer-policy'), /^(no-referrer|same-origin)$/)
	assert.match(page.headers.get('cache-control'), /no-store/)
	const who = await visitor()
	await who.get(link)
	await who.submit(/./)
	assert.match(who.page.address, /done=signed-in/)
})

test('a link works once, also for ten at the same moment', async () => {
	const link = signInLink('panelist')
	const all = await Promise.all(Array.from({ length: 10 }, async () => {
		const who = await visitor()
		await who.get(link)
		return who
	}))
	const answers = await Promise.all(all.map(who => who.submit(/./, {}, { follow: false })))
	assert.deepEqual(answers.map(answer => answer.status).sort(), [303, ...Array(9).fill(410)])
	assert.match(answers.find(answer => answer.status === 410).html, /\/renew"/, 'the others are offered a fresh one')
})

test('a used link offers a fresh one to the same address', async () => {
	const who = await newPanelist(await visitor('staff'))
	const link = (await mailsTo(who.email))[0].links[0]
	const first = await visitor()
	await first.get(link)
	await first.submit(/link\//)
	const again = await visitor()
	await again.get(link)
	assert.equal(again.page.status, 200)
	assert.ok(!again.page.html.includes(who.email), 'the page does not say whose it was')
	await again.submit(/renew$/)
	const mails = await mailsTo(who.email, 3)
	assert.match(mails.at(-1).links[0], /\/link\//)
	await again.get(mails.at(-1).links[0])
	await again.submit(/link\//)
	assert.match(again.page.address, /done=signed-in/)
})

test('a forged link does not exist, and a form without its token changes nothing', async () => {
	assert.equal((await fetch(`${url}/en/link/forged`)).status, 404)
	const link = signInLink('panelist')
	const bare = await fetch(link, { method: 'POST', body: new URLSearchParams({}), redirect: 'manual' })
	assert.equal(bare.status, 403)
	const foreign = await visitor()
	await foreign.get(link)
	const { token } = forms(foreign.page.html).find(form => /link/.test(form.action)).fields
	const other = await fetch(link, { method: 'POST', body: new URLSearchParams({ token }), redirect: 'manual' })
	assert.equal(other.status, 403, 'the token of another browser')
	const elsewhere = await foreign.request(link, { method: 'POST', body: new URLSearchParams({ token }), headers: { origin: 'https://evil.example' } })
	assert.equal(elsewhere.status, 403)
	await foreign.get(link)
	await foreign.submit(/link\//)
	assert.match(foreign.page.address, /done=signed-in/, 'and afterwards it still works')
})

test('a storm of sign-ins is told to wait, and no page waits for it', async () => {
	const crowd = await Promise.all(Array.from({ length: 20 }, async () => {
		const who = await visitor()
		await who.get(`${url}/en/sign-in`)
		return who
	}))
	const storm = Promise.all(crowd.map((who, i) => who.submit(/sign-in$/, { email: `storm.${i}@example.org`, password: 'not the password at all' })))
	const begun = Date.now()
	assert.equal((await fetch(`${url}/en/migrants-2004/documents`)).status, 200)
	const waited = Date.now() - begun
	assert.ok(waited < 1500, `a page took ${waited} ms meanwhile`)
	const pages = await storm
	const late = pages.filter(page => page.status === 429)
	assert.ok(late.length > 0 && pages.every(page => [422, 429].includes(page.status)), pages.map(page => page.status).join())
	assert.match(textOf(late[0].html), /try again in a moment/)
	assert.match(late[0].html, /value="storm\.\d+@example\.org"/, 'the form comes back filled')
	assert.equal((await signIn(admin)).page.status, 200, 'and then there are turns again')
})

test('too many tries from one network end with 429', async () => {
	let status
	for (let i = 0; i < 12 && status !== 429; i++)
		status = (await signIn({ email: 'many.tries@example.org', password: 'not the password at all' })).page.status
	assert.equal(status, 429)
})

test('a form whose session has ended is kept, and stands filled after signing in', async () => {
	const who = await newPanelist(await visitor('staff')), panelist = await visitor(who.email)
	const address = `${url}/en/my/slots/${who.slot}`
	await panelist.get(address)
	endSessions(who.email)
	await panelist.submit(/papers$/, { title: 'Written for an hour', language: 'pt', themes: ['racism', 'gender'] })
	assert.match(panelist.page.address, /sign-in\?next=.*draft.*done=kept/)
	assert.match(textOf(panelist.page.html), /What you have written is kept for a day/)
	const before = (await mailsTo(who.email, 1)).length
	await panelist.submit(/sign-in\/link$/, { email: who.email })
	const link = (await mailsTo(who.email, before + 1)).at(-1).links.find(one => /\/link\//.test(one))
	await panelist.get(link)
	await panelist.submit(/./)
	assert.equal(panelist.page.status, 200)
	assert.ok(panelist.page.address.startsWith(address), panelist.page.address)
	const { fields } = forms(panelist.page.html).find(form => /papers$/.test(form.action))
	assert.equal(fields.title, 'Written for an hour')
	assert.match(panelist.page.html, /value="pt"[^>]* selected/)
	const kept = new URL(panelist.page.address).search
	const other = await visitor((await newPanelist(await visitor('staff'))).email)
	assert.doesNotMatch((await other.get(`${address}${kept}`)).html, /Written for an hour/, 'nobody else reads it')
})

test('a desk form whose session has ended, by password', async () => {
	const staff = await visitor('staff'), email = 'l.marin@example.org'
	await staff.get(`${url}/en/desk/migrants-2004/items/III`)
	endSessions(email)
	const { action, fields } = forms(staff.page.html).findLast(form => /slots$/.test(form.action))
	await staff.request(action, { method: 'POST', body: new URLSearchParams({ ...fields, label: 'A slot that took long to describe' }) })
	assert.match(staff.page.address, /sign-in\?next=/)
	const kept = new URL(staff.page.address).searchParams.get('next')
	await staff.get(signInLink('staff'))
	await staff.submit(/./)
	await staff.get(url + kept)
	assert.equal(forms(staff.page.html).findLast(form => /slots$/.test(form.action)).fields.label, 'A slot that took long to describe')
})

test('who has signed in from a browser is known in it, and signing out leaves nothing else', async () => {
	const who = await secondStep(await signIn(admin)), device = who.cookies.get('__Host-dais-device')
	assert.ok(device)
	await who.submit(/sign-out$/, {}, { follow: false })
	assert.equal(who.page.headers.get('clear-site-data'), '"cache", "storage"')
	assert.equal(who.cookies.get('__Host-dais-device'), device)
	assert.ok(![...who.cookies.keys()].includes('__Host-dais-session'))
})

test('every cookie is of this host, secure, and out of reach of scripts', async () => {
	const who = await visitor()
	await who.get(`${url}/en/sign-in`)
	const { token } = forms(who.page.html).find(form => /sign-in$/.test(form.action)).fields
	const answer = await who.request(`${url}/en/sign-in`, { method: 'POST', body: new URLSearchParams({ ...admin, token }), follow: false })
	const set = [...(await fetch(`${url}/en/sign-in`)).headers.getSetCookie(), ...answer.headers.getSetCookie()]
	assert.deepEqual([...new Set(set.map(line => line.split('=')[0]))].sort(), ['__Host-dais-device', '__Host-dais-session', '__Host-dais-visitor'])
	for (const line of set)
		for (const attribute of [/; Path=\/(;|$)/, /; Secure(;|$)/, /; HttpOnly(;|$)/, /; SameSite=Lax(;|$)/])
			assert.match(line, attribute)
})
