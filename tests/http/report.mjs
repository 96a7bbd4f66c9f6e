// From conclusions to the final report, through the front door and without JavaScript: written by staff, read by the Chair one
// after the other, adopted once; nothing of them changes afterwards; followed up; the report assembled, commented on by a
// delegation whom no other sees, and issued. In a meeting of its own.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dais, decode, forms, importSample, sql, textOf, url, visitor } from './../helpers.mjs'
import { codes } from '../../web/po/texts.mjs'

const mark = Date.now().toString(36), slug = `report-${mark}`
importSample(slug)
const folder = mkdtempSync(join(tmpdir(), 'dais-report-')), file = join(folder, 'people.json')
chmodSync(folder, 0o755)
const person = (name, grant) => ({ name, email: `${name}.${mark}@example.org`, language: 'en', grants: grant ? [grant] : [] })
writeFileSync(file, JSON.stringify({ meeting: slug, people: [person('chair', { role: 'chair' }), person('colleague', { role: 'staff' }),
	person('mexico', { role: 'focal point', party: 'MEX' }), person('chile', { role: 'focal point', party: 'CHL' }), person('stranger')] }))
dais('people', file)
const as = name => visitor(`${name}.${mark}@example.org`)
const staff = await visitor('admin@example.org'), [colleague, chair, mexico, chile, stranger, anybody] =
	await Promise.all([as('colleague'), as('chair'), as('mexico'), as('chile'), as('stranger'), visitor()])
