// Who stands behind an address: known under another name or language, corrected by staff, and not to be reached by mail.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { emailOf, mailsTo, sql, textOf, url, visitor } from './../helpers.mjs'

const desk = `${url}/en/desk/migrants-2004`
const staff = await visitor('staff')
const mark = Date.now().toString(36)
const email = `sofia-${mark}@example.net`

async function addSlot(label) {
	await staff.get(`${desk}/items/III`)
	await staff.submit(/items\/III\/slots$/, { from: undefined, label, role: 'panelist' })
	return staff.page.address.replace(/\?.*/, '')
}
const says = pattern => assert.match(textOf(staff.page.html), pattern)

test('a known address under another name or language: staff are told, and keep or correct the person', async () => {
	await addSlot(`First ${mark}`)
	await staff.submit(/invite$/, { name: `Sofia ${mark}`, email, language: 'en' })
	await addSlot(`Second ${mark}`)
	await staff.submit(/invite$/, { name: `Sofía ${mark}`, email, language: 'es' })
	assert.equal(staff.page.status, 422)
	says(new RegExp(`belongs to somebody known as Sofia ${mark}, who reads English`))
	assert.match(staff.page.html, new RegExp(`value="Sofía ${mark}"`), 'the form is still filled')
	assert.equal((await mailsTo(email)).length, 1, 'and nothing was sent')
	await staff.submit(/invite$/, { known: 'keep' })
	assert.match(staff.page.address, /done=invited/)
	says(new RegExp(`Mails and the person’s own page say Sofia ${mark}`))
	assert.match((await mailsTo(email, 2))[1].subject, /^Invitation/)
	await addSlot(`Third ${mark}`)
	await staff.submit(/invite$/, { name: `Sofía ${mark}`, email, language: 'es' })
	await staff.submit(/invite$/, { known: 'correct' })
	const [, , mail] = await mailsTo(email, 3)
	assert.match(mail.subject, /^Invitación/)
	assert.match(mail.text, new RegExp(`Sofía ${mark}`))
	await staff.get(desk)
	assert.doesNotMatch(staff.page.html, new RegExp(`Sofia ${mark}`), 'corrected wherever the old name stood')
})

test('people of the secretariat, and of meetings of others, are not corrected from here', async () => {
	await addSlot(`Fourth ${mark}`)
	await staff.submit(/invite$/, { name: 'Somebody Else', email: emailOf('chair'), language: 'pt' })
	assert.equal(staff.page.status, 422)
	assert.doesNotMatch(staff.page.html, /value="correct"/)
	await staff.submit(/invite$/, { known: 'correct' })
	assert.equal(staff.page.status, 409)
	says(/Only an administrator can correct this person/)
})

test('an address that the mail server refuses is told where the person stands, and can be corrected', async () => {
	const wrong = `oscar-${mark}@refused.example`, right = `oscar-${mark}@example.net`
	const address = await addSlot(`Fifth ${mark}`)
	await staff.submit(/invite$/, { name: `Oscar ${mark}`, email: wrong, language: 'en' })
	for (let tries = 60; tries > 0 && !/could not be delivered/.test(staff.page.html); tries--) {
		await sleep(250)
		await staff.get(address)
	}
	says(/could not be delivered: 550 5\.1\.1 There is no mailbox of this name here/)
	await staff.get(desk)
	says(/oscar-\w+@refused\.example could not be delivered: 550/)
	await staff.get(address)
	await staff.get(staff.page.html.match(/href="([^"]*\/people\/[0-9a-f-]{36})"/)[1])
	says(/could not be delivered: 550 5\.1\.1/)
	await staff.submit(/people/, { email: `sofia-${mark}@example.net` })
	assert.equal(staff.page.status, 422)
	says(/belongs to somebody else/)
	await staff.submit(/people/, { name: `Oscar ${mark}`, email: right, language: 'en' })
	assert.match(staff.page.address, /done=saved/)
	await staff.get(address)
	assert.doesNotMatch(staff.page.html, /could not be delivered/)
	await staff.submit(/resend$/)
	assert.equal((await mailsTo(right)).length, 1, 'a fresh link goes to the right address')
	await staff.get(`${desk}/delegations`)
	await staff.submit(/delegations$/, { party: 'BRB', name: `Pat ${mark}`, email: `pat-${mark}@refused.example`, language: 'en' })
	for (let tries = 60; tries > 0 && !/could not be delivered/.test(staff.page.html); tries--) {
		await sleep(250)
		await staff.get(`${desk}/delegations/BRB`)
	}
	says(/could not be delivered: 550/)
})

