// An agenda pasted in the browser: each line beside what it became, readings changed before anything is saved, then saved; and
// what is no agenda, in a plain sentence.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeZip } from '../make-paper.mjs'
import { forms, importSample, sql, textOf, url, visitor } from './../helpers.mjs'

const mark = randomUUID().slice(0, 8), slug = `text-${mark}`
const source = readFileSync(fileURLToPath(new URL('../data/draft-agenda-2004.txt', import.meta.url)), 'utf8')
const admin = await visitor('admin@example.org')
const json = async address => JSON.parse((await admin.get(address, { headers: { accept: 'application/json' } })).html)
const wrong = page => [...page.html.matchAll(/<li><a href="#([^"]+)">([^<]*)/g)].map(([, field, words]) => [field, words])

async function newMeeting(name, fields = {}) {
	await admin.get(`${url}/en/admin/meetings/new`)
	const body = sql('select id from dais.body limit 1')
	return admin.submit(/new$/, { body, slug: name, 'name.en': name, starts_on: '2004-09-16', ends_on: '2004-09-17', zone: 'America/New_York',
		original_language: 'en', ...fields })
}
const read = text => admin.get(`${url}/en/desk/${slug}/agenda/text`).then(() => admin.submit(/agenda\/text$/, { text }))

test('the text of 2004 becomes its agenda, after one line was said to be something else', async () => {
	const made = await newMeeting(slug, { from_text: '1' })
	assert.equal(made.address, `${url}/en/desk/${slug}/agenda/text?done=meeting-made`)
	await admin.submit(/agenda\/text$/, { text: source.slice(source.indexOf('\nB.') + 1) })
	assert.equal(admin.page.status, 200)
	const address = admin.page.address
	const page = await json(address)
	assert.deepEqual([page.counts.days, page.counts.items, page.counts.sub_items, page.counts.dialogues], [2, 7, 6, 2])
	assert.equal(page.lines.flatMap(line => line.warnings.filter(one => one.warning === 'open bracket')).length, 1)
	const panel = page.lines.find(line => line.number === 'III')
	assert.equal(panel.chosen, 'item-0')
	assert.ok(page.lines.some(line => line.slots.length > 2))
	assert.equal(sql(`select count(*) from dais.item where meeting = (select id from dais.meeting where slug = '${slug}')`), '0')

	await admin.get(address)
	const [sub] = page.lines.filter(line => line.number === 'V.a')
	await admin.submit(/text\/[0-9a-f-]+$/, { [`lines.${sub.row}.kind`]: 'annotation' })
	assert.equal((await json(address)).counts.sub_items, 5)
	assert.equal((await json(address)).lines[sub.row].changed, true)
	await admin.get(address)
	const { fields } = forms(admin.page.html).find(form => /text\/[0-9a-f-]+$/.test(form.action)) // the second button sends it elsewhere
	await admin.request(`${address}/save`, { method: 'POST', body: new URLSearchParams({ ...fields, [`lines.${sub.row}.kind`]: sub.chosen }) })
	assert.equal(admin.page.address, `${url}/en/desk/${slug}/agenda?done=agenda-read`)
	assert.match(textOf(admin.page.html), /The agenda is made/)
	const tree = name => sql(`select string_agg(concat_ws('|', n.number, kind, day, long_title ->> 'en', line_text ->> 'en', annotation ->> 'en'), E'\\n' order by path)
		from api.item_numbers((select id from dais.meeting where slug = '${name}')) as n join dais.item on item.id = n.item`)
	importSample(`sample-${mark}`)
	assert.equal(tree(slug), tree(`sample-${mark}`))
	assert.match(textOf((await admin.get(`${url}/en/desk/${slug}/agenda/text`)).html), /has an agenda already/)
})

test('what is no agenda is told in a sentence, and the form comes back filled', async () => {
	await newMeeting(`${slug}-no`)
	const at = `${url}/en/desk/${slug}-no/agenda/text`
	for (const [text, status, words] of [['', 422, /Paste the text/], ['[[[[', 422, /no words/], ['1. Item\n'.repeat(25_000), 422, /too long|too large/],
		['agenda '.repeat(1_400_000), 413, /too large/]]) {
		await admin.get(at)
		const page = await admin.submit(/agenda\/text$/, { text })
		assert.equal(page.status, status)
		assert.equal(wrong(page)[0][0], 'text')
		assert.match(wrong(page)[0][1], words)
	}
})

test('a DOCX gives its text out of the jail, with the numbers that Word counts; one that unpacks without end does not', async () => {
	const at = `${url}/en/desk/${slug}-no/agenda/text`, w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
	const paragraph = (text, level) => `<w:p>${level === undefined ? '' : `<w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="3"/></w:numPr></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`
	const docx = body => new File([makeZip([['word/document.xml', `<w:document ${w}><w:body>${body}</w:body></w:document>`],
		['word/numbering.xml', `<w:numbering ${w}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
			<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>`]])], 'agenda.docx')
	const send = async file => {
		await admin.get(at)
		const { address } = await admin.submit(/agenda\/text$/, { text: '', file })
		for (let page, tries = 0; tries < 60; tries++, await new Promise(done => setTimeout(done, 500)))
			if (!(page = await json(address)).waiting)
				return page
		assert.fail('the clerk never took the text out')
	}
	const page = await send(docx(paragraph('DRAFT AGENDA') + paragraph('Opening', 0) + paragraph('Reports', 0) + paragraph('Trade', 1) + paragraph('Health', 1)
		+ '<w:p><w:r><w:t>Closing </w:t></w:r><w:del><w:r><w:delText>never</w:delText></w:r></w:del></w:p>'))
	assert.deepEqual(page.lines.filter(line => line.number).slice(0, 4).map(line => [line.number, line.text]), [['I', 'Opening'], ['II', 'Reports'], ['II.a', 'Trade'], ['II.b', 'Health']])
	assert.equal(JSON.stringify(page).includes('never'), false)
	assert.equal((await send(docx(`<w:p><w:r><w:t>${' '.repeat(70_000_000)}</w:t></w:r></w:p>`))).refusal, 'TEXT_TOO_LARGE')
	assert.equal((await send(new File(['%PDF-1.7 nothing'], 'agenda.pdf'))).refusal, 'PDF_DAMAGED')
})
