// What the secretariat writes and what becomes of it: the outbox, letters to a set of people, reminders.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { mailsTo, newPanelist, sql, sqlAtOnce, textOf, url, visitor } from './../helpers.mjs'

const desk = `${url}/en/desk/migrants-2004`
const staff = await visitor('staff')
const json = async address => JSON.parse((await staff.get(address, { headers: { accept: 'application/json' } })).html)

async function invite(name, email, language = 'en') {
	await staff.get(`${desk}/items/III`)
	await staff.submit(/items\/III\/slots$/, { from: undefined, label: name, role: 'panelist' })
	await staff.submit(/invite$/, { name, email, language, contact: undefined })
	return staff.page.address.match(/slots\/([0-9a-f-]{36})/)[1]
}

// The outbox of a slot as soon as it says so.
async function outbox(slot, right) {
	for (let tries = 80; ; tries--, await sleep(250)) {
		const { mails } = await json(`${desk}/outbox?slot=${slot}`)
		if (right(mails) || tries === 0)
			return mails
	}
}

test('a mail that is refused for good says what the server said, and goes to the address that is right', async () => {
	const name = `Lost ${randomUUID().slice(0, 8)}`, right = `${randomUUID().slice(0, 8)}@example.org`
	const slot = await invite(name, `${randomUUID().slice(0, 8)}@refused.example`)
	const [failed] = await outbox(slot, ([mail]) => mail?.state === 'failed')
	assert.equal(failed.state, 'failed')
	await staff.get(`${desk}/outbox?slot=${slot}`)
	assert.match(textOf(staff.page.html), /could not be delivered.*550 5\.1\.1 There is no mailbox of this name here.*Ask the person for the right address/)
	assert.match(textOf((await staff.get(`${desk}/slots/${slot}`)).html), /could not be delivered: 550 5\.1\.1/)
	await staff.get(`${desk}/people/${failed.person}`)
	assert.match(textOf(staff.page.html), /could not be delivered: 550 5\.1\.1/)
	await staff.submit(/people/, { email: right })
	await staff.get(`${desk}/outbox?slot=${slot}`)
	await staff.submit(/resend$/)
	assert.match(textOf(staff.page.html), /The mail is on its way once more/)
	const [mail] = await mailsTo(right)
	assert.ok(mail?.links.some(link => link.includes('/link/')), 'with a fresh link')
	const mails = await outbox(slot, mails => mails.some(it => it.state === 'sent'))
	assert.deepEqual(mails.map(it => it.state).sort(), ['failed', 'sent'])
})

// The mail of a letter to an address, as its preview shows it.
async function previewOf(letter, email) {
	for (let from = 0; from !== null;) {
		const { mails, more } = await json(`${desk}/letters/${letter}/preview?from=${from}`)
		const found = mails.find(mail => mail.email === email)
		if (found)
			return found
		from = more
	}
}

test('a letter is written from the standing texts, read as each reader gets it, and sent when it is let go', async () => {
	const name = `Lectora ${randomUUID().slice(0, 8)}`, email = `${randomUUID().slice(0, 8)}@example.org`
	const slot = await invite(name, email, 'es')
	await mailsTo(email)
	await staff.get(`${desk}/letters/new?to=not-answered`)
	const form = staff.page.html
	for (const language of ['en', 'es', 'fr', 'pt'])
		assert.match(form.match(new RegExp(`name="body\\.${language}"[^>]*>([^<]*)`))[1], /\{name\}[^]*\{page\}/, language)
	await staff.submit(/letters\/new$/, { 'body.en': 'Dear {nmae}' })
	assert.equal(staff.page.status, 422)
	assert.match(textOf(staff.page.html), /There is no placeholder nmae/)
	assert.match(staff.page.html, /Dear \{nmae\}/)
	await staff.submit(/letters\/new$/, { 'body.en': 'Dear {name}', 'subject.es': 'Su respuesta <pronto>: {meeting}',
		'body.es': '<b>{name}</b>, {page}' })
	const letter = staff.page.address.match(/letters\/([0-9a-f-]{36})\/preview/)[1]
	const shown = await previewOf(letter, email)
	assert.match(shown.subject, /^Su respuesta <pronto>: /)
	assert.match(shown.text, new RegExp(`${name}[^]*/es/my/slots/${slot}`))
	assert.equal((await mailsTo(email, 2, 0)).length, 1, 'held until it is let go')
	await staff.get(`${desk}/letters/${letter}`)
	await staff.submit(/release$/, { send_at: '2004-09-01T10:00' })
	assert.match(textOf(staff.page.html), /This time has passed/)
	await staff.submit(/release$/, { send_at: '' })
	const [, mail] = await mailsTo(email, 2)
	assert.equal(mail.subject, shown.subject)
	assert.equal(mail.text.trim(), shown.text.trim().replace(/\n{3,}/g, '\n\n'))
	assert.ok(mail.html.includes(`&lt;b&gt;${name}&lt;/b&gt;, <a href="`), 'what somebody writes is text in the HTML, too')
	const { mails } = await json(`${desk}/outbox?letter=${letter}`)
	assert.ok(mails.some(it => it.address === email))
})

test('a subject of two lines is refused', async () => {
	await staff.get(`${desk}/letters/new?to=all`)
	await staff.submit(/letters\/new$/, { 'subject.en': 'One\r\nBcc: all@example.org' })
	assert.equal(staff.page.status, 422)
	assert.match(textOf(staff.page.html), /This must be one line of text/)
})

test('who owes a paper is reminded once, and no more after one click in the mail program', async () => {
	const panelist = await newPanelist(staff)
	sql(`update dais.slot_person set answered_at = now() - interval '30 days', invited_at = now() - interval '31 days' where slot = '${panelist.slot}';
		update dais.slot set extended_to = now() + interval '6 days 12 hours', extension_reason = 'x' where id = '${panelist.slot}'`)
	const before = (await mailsTo(panelist.email, 1)).length
	await staff.get(`${desk}/outbox`)
	await staff.submit(/outbox\/reminders$/, { reminders: '1' })
	assert.equal((await json(`${desk}/outbox`)).reminders.on, true)
	await sqlAtOnce(4, 'set role dais_owner; select api.reminders_write()') // as clerks that start at the same time
	sql('set role dais_owner; select api.reminders_write()')
	const mail = (await mailsTo(panelist.email, before + 1)).find(it => it.headers['list-unsubscribe'])
	const link = mail.headers['list-unsubscribe'].slice(1, -1)
	assert.equal(mail.headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click')
	assert.ok(mail.links.includes(link), 'the text says where, too')
	assert.match(textOf((await (await visitor()).get(link)).html), /You are reminded by mail/)
	const answer = await fetch(link, { method: 'POST', body: 'List-Unsubscribe=One-Click', redirect: 'manual',
		headers: { 'content-type': 'application/x-www-form-urlencoded' } })
	assert.equal(answer.status, 200, 'without a cookie, a token or a redirection')
	await panelist.get(`${url}/en/my`)
	assert.doesNotMatch(panelist.page.html, /name="reminders"[^>]* checked/)
	await panelist.submit(/my\/reminders$/, { reminders: '1' })
	assert.match(panelist.page.html, /name="reminders"[^>]* checked/)
	await staff.get(`${desk}/outbox`)
	await staff.submit(/outbox\/reminders$/, { reminders: undefined })
	assert.equal((await json(`${desk}/outbox`)).reminders.on, false)
	assert.equal((await mailsTo(panelist.email, before + 2, 0)).length, before + 1)
})
