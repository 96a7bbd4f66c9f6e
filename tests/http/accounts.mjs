// A colleague is invited, chooses a password and a second factor, comes in again by both, and is let begin anew; what the
// front door adds to tests/sql/accounts.sql: pages, mails, cookies.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { code, mailsTo, sql, textOf, url, visitor } from './../helpers.mjs'

const email = `colleague.${Date.now().toString(36)}@example.org`
const words = 'orchard velvet tugboat nine'
const session = who => [...who.cookies].find(([name]) => name.endsWith('session'))?.[1]
const admin = await visitor('admin@example.org')
let recovery, key
after(() => sql('delete from dais.attempt')) // others sign in from the same network

test('a colleague is invited, and weak passwords are refused in the reader’s language', async () => {
	await admin.get(`${url}/en/admin/people/new`)
	await admin.submit(/people\/new$/, { name: 'Inés Colega', email, language: 'es', role: 'staff', meeting: 'migrants-2004' })
	assert.match(admin.page.address, /done=office-granted/)
	const [{ subject, links }] = await mailsTo(email)
	assert.match(subject, /^Se le ha asignado una función/)
	const who = await visitor()
	for (const [password, said] of [['kurz', /demasiado corta/], ['passwordpassword', /se repite/], ['colega-colega-colega', /su nombre, su dirección/]]) {
		await who.get(links[0])
		await who.submit(/password$/, { password })
		assert.equal(who.page.status, 422)
		assert.match(textOf(who.page.html), said, password)
	}
	await who.submit(/password$/, { password: words })
	assert.match(who.page.address, /es\/account\/factor$/)
	const halfway = session(who)
	key = who.page.html.match(/class="key">([A-Z2-7 ]+)</)[1]
	assert.ok(who.page.html.includes('<svg class="qr"'), 'a picture for the authenticator')
	assert.match((await who.get(`${url}/es/desk/migrants-2004`)).address, /sign-in\?next=/, 'a password alone opens nothing')
	await who.get(`${url}/es/account/factor`)
	await who.submit(/account\/factor$/, { code: code(key, 7) })
	assert.equal(who.page.status, 422)
	assert.equal(who.page.html.match(/class="key">([A-Z2-7 ]+)</)[1], key, 'after a wrong code it is still the same key')
	await who.submit(/account\/factor$/, { code: code(key, -1) })
	assert.equal(who.page.status, 200)
	recovery = [...who.page.html.matchAll(/<li><code>([A-Z2-7-]{19})<\/code>/g)].map(([, code]) => code)
	assert.equal(recovery.length, 10)
	assert.notEqual(session(who), halfway, 'another session than before')
	await who.get(who.page.html.match(/href="([^"]+)">Los he guardado/)[1])
	assert.match(who.page.address, /es\/desk\/migrants-2004$/)
	const old = await visitor()
	old.cookies.set([...who.cookies.keys()].find(name => name.endsWith('session')), halfway)
	assert.match((await old.get(`${url}/es/account/factor`)).address, /sign-in\?next=/, 'which is worth nothing any more')
	await who.get(links[0])
	assert.match(textOf(who.page.html), /ya cumplió/, 'the link has served its purpose')
})

async function signIn(given, next = '') {
	const who = await visitor()
	await who.get(`${url}/en/sign-in${next}`)
	await who.submit(/sign-in$/, { email, password: words })
	assert.match(who.page.address, /sign-in\/code/)
	await who.submit(/sign-in\/code$/, { code: given })
	return who
}

test('signing in takes the password and a code, each code once', async () => {
	assert.equal((await signIn('000000')).page.status, 422)
	assert.equal((await signIn(code(key, -1))).page.status, 422, 'the code of before')
	const who = await signIn(code(key), '?next=/es/desk/migrants-2004/items/III')
	assert.equal(new URL(who.page.address).pathname, '/es/desk/migrants-2004/items/III')
	assert.equal((await signIn(code(key))).page.status, 422, 'the same again')
	assert.match((await signIn(recovery[0])).page.address, /done=signed-in/)
	assert.equal((await signIn(recovery[0])).page.status, 422, 'also of a recovery code')
	assert.match((await mailsTo(email, 3)).at(-1).subject, /código de recuperación/)
})

test('sessions are listed and ended', async () => {
	const [one, other] = [await signIn(recovery[1]), await signIn(recovery[2])]
	await one.get(`${url}/en/account`)
	await one.submit(/end-others$/)
	assert.match(one.page.address, /sessions-ended/)
	assert.match((await other.get(`${url}/en/account`)).address, /sign-in/)
})

test('what gives rights asks who it is once more, and keeps the form', async () => {
	const who = await signIn(recovery[3])
	sql(`update dais.session set created = now() - interval '11 minutes' where token_hash = '\\x${createHash('sha256').update(session(who)).digest('hex')}'`)
	await who.get(`${url}/en/account`)
	const before = session(who)
	await who.submit(/recovery-codes$/)
	assert.match(who.page.address, /sign-in\/code\?next=/)
	await who.submit(/sign-in\/code$/, { code: recovery[4] })
	assert.match(who.page.address, /en\/account\?draft=|en\/account$/)
	assert.notEqual(session(who), before)
	await who.submit(/recovery-codes$/)
	assert.equal([...who.page.html.matchAll(/<li><code>/g)].length, 10)
})

test('who lost the second factor is let begin anew, and both are told', async () => {
	const { people } = JSON.parse((await admin.get(`${url}/en/admin`, { headers: { accept: 'application/json' } })).html)
	const id = people.find(person => person.email === email).person
	await admin.get(`${url}/en/admin/people/${id}`)
	const before = (await mailsTo('admin@example.org', 0)).length
	await admin.submit(/reset$/)
	assert.match(admin.page.address, /done=sign-in-reset/)
	assert.match((await mailsTo('admin@example.org', before + 1)).at(-1).text, /Inés Colega/)
	await admin.submit(/revoke$/)
	assert.match(admin.page.address, /done=office-revoked/)
	const [{ links }] = (await mailsTo(email)).filter(mail => /Vuelva a configurar/.test(mail.subject))
	const who = await visitor()
	await who.get(links[0])
	assert.equal(who.page.status, 404, 'with the office its link ends')
})
