// Parties in the browser: one added and changed, who takes part, and both as a file for spreadsheets: what Excel writes is read,
// bad cells are named in the reader's language, and nothing is saved before it was looked at.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sql, textOf, url, visitor } from './../helpers.mjs'

const mark = randomUUID().slice(0, 6).toUpperCase()
const admin = await visitor('admin@example.org'), staff = await visitor('staff')
const here = `${url}/en/desk/migrants-2004/parties`
const csv = (bytes, name = 'parties.csv') => new File([bytes], name, { type: 'text/csv' })
const cells = page => [...page.html.matchAll(/<tr><th scope="row" data-label[^>]*>(\d+)<\/th><td[^>]*>(\w*)/g)].map(([, row, letter]) => letter + row)
const name = code => sql(`select name ->> 'es' from dais.party where code = '${code}'`)

async function send(who, page, file) {
	await who.get(page)
	return who.submit(/parties\/file$/, { file })
}

test('a party is added, named in four languages, and takes part until it is removed', async () => {
	await admin.get(`${url}/es/admin/parties/new`)
	const wrong = await admin.submit(/new$/, { code: mark, kind: 'agency', iso: '12' })
	assert.equal(wrong.status, 422)
	assert.ok(wrong.html.includes(`value="${mark}"`), 'the form is still filled')
	await admin.submit(/new$/, { code: mark, kind: 'agency', iso: '', 'name.en': `Agency ${mark}`, 'name.es': `Organismo ${mark}`, 'acronym.es': 'ORG' })
	assert.match(admin.page.address, new RegExp(`parties/${mark}\\?done=saved`))
	await admin.submit(new RegExp(`parties/${mark}$`), { 'name.es': `Organismo ${mark} bis` })
	assert.equal(name(mark), `Organismo ${mark} bis`)
	await staff.get(here)
	await staff.submit(/parties$/, { parties: [mark] })
	assert.match(textOf(staff.page.html), new RegExp(`The parties are added[^]*Agency ${mark}`))
	await staff.submit(/remove$/, { party: mark })
	assert.match(staff.page.address, /done=party-removed/)
	await staff.submit(/remove$/, { party: 'CIM' })
	assert.equal(staff.page.status, 409)
	assert.match(textOf(staff.page.html), /is named in the agenda, so it stays/)
	assert.equal((await staff.get(`${url}/en/admin/parties`)).status, 404)
})

test('what goes out for a spreadsheet comes back and changes nothing; formulas go out as text', async () => {
	sql(`update dais.party set name = name || '{"en":"=1+1"}' where code = '${mark}'`)
	const answer = await admin.request(`${url}/es/admin/parties/file`)
	assert.match(answer.headers.get('content-disposition'), /attachment; filename="?parties\.csv/)
	const { bytes } = answer
	assert.ok(bytes.toString().startsWith('\ufeff"code";"kind";"iso";"name.en"'))
	assert.ok(bytes.toString().includes(`"${mark}";"agency";"";"'=1+1"`))
	const page = await send(admin, `${url}/es/admin/parties`, csv(bytes))
	assert.equal(page.status, 200)
	assert.match(textOf(page.html), /nada cambiaría/)
})

test('a file of Excel in Windows-1252 is looked at, and then saved', async () => {
	const table = `sep=;\r\nCode;name.es;name.fr\r\n${mark};"Organización\r\nde Niñez";Œuvre ${mark}\r\n`
	const page = await send(admin, `${url}/es/admin/parties`, csv(Buffer.from(table.replace('Œ', '\x8c'), 'latin1')))
	assert.match(textOf(page.html), /Cambiaría 1 entidad/)
	assert.equal(name(mark), `Organismo ${mark} bis`, 'nothing is saved before')
	await admin.submit(/file\/[0-9a-f-]+$/)
	assert.match(admin.page.address, /es\/admin\/parties\?done=csv-applied/)
	assert.equal(name(mark), 'Organización de Niñez')
	assert.equal(sql(`select name ->> 'fr' from dais.party where code = '${mark}'`), `Œuvre ${mark}`)
})

test('bad cells are named with row and column, in the reader’s language', async () => {
	const utf16 = Buffer.from(`\ufeffcode\tkind\tvalid_until\r\n${mark}\tagencia\t31/12/2004\r\nNEW-${mark}\tstate\t38352\r\n`, 'utf16le')
	const page = await send(admin, `${url}/es/admin/parties`, csv(utf16))
	assert.deepEqual(cells(page), ['B2', 'C2', 'C3', '3'], 'the last: a new party without a name, for which there is no column')
	assert.match(textOf(page.html), /31\/12\/2004[^]*Escriba año, mes y día[^]*38352[^]*31 de diciembre de 2004/)
	assert.doesNotMatch(page.html, /name="seen"/)
})

test('what is no table is refused in a plain sentence', async () => {
	for (const [bytes, words] of [['PK\x03\x04', /This is a workbook/], ['', /This file is empty/], ['code\n"MEX', /In row 2 a quotation mark is opened/],
		['code\n' + 'X\n'.repeat(5001), /5,000 rows at most/], ['code\n' + 'x'.repeat(1000000), /too large/]]) {
		const page = await send(staff, here, csv(bytes))
		assert.equal(page.status, 422)
		assert.match(textOf(page.html), words)
	}
})

test('who takes part, as a list of codes', async () => {
	await send(staff, here, csv(`code\n${mark}\nMEX\n`))
	assert.match(textOf(staff.page.html), /1 party would change/)
	await staff.submit(/file\/[0-9a-f-]+$/)
	assert.match(staff.page.address, /desk\/migrants-2004\/parties\?done=csv-applied/)
	await staff.submit(/remove$/, { party: mark })
	assert.match(staff.page.address, /done=party-removed/)
})