const desk = `${url}/en/desk/${slug}`, page = `${url}/en/${slug}`
const json = async (who, address) => JSON.parse((await who.get(address, { headers: { accept: 'application/json' } })).html)
// What is random in a page is left out.
const told = ({ status, html }) => [status, html.replace(/(name="(?:token|once)" value=)"[^"]*"/g, '$1')]

async function write(who, words, addressee = 'organization') {
	await who.get(`${desk}/conclusions`)
	return who.submit(/conclusions$/, { addressee, 'text.en': words })
}

test('conclusions are written; what is too long comes back filled, and markup is text', async () => {
	await write(staff, `<b>First</b> & "last"`)
	assert.match(staff.page.address, /conclusions\?done=saved#c/)
	assert.ok(textOf(staff.page.html).includes('1. <b>First</b> & "last"') && !staff.page.html.includes('<b>First'))
	const long = 'x'.repeat(20_000)
	await write(staff, long)
	assert.equal(staff.page.status, 422)
	assert.ok(forms(staff.page.html).find(it => /conclusions$/.test(it.action)).fields['text.en'] === long)
	await write(colleague, 'Of cooperation', 'cooperation')
	await write(colleague, 'Second')
	assert.match(textOf(colleague.page.html), /1\. <b>First<\/b> & "last".*2\. Second.*3\. Of cooperation/)
	await colleague.submit(/move$/)
	await staff.get(`${desk}/conclusions/reservations/new`)
	await staff.submit(/reservations\/new$/, { party: 'MEX', kind: 'dissent', 'text.en': 'Not all of it' })
	assert.match(textOf(staff.page.html), /Dissent of Mexico.* Not all of it/)
	assert.equal((await anybody.get(`${page}/conclusions`)).status, 404)
})

test('the Chair reads one after the other and adopts; who adopts at the same time, and who edits, is told', async () => {
	await chair.get(`${desk}/conclusions/read`)
	assert.match(textOf(chair.page.html), /For the organization · 1 of 3/)
	for (let step = 0; step < 3; step++)
		await chair.get(decode(chair.page.html.match(/rel="next"[^>]* href="([^"]+)"/)[1]))
	assert.match(textOf(chair.page.html), /All conclusions have been read/)
	const { parts } = await json(staff, `${desk}/conclusions`)
	await colleague.get(`${desk}/conclusions/${parts[0].paragraphs[0].id}`)
	await staff.get(`${desk}/conclusions/read?at=4`)
	const pages = await Promise.all([chair.submit(/adopt$/), staff.submit(/adopt$/)])
	assert.deepEqual(pages.map(it => it.status).sort(), [200, 409])
	assert.match(textOf(pages.find(it => it.status === 409).html), /have been adopted/)
	await colleague.submit(/conclusions\/[0-9a-f-]{36}$/, { 'text.en': 'Words that came late' })
	assert.equal(colleague.page.status, 409)
	assert.match(textOf(colleague.page.html), /have been adopted.*What you wrote Words that came late/)
})

test('everybody reads them, in each language', async () => {
	for (const code of codes) {
		await anybody.get(`${url}/${code}/${slug}/conclusions`)
		assert.equal(anybody.page.status, 200)
		assert.match(textOf(anybody.page.html), /1\..*<b>First<\/b> & "last".*3\. Of cooperation.*Not all of it/)
	}
	assert.equal((await anybody.get(`${page}/conclusions/editions/1`)).status, 200)
	assert.equal((await anybody.get(`${page}/conclusions/editions/2`)).status, 404)
	assert.equal((await anybody.get(`${page}/conclusions.json`)).status, 200)
})

test('each is followed up, and the table goes out for spreadsheets', async () => {
	const { lines } = await json(colleague, `${desk}/follow-up`)
	await colleague.get(`${desk}/follow-up/${lines[0].id}`)
	await colleague.submit(/follow-up\/[0-9a-f-]{36}$/, { actor: '=The "Commission"', deadline: '2004-12-31', status: 'in-progress', note: 'Two\nlines' })
	assert.match(textOf(colleague.page.html), /=The "Commission".*overdue.*in progress/)
	await chair.get(`${desk}/follow-up/file`)
	assert.match(chair.page.headers.get('content-type'), /^text\/csv/)
	assert.match(chair.page.html, /^\uFEFF?"number","addressee","text","actor","deadline","status","note"\r\n"1","organization","Second",/)
	assert.ok(!/,"?=The/.test(chair.page.html), 'a formula does not go out as one')
})

test('the report is assembled and written; the draft is for delegations, each of which sees its own comments', async () => {
	await staff.get(`${desk}/report`)
	await staff.submit(/refresh$/)
	const { sections } = await json(staff, `${desk}/report`)
	const mandate = sections.find(it => it.kind === 'mandate').id
	await staff.get(`${desk}/report/${mandate}`)
	await staff.submit(/report\/[0-9a-f-]{36}$/, { 'text.en': `Written ${mark}` })
	const nothing = `${page}/report/nothing`
	for (const who of [mexico, stranger])
		assert.deepEqual(told(await who.get(`${page}/report/draft`))[0], told(await who.get(nothing))[0])
	await staff.get(`${desk}/report`)
	await staff.submit(/report\/draft$/, { closes: '2099-01-01T10:00' })
	assert.match(staff.page.address, /done=report-sent/)
	assert.equal((await stranger.get(`${page}/report/draft`)).status, 404)
	assert.match((await anybody.get(`${page}/report/draft`)).address, /sign-in\?next=/)
	const before = told(await chile.get(`${page}/report/draft`))
	assert.match(textOf(before[1]), new RegExp(`Written ${mark}`))
	await mexico.get(`${page}/report/draft`)
	const form = forms(mexico.page.html).find(it => it.fields.section === mandate)
	await mexico.request(form.action, { method: 'POST', body: new URLSearchParams({ ...form.fields, text: '' }) })
	assert.equal(mexico.page.status, 422)
	await mexico.request(form.action, { method: 'POST', body: new URLSearchParams({ ...form.fields, text: `Not <i>so</i> ${mark}` }) })
	assert.match(textOf(mexico.page.html), new RegExp(`Not <i>so</i> ${mark}`))
	assert.deepEqual(told(await chile.get(`${page}/report/draft`)), before)
	await staff.get(`${desk}/report/${mandate}`)
	assert.match(textOf(staff.page.html), new RegExp(`Mexico · .* Not <i>so</i> ${mark}`))
	await staff.submit(/comments\/[0-9a-f-]{36}$/, { answer: 'It is mended.' })
	assert.match(textOf((await mexico.get(`${page}/report/draft`)).html), /Answer of the secretariat.*It is mended\./)
	assert.deepEqual(told(await chile.get(`${page}/report/draft`)), before)
	sql(`update dais.report_draft set sent_at = now() - interval '2 days', closes = now() - interval '1 day' where meeting = (select id from dais.meeting where slug = '${slug}')`)
	await mexico.request(form.action, { method: 'POST', body: new URLSearchParams({ ...form.fields, once: 'another', text: 'Too late' }) })
	assert.equal(mexico.page.status, 409)
})

test('it is issued as an edition that stays', async () => {
	assert.equal((await anybody.get(`${page}/report`)).status, 404)
	await staff.get(`${desk}/report`)
	await staff.submit(/issue$/, { 'note.en': `A note ${mark}` })
	for (const code of codes)
		assert.equal((await anybody.get(`${url}/${code}/${slug}/report`)).status, 200)
	await anybody.get(`${page}/report`)
	assert.match(textOf(anybody.page.html), new RegExp(`1\\. Mandate and context.*Written ${mark}.*7\\. Conclusions The conclusions were read and adopted.*Annex VII List of participants`))
	assert.match(textOf((await anybody.get(`${page}/documents`)).html), /Conclusions .* Final report/)
	await anybody.get(`${page}/report`)
	assert.ok(!anybody.page.html.includes(`so</i> ${mark}`) && !textOf(anybody.page.html).includes('It is mended'))
	await staff.get(`${desk}/report`)
	assert.equal((await staff.submit(/issue$/)).status, 422)
	const first = told(await anybody.get(`${page}/report/editions/1`))
	const { sections } = await json(staff, `${desk}/report`)
	await staff.get(`${desk}/report/${sections[0].id}`)
	await staff.submit(/report\/[0-9a-f-]{36}$/, { 'text.en': `Otherwise ${mark}` })
	await staff.get(`${desk}/report`)
	await staff.submit(/issue$/)
	assert.match(textOf((await anybody.get(`${page}/report`)).html), new RegExp(`Earlier: Edition 1 , .*Otherwise ${mark}`))
	assert.match(textOf((await anybody.get(`${page}/report/editions/1`)).html), new RegExp(`earlier edition.*Written ${mark}`))
	assert.equal(first[0], 200)
})