test('an administrator has a page that staff have not: every meeting, and who holds an office', async () => {
	const admin = await visitor('admin@example.org')
	await admin.get(`${url}/en/my`)
	await admin.get(admin.page.html.match(/href="([^"]*\/admin)"/)[1])
	assert.equal(admin.page.status, 200)
	const text = textOf(admin.page.html)
	for (const expected of [emailOf('staff'), emailOf('chair'), 'admin@example.org', 'Special Meeting of the Working Group'])
		assert.ok(text.includes(expected), expected)
	assert.doesNotMatch(text, new RegExp(emailOf('panelist')))
	await staff.get(`${url}/en/my`)
	assert.doesNotMatch(staff.page.html, /\/admin"/)
	assert.equal((await staff.get(`${url}/en/admin`)).status, 404)
})

test('an administrator corrects whoever holds an office, and stays signed in when it is themself', async () => {
	const admin = await visitor('admin@example.org')
	const page = async email => {
		await admin.get(`${url}/en/admin`)
		return admin.get(admin.page.html.match(new RegExp(`mailto:${email}"[^\n]*?href="([^"]*/admin/people/[^"]+)"`))[1])
	}
	for (const [who, name, email] of [['chair', 'Chair of the Working Group', emailOf('chair')], ['admin', 'Administrator', 'admin@example.org']]) {
		const before = (await page(email)).html.match(/name="name"[^>]*value="([^"]*)"/)[1]
		await admin.submit(/people\/[^/]+$/, { name: `${name} ${mark}`, email: `${who}-${mark}@example.net`, language: 'pt' })
		assert.match(admin.page.address, /done=saved/)
		assert.match(admin.page.html, new RegExp(`${who}-${mark}@example.net[\\s\\S]*<option value="pt"[^>]* selected`))
		await admin.submit(/people\/[^/]+$/, { name: before, email: emailOf('staff'), language: 'en' })
		assert.equal(admin.page.status, 422)
		assert.match(textOf(admin.page.html), /This address belongs to somebody else/)
		await admin.submit(/people\/[^/]+$/, { email })
		assert.match(admin.page.address, /done=saved/)
	}
})

test('an expert whose address is known under another name: staff decide before the seat is given', async () => {
	const focal = await visitor('focal-point'), name = `Expert ${mark}`
	await focal.get(`${url}/en/delegation/migrants-2004`)
	const panel = focal.page.html.match(/<option value="([0-9a-f-]{36})">IV\./)[1]
	await focal.submit(/members$/, { name, function: 'expert', item: panel, email })
	await staff.get(`${desk}/delegations/CRI`)
	const member = staff.page.html.match(new RegExp(`<strong>${name}</strong>[\\s\\S]*?members/([0-9a-f-]{36})`))[1]
	await staff.submit(new RegExp(`${member}/confirm$`))
	assert.equal(staff.page.status, 422)
	says(new RegExp(`known as Sofía ${mark}`))
	await staff.submit(new RegExp(`${member}/confirm$`), { known: 'keep' })
	assert.match(staff.page.address, /done=member-confirmed/)
})

test('two records of one person become one: the earlier invitation still lets in, as the record that stays', async () => {
	const name = `Marta ${mark}`, [first, second] = ['marta', 'm.marta'].map(word => `${word}-${mark}@example.net`)
	for (const email of [first, second]) {
		await addSlot(`Merged ${email}`)
		await staff.submit(/invite$/, { name, email, language: 'en' })
	}
	await staff.get(`${desk}/people?words=${second}`)
	says(new RegExp(`1 person[^]*${name}`))
	await staff.get(staff.page.html.match(/href="([^"]*\/people\/[0-9a-f-]{36})"/)[1] + '/merge')
	await staff.get(staff.page.html.match(/href="([^"]*other=[0-9a-f-]{36})"/)[1].replaceAll('&amp;', '&'))
	says(/If this one stays, it takes over: 1 role 1 part in the program/)
	await staff.submit(/merge$/)
	assert.match(staff.page.address, /done=merged/)
	says(new RegExp(`${second}[^]*Merged ${second}`))
	says(new RegExp(`Merged ${first}`))
	const [{ text }] = await mailsTo(first)
	const woman = await visitor()
	await woman.get(text.match(/http\S+\/link\/\S+/)[0])
	await woman.submit(/link/)
	assert.match(textOf(woman.page.html), new RegExp(`Merged ${first}`))
	await staff.submit(/retire$/)
	assert.match(staff.page.address, /done=retired/)
	assert.equal((await woman.get(`${url}/en/my`)).address.includes('/sign-in'), true, 'who is retired is signed out at once')
})

test('the people of a meeting go out as a table to whoever has just signed in; later they prove it anew', async () => {
	const fresh = await visitor('staff')
	const answer = await fresh.request(`${desk}/people/file`)
	assert.match(answer.headers.get('content-disposition'), /attachment; filename="?people-migrants-2004\.csv/)
	assert.ok(answer.bytes.toString().includes(`"${emailOf('panelist')}"`))
	sql(`update dais.session set created = now() - interval '11 minutes' where person = (select id from dais.person where email = '${emailOf('staff')}')`)
	await fresh.get(`${desk}/people/file`)
	assert.match(fresh.page.address, /sign-in\/code\?next=.*people.*file/)
})
