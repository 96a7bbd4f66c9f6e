// Both agendas against the text of 2004, line for line: the main element, one line a block, through source-lines, must be
// part A (or B) of the source and the footnote, and nothing else. What an edition adds stands in elements of class beside.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { decode, url, prefixUrl } from './../helpers.mjs'
import { codes } from '../../web/po/texts.mjs'

const data = fileURLToPath(new URL('../data/', import.meta.url))
const meeting = JSON.parse(readFileSync(data + 'migrants-2004.json'))
const sourceLines = (argv, input) => execFileSync(data + 'source-lines', argv, { input, encoding: 'utf8' }).trimEnd().split('\n')
const source = part => [...sourceLines([part, data + 'draft-agenda-2004.txt']), ...sourceLines(['notes', data + 'draft-agenda-2004.txt'])]

const blocks = /<\/?(?:main|article|section|header|footer|div|h\d|p|ul|ol|li|br)\b[^>]*>/g
const mainOf = html => html.match(/<main\b[\s\S]*<\/main>/)[0]
function linesOf(html) {
	const text = mainOf(html).replace(/<div class="beside">[\s\S]*?<\/div>/g, '').replace(/\s+/g, ' ').replace(blocks, '\n').replace(/<[^>]*>/g, '')
	return sourceLines([], decode(text) + '\n')
}

async function page(path, base = url) {
	const answer = await fetch(`${base}/${path}`)
	assert.equal(answer.status, 200, path)
	return answer.text()
}

for (const [name, part] of [['agenda', 'A'], ['annotated-agenda', 'B']]) {
	test(`the ${name} of the first edition is part ${part} of the source, line for line`, async () => {
		assert.deepEqual(linesOf(await page(`en/migrants-2004/editions/1/${name}`)), source(part))
	})

	test(`the ${name} reads the same below a path and in its newest edition`, async () => {
		assert.deepEqual(linesOf(await page(`en/migrants-2004/${name}`, prefixUrl)), source(part))
	})

	test(`the ${name} is there in every language, in as many lines`, async () => {
		for (const lang of codes.slice(1)) {
			const html = await page(`${lang}/migrants-2004/editions/1/${name}`)
			const heading = meeting.heading[part === 'A' ? 'short' : 'annotated'][lang]
			assert.ok(linesOf(html).some(line => line.endsWith(heading)), `${lang}: ${heading}`)
			assert.equal(linesOf(html).length, source(part).length, lang)
			assert.doesNotMatch(html, /class="fallback"/, `${lang} needs no other language`)
			assert.match(html, new RegExp(`<html lang="${lang}"`))
		}
	})
}

test('a page is under 50 KB', async () => {
	for (const path of ['en', 'en/migrants-2004', 'fr/migrants-2004/annotated-agenda', 'es/migrants-2004/items/III', 'en/migrants-2004/editions'])
		assert.ok(Buffer.byteLength(await page(path)) < 50_000, path)
})

test('an item is found by its number whatever its case, with its neighbors', async () => {
	const html = await page('en/migrants-2004/editions/1/items/v.A')
	assert.match(html, /Multilateral organizations/)
	assert.match(html, /items\/V\.b/)
	for (const path of ['items/VIII', 'items/V.d', 'editions/1/items/0', 'editions/0', 'editions/99/agenda', 'editions/x/changes'])
		assert.equal((await fetch(`${url}/en/migrants-2004/${path}`)).status, 404, path)
})

test('the first edition says that nothing came before it', async () => {
	assert.match(await page('en/migrants-2004/editions/1/changes'), /first edition/)
})

test('the same value is there as JSON', async () => {
	const value = await (await fetch(`${url}/en/migrants-2004/editions/1/items/III.json`)).json()
	assert.equal(value.item.number, 'III')
	assert.equal(value.item.line.text.text, meeting.items[2].line.text.en)
})

test('the text of 2004, read by dais agenda and imported, prints both agendas line for line', async () => {
	const directory = mkdtempSync(tmpdir() + '/from-text-'), file = directory + '/meeting.json'
	const slug = `from-text-${randomUUID().slice(0, 8)}`
	try {
		writeFileSync(file, execFileSync('dais', ['agenda', '--slug', slug, '--zone', 'America/New_York', data + 'draft-agenda-2004.txt'],
			{ stdio: ['ignore', 'pipe', 'ignore'] }))
		execFileSync('dais', ['import', file])
		for (const [name, part] of [['agenda', 'A'], ['annotated-agenda', 'B']])
			assert.deepEqual(linesOf(await page(`en/${slug}/editions/1/${name}`)), source(part), name)
	} finally {
		rmSync(directory, { recursive: true })
	}
})
