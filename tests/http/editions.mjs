// Publishing, from the secretariat's side and from the public's: a confirmed person is unseen until staff publish, then
// named in the newest edition and in the list of changes; earlier editions stay as they were.
import { test, before } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Visitor, sql, textOf, url, visitor } from './../helpers.mjs'

const meeting = `${url}/en/migrants-2004`
const desk = `${url}/en/desk/migrants-2004`
const name = `Rosa Villalobos ${Date.now()}`
const email = `rosa.${Date.now()}@example.net`
const staff = new Visitor()
// What RFC 4287 asks of a feed and of each entry: id, updated, title or content, link.
const readFeed = `import sys, json, xml.etree.ElementTree as e
a = '{http://www.w3.org/2005/Atom}'
f = e.fromstring(sys.stdin.buffer.read())
assert f.tag == a + 'feed' and f.find(a + 'author/' + a + 'name').text
print(json.dumps([[f.find(a + 'id').text, f.find(a + 'updated').text, f.find(a + 'title').text]] + [[x.find(a + 'id').text, x.find(a + 'updated').text,
	' '.join(x.find(a + 'content').itertext()), x.find(a + 'link').get('href')] for x in f.findall(a + 'entry')]))`
const read = async path => (await fetch(`${meeting}${path}`)).text()

async function confirmSomebody() {
	const page = await staff.get(`${desk}/items/V.b`)
	await staff.get(page.html.match(/href="([^"]*\/slots\/[^"]*)"/)[1])
	assert.match((await staff.submit(/invite$/, { name, email, language: 'fr' })).address, /done=/)
	const panelist = await visitor(email)
	await panelist.get(panelist.page.html.match(/href="([^"]*my\/slots\/[^"?]*)"/)[1])
	assert.equal((await panelist.submit(/confirm$/)).status, 200)
}

let edition
before(async () => {
	await staff.signIn('staff')
	await confirmSomebody()
	edition = Number((await (await fetch(`${meeting}.json`)).json()).number)
})

test('until staff publish, the public sees the edition before', async () => {
	for (const path of ['', '/annotated-agenda', '/items/V.b'])
		assert.ok(!(await read(path)).includes(name), path)
})

test('a form without its token, or from elsewhere, publishes nothing', async () => {
	await staff.get(`${desk}/publish`)
	assert.equal((await staff.submit(/publish$/, { token: 'x' })).status, 403)
	assert.equal(Number((await (await fetch(`${meeting}.json`)).json()).number), edition)
})

test('a text in several languages: each is checked, and all come back, with what is wrong beside it', async () => {
	await staff.get(`${desk}/publish`)
	const page = await staff.submit(/publish$/, { number: 'x', 'note.en': 'Kept <here>', 'note.es': 'ñ'.repeat(2001) })
	assert.equal(page.status, 422)
	assert.match(page.html, /<a href="#note-es">\s*This text is too long/)
	assert.match(page.html, /<p class="govuk-error-message">\s*This text is too long\.\s*<\/p>\s*<textarea[^>]*name="note\.es"/, 'beside its language')
	assert.match(page.html, /name="note\.en"[^>]*>Kept &lt;here&gt;</)
})

test('an edition for an hour to come: ready, and unseen until then; taken back, it was never there', async () => {
	const tomorrow = `${new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10)}T09:00`
	await staff.get(`${desk}/publish`)
	const waits = await staff.submit(/publish$/, { publish_at: tomorrow, tell: '1' })
	assert.match(textOf(waits.html), new RegExp(`Edition ${edition + 1} is published on .* at 9:00`))
	assert.ok((await staff.get(`${meeting}/editions/${edition + 1}`)).html.includes(name), 'staff read it')
	assert.equal((await fetch(`${meeting}/editions/${edition + 1}`)).status, 404)
	assert.ok(!(await read('')).includes(name))
	const stored = number => Number(sql(`select count(*) from dais.edition_page as p join dais.meeting as m on m.id = p.meeting where slug = 'migrants-2004' and number = ${number}`))
	assert.ok(stored(edition) > 0 && stored(edition + 1) > 0, 'the pages of both are rendered')
	await staff.get(`${desk}/publish`)
	assert.match((await staff.submit(/publish\/cancel$/)).address, /done=edition-cancelled/)
	assert.equal((await staff.get(`${meeting}/editions/${edition + 1}`)).status, 404)
})

test('staff see in words what will change, and publish it', async () => {
	const page = await staff.get(`${desk}/publish`)
	assert.match(textOf(page.html), new RegExp(`V.b. Regional Groups : ${name} \\(\\S+\\) has been named.`))
	const done = await staff.submit(/publish$/, { 'note.en': 'With <two> & more', 'note.fr': 'Deux' })
	assert.equal(done.status, 200)
	assert.match(done.address, new RegExp(`editions/${edition + 1}/changes`))
	assert.match(textOf(done.html), /With <two> & more/)
	assert.match(textOf((await staff.get(done.address.replace('/en/', '/fr/'))).html), / Deux /, 'a note is told in the reader\'s language')
	assert.match(textOf((await staff.get(done.address.replace('/en/', '/pt/'))).html), /With <two> & more \(em inglês\)/, 'or in another, which is said')
})

