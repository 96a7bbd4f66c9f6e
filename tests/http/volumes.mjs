// The volume through the front door: the report that was issued with its annexes and the papers that they name, one PDF that everybody
// may read. Judged by qpdf and poppler: the contents and the outline lead where they say, and every page of a paper is whole.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newPanelist, sql, textOf, url, visitor } from './../helpers.mjs'
import { simple, stream } from '../paper/helpers-intake.mjs'

const mark = Date.now().toString(36), desk = `${url}/en/desk/migrants-2004`
const staff = await visitor('staff'), anybody = await visitor()
const json = async (who, address) => JSON.parse((await who.get(address, { headers: { accept: 'application/json' } })).html)
const file = join(mkdtempSync(join(tmpdir(), 'dais-volume-')), 'volume.pdf')
const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' })
const wait = async (done, tries = 240) => {
	for (let n = 0; n < tries; n++) {
		if (await done())
			return
		await new Promise(resolve => setTimeout(resolve, 250))
	}
	assert.fail('it takes longer than a minute')
}
const issue = async () => {
	await staff.get(`${desk}/report`)
	await staff.submit(/report\/issue$/)
	assert.equal(staff.page.status, 200, staff.page.html)
}

test('before there is a report there is no volume', async () => {
	assert.equal((await anybody.get(`${url}/en/migrants-2004/report/volume`)).status, 404)
	assert.match(textOf((await staff.get(`${desk}/report/volume`)).html), /The final report has not been issued yet/)
})

test('a paper is sent, released and published; the report is assembled, written and issued', async () => {
	const panelist = await newPanelist(staff)
	await panelist.form()
	await panelist.submit(/papers$/, { title: `Paper ${mark}`, language: 'en', file: new File([simple({ content: stream(`BT /F1 24 Tf 72 600 Td (Page of ${mark}) Tj ET`) })], 'paper.pdf') })
	await wait(async () => !/being checked/.test(textOf((await panelist.form(), panelist.page.html))))
	await staff.get(`${desk}/slots/${panelist.slot}`)
	await staff.submit(/release$/)
	await staff.get(`${desk}/publish`)
	await staff.submit(/publish$/)
	await staff.get(`${desk}/proposals/new`)
	await staff.submit(/proposals\/new$/, { addressee: 'organization', aim: 'promotion', said_by: 'Brazil', written_in: 'en', 'rows.0.text': `Objective ${mark}`, 'rows.1.text': `Activity ${mark}` })
	await staff.get(`${desk}/working-document`)
	await staff.submit(/working-document$/, { audience: 'public' })
	assert.equal(staff.page.status, 200, textOf(staff.page.html))
	await staff.get(`${desk}/report`)
	await staff.submit(/report\/refresh$/)
	assert.equal(staff.page.status, 200, textOf(staff.page.html))
	const panels = (await json(staff, `${desk}/report`)).sections.find(section => section.kind === 'panels')
	await staff.get(`${desk}/report/${panels.id}`)
	await staff.submit(new RegExp(`${panels.id}$`), { 'text.en': `First of ${mark}. ${'It goes on. '.repeat(300)}\n\nSecond of ${mark}: <b>& so on</b>.` })
	await issue()
})

test('staff compile the volume, and everybody reads it', async () => {
	await staff.get(`${desk}/report/volume`)
	await staff.submit(/report\/volume$/)
	await wait(async () => !(await json(staff, `${desk}/report/volume`)).working)
	const { packet, failed } = await json(staff, `${desk}/report/volume`)
	assert.equal(failed, false)
	const answer = await fetch(`${url}/en/migrants-2004/report/volume`)
	assert.equal(answer.status, 200)
	assert.equal(answer.headers.get('content-type'), 'application/pdf')
	writeFileSync(file, Buffer.from(await answer.arrayBuffer()))
	run('qpdf', '--check', file)
	assert.equal(Number(run('pdfinfo', file).match(/Pages: +(\d+)/)[1]), packet.pages)
	assert.match((await anybody.get(`${url}/en/migrants-2004/report`)).html, /href="[^"]*\/report\/volume"/)
})

test('what is in it is whole, and stands where the contents and the outline say', () => {
	const pages = run('pdftotext', '-layout', file, '-').split('\f')
	const all = run('pdftotext', file, '-').replace(/\s+/g, ' ')
	for (const words of [`First of ${mark}.`, `Second of ${mark}: <b>& so on</b>.`, `Page of ${mark}`, 'Annex VII', 'Mandate and context'])
		assert.ok(all.includes(words), words)
	assert.equal(all.match(/\bgoes\b/g).length, 300)
	const outline = JSON.parse(run('qpdf', '--json', '--json-key=outlines', file)).outlines
	const flat = list => list.flatMap(({ title, destpageposfrom1: page, kids }) => [{ title, page }, ...flat(kids)])
	for (const { title, page } of flat(outline).filter(({ title }) => /^\d|^Annex/.test(title))) {
		const words = title.replace(/^Annex [IVX]+: /, '').replace(/^[\d.]+ /, '').split(' ').slice(0, 3).join(' ')
		assert.ok(pages[page - 1].replace(/\s+/g, ' ').includes(words), `${title}: page ${page} does not say ${words}`)
	}
	const begins = annex => flat(outline).find(({ title }) => title.startsWith(`Annex ${annex}:`)).page - 1
	const annexed = pages.slice(begins('III'), begins('IV')).join(' ').replace(/\s+/g, ' ')
	assert.match(annexed, new RegExp(`For the organization.*Promotion.*\\d Objective Objective ${mark} \\(Brazil\\).*\\d\\.\\d Activity Activity ${mark} \\(Brazil\\)`))
	const contents = run('pdftotext', '-layout', '-f', '2', '-l', '3', file, '-')
	const told = flat(outline).find(({ title }) => /List of participants/.test(title)).page
	assert.match(contents, new RegExp(`Annex VII +List of participants +${told}\\b`))
	assert.ok(flat(outline).some(({ title }) => title.includes(`Paper ${mark}`)))
})

test('a paper that is not public is not in it; with another edition of the report it is built anew', async () => {
	const inside = () => sql(`select count(*) from dais.meeting, jsonb_array_elements(clerk.volume_inputs(id, 'en') -> 'entries') as e where slug = 'migrants-2004' and e ->> 'title' = 'Paper ${mark}'`)
	assert.equal(inside(), '1')
	sql(`update dais.file set public_from = null where submission = (select id from dais.submission where title ->> 'en' = 'Paper ${mark}')`)
	assert.equal(inside(), '0')
	sql(`update dais.file set public_from = now() where submission = (select id from dais.submission where title ->> 'en' = 'Paper ${mark}')`)
	assert.equal((await json(staff, `${desk}/report/volume`)).packet.stale, false)
	const panels = (await json(staff, `${desk}/report`)).sections.find(section => section.kind === 'election')
	await staff.get(`${desk}/report/${panels.id}`)
	await staff.submit(new RegExp(`${panels.id}$`), { 'text.en': `Nobody else stood, ${mark}.` })
	await issue()
	await wait(async () => {
		const { working, packet } = await json(staff, `${desk}/report/volume`)
		return !working && !packet.stale
	})
	writeFileSync(file, Buffer.from(await (await fetch(`${url}/en/migrants-2004/report/volume`)).arrayBuffer()))
	assert.match(run('pdftotext', file, '-'), new RegExp(`Nobody else stood, ${mark}`))
})
