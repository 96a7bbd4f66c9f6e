// Every mail that the demo has sent, as a mail program reads it: no defect, whole headers, in the reader's language.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { emailOf, forms, mailsTo, newPanelist, sql, textOf, url, visitor } from './../helpers.mjs'
import { codes } from '../../web/po/texts.mjs'

const script = `import email, email.policy, email.utils, icalendar, json, os, sys

def dates(part):
    calendar = icalendar.Calendar.from_ical(part.get_content())
    return {"method": str(calendar["method"]), "version": str(calendar["version"]), "name": part.get_filename(),
        "type": str(part["Content-Type"]), "events": [{"uid": str(e["uid"]), "stamp": e["dtstamp"].dt.isoformat(),
            "starts": e["dtstart"].dt.isoformat(), "title": str(e["summary"]), "url": str(e.get("url", ""))} for e in calendar.walk("VEVENT")]}

mails = []
for name in os.listdir(sys.argv[1]):
    raw = open(os.path.join(sys.argv[1], name), "rb").read()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    mails.append({
        "defects": [str(d) for part in mail.walk() for d in part.defects] + [str(d) for h in mail.values() for d in getattr(h, "defects", [])],
        "headers": dict((k.lower(), str(v)) for k, v in mail.items()),
        "date": email.utils.parsedate_to_datetime(str(mail["Date"])).isoformat(),
        "longest": max(len(line) for line in raw.split(b"\\n") if not line.startswith(b"Content-Type: multipart/")), # libcurl's boundary

        "type": mail.get_content_type(),
        "parts": [part.get_content_type() for part in mail.walk()],
        "text": mail.get_body(("plain",)).get_content(),
        "html": mail.get_body(("html",)).get_content(),
        "dates": [dates(part) for part in mail.walk() if part.get_content_type() == "text/calendar"],
    })
print(json.dumps(mails))`
const read = () => JSON.parse(execFileSync('/usr/bin/python3', ['-c', script, join(process.env.DAIS_MAIL, 'new')],
	{ encoding: 'utf8', maxBuffer: 1 << 26 }))

// A mail that every demo can send: the contact asks for a fresh link.
const address = emailOf('contact')
const before = (await mailsTo(address, 0, 0)).length
const guest = visitor()
await guest.get(`${url}/es/sign-in`)
await guest.submit(/sign-in\/link/, { email: address })
const sent = (await mailsTo(address, before + 1)).at(-1)
await newPanelist(await visitor('staff')) // and an invitation
await mailsTo('test.', 2)
const mails = read()

test('a link that was asked for comes by mail and opens', async () => {
	assert.equal(guest.page.status, 200)
	assert.ok(sent, 'the mail came')
	const link = sent.links.find(it => it.includes('/link/'))
	assert.ok(link?.startsWith(url), link)
	assert.equal((await guest.get(link)).status, 200)
	assert.ok(forms(guest.page.html).length > 0, 'opening it only shows a form')
})

test('no mail has a defect', () => {
	assert.ok(mails.length > 0)
	for (const mail of mails)
		assert.deepEqual(mail.defects, [], mail.headers.subject)
})

// By the mail's id: where its answers go, the contact of the meeting that it is about; of no meeting's, nothing is known here.
const contacts = new Map(sql(`select o.id, m.contact_email from dais.outbox as o join dais.meeting as m on m.id = o.meeting`)
	.split('\n').map(row => row.split('|')))

test('every mail has its headers', () => {
	for (const { headers, date } of mails) {
		assert.equal(headers['auto-submitted'], 'auto-generated')
		assert.match(headers['message-id'], /^<[0-9a-f-]{36}@[^>]+>$/)
		assert.ok(codes.includes(headers['content-language']), headers['content-language'])
		assert.match(headers.from, /@/)
		assert.ok(headers.subject.length > 3)
		const contact = contacts.get(headers['message-id'].slice(1, 37))
		if (contact !== undefined)
			assert.equal(headers['reply-to']?.match(/<(.*)>/)[1] ?? '', contact, `${headers.subject}: answers go to the meeting's contact`)
		assert.ok(Math.abs(Date.parse(date) - Date.now()) < 24 * 3600 * 1000, date)
	}
	assert.equal(new Set(mails.map(mail => mail.headers['message-id'])).size, mails.length, 'each its own Message-ID')
	assert.ok(mails.some(({ headers }) => /<working-group@example\.org>/.test(headers['reply-to'])))
})

test('each says the same as plain text and as quiet HTML', () => {
	for (const { headers, type, parts, text, html, dates } of mails) {
		const both = ['multipart/alternative', 'text/plain', 'text/html']
		assert.deepEqual(parts, dates.length ? ['multipart/mixed', ...both, 'text/calendar'] : both, headers.subject)
		assert.equal(type, parts[0])
		assert.doesNotMatch(html, /<(table|img|script|style|link)\b|\bsrc=|url\(|@import/i, 'nothing is fetched')
		assert.equal(textOf(html.replace(/<title>.*?<\/title>/, '')), text.replace(/\s+/g, ' ').trim(), headers.subject)
		for (const address of text.match(/https?:\/\/\S+/g) ?? [])
			assert.ok(html.includes(`<a href="${address.replace(/&/g, '&amp;')}"`), address)
	}
})

test('an invitation brings the hours of its item, in the reader’s calendar', async () => {
	const dated = mails.filter(mail => mail.dates.length)
	assert.ok(dated.some(mail => /link\//.test(mail.text)), 'there are invitations')
	for (const { headers, dates: [{ method, version, name, type, events }] } of dated) {
		assert.deepEqual([method, version, name], ['PUBLISH', '2.0', 'dates.ics'])
		assert.match(type, /method="?PUBLISH/)
		assert.ok(events.length > 0, headers.subject)
		for (const event of events) {
			assert.match(event.starts, /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+00:00)?$/)
			assert.ok(event.title && event.uid && event.url.startsWith(url), JSON.stringify(event))
		}
	}
})

test('no mail has two empty lines in a row, or one at its end', () => {
	for (const mail of mails)
		assert.doesNotMatch(mail.text, /\n[ \t]*\n[ \t]*\n|\n\n$/, mail.headers.subject)
})

test('no line is long, and no text shows a template', () => {
	for (const mail of mails) {
		assert.ok(mail.longest <= 77, `${mail.headers.subject}: ${mail.longest}`)
		assert.doesNotMatch(mail.text, /\{\{|&amp;|&#x27;|undefined/, mail.headers.subject)
	}
})