test('now the public sees it, in every language; the edition before stays as it was', async () => {
	await sleep(2100) // nginx may keep a page for a second, and counts whole seconds
	for (const path of ['', '/annotated-agenda', '/items/V.b', `/editions/${edition + 1}/changes`])
		assert.ok((await read(path)).includes(name), path)
	assert.match(textOf(await (await fetch(`${url}/fr/migrants-2004/editions/${edition + 1}/changes`)).text()), new RegExp(`désignation de ${name}`))
	const old = await read(`/editions/${edition}/annotated-agenda`)
	assert.ok(!old.includes(name))
	assert.match(old, /earlier edition/)
	for (const path of ['', '/agenda', '/annotated-agenda', '/items/III', '/changes'])
		assert.match(await read(`/editions/${edition}${path}`), /<p class="print-head__past">Superseded/, `printed: ${path}`)
	for (const path of ['/agenda', '/annotated-agenda', '/items/III', `/editions/${edition + 1}/changes`])
		assert.match(await read(path), /<div class="print-head__edition">\s*<p class="print-head__state">Proposal of the Chair/, `printed: ${path}`)
	assert.match(await read('/editions'), new RegExp(`Edition ${edition + 1}</a> <span class="st st-ok">current`))
})

test('who follows by a feed gets every edition in words, well-formed, at one address a language', async () => {
	const page = await read('')
	assert.match(page, /<link rel="alternate" type="application\/atom\+xml"[^>]* href="[./]*en\/migrants-2004\/editions\.atom">/)
	const ids = new Set()
	for (const lang of ['en', 'es', 'fr', 'pt']) {
		const answer = await fetch(`${url}/${lang}/migrants-2004/editions.atom`)
		assert.equal(answer.headers.get('content-type'), 'application/atom+xml; charset=utf-8')
		const [first, ...entries] = JSON.parse(execFileSync('python3', ['-c', readFeed], { input: await answer.text(), encoding: 'utf8' }))
		assert.equal(entries.length, Math.min(edition + 1, 20))
		for (const [id, updated, text] of [first, ...entries]) {
			assert.ok(!ids.has(id), id)
			ids.add(id)
			assert.ok(!Number.isNaN(Date.parse(updated)), updated)
			assert.ok(text.trim())
		}
		assert.ok(entries[0][2].includes(name), 'what has changed is said')
		assert.match(entries[0][3], new RegExp(`${lang}/migrants-2004/editions/${edition + 1}/changes$`))
	}
})

test('a page that has not changed is not sent again', async () => {
	const first = await fetch(`${meeting}/agenda`)
	await first.text()
	const again = await fetch(`${meeting}/agenda`, { headers: { 'If-None-Match': first.headers.get('etag') } })
	assert.equal(again.status, 304)
})

test('with nothing new there is nothing to publish', async () => {
	const page = await staff.get(`${desk}/publish`)
	assert.match(textOf(page.html), /there is nothing to publish/)
	assert.doesNotMatch(page.html, /name="number"/)
})

test('an edition that was promised before another came is a conflict', async () => {
	const token = staff.page.html.match(/name="token" value="([^"]*)"/)[1]
	const answer = await staff.request(`${desk}/publish`, { method: 'POST', body: new URLSearchParams({ token, number: String(edition + 1) }), headers: { origin: url } })
	assert.equal(answer.status, 409)
	assert.match(textOf(answer.html), /Nothing was lost.*Another edition was issued in the meantime/)
})

test('a text in several languages is an object in JSON', async () => {
	const token = staff.page.html.match(/name="token" value="([^"]*)"/)?.[1] ?? (await staff.get(`${desk}/delegations`)).html.match(/name="token" value="([^"]*)"/)[1]
	const send = (body, type) => staff.request(`${desk}/publish`, { method: 'POST', body, headers: { origin: url, ...(type && { 'content-type': type }) } })
	const json = body => send(JSON.stringify({ token, ...body }), 'application/json')
	assert.equal((await json({ number: '1', note: { en: 'A', fr: 'B' } })).status, 409, 'read, and refused for its number')
	assert.equal((await json({ number: '1', note: { en: 'x'.repeat(2001) } })).status, 422)
	for (const body of [{ number: { en: '1' } }, { number: [{ a: '1' }] }, { note: { en: 1 } }, { note: [[]] }])
		assert.equal((await json(body)).status, 400, JSON.stringify(body))
})

test('only staff publish', async () => {
	for (const who of ['chair', 'panelist', 'focal-point']) {
		const other = await visitor(who)
		assert.equal((await other.get(`${desk}/publish`)).status, 404, who)
	}
	assert.ok([401, 303].includes((await fetch(`${desk}/publish`, { redirect: 'manual' })).status))
})
