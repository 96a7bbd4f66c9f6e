// Both agendas as people see them: what a browser says the text is, wide and on a phone, is the source line for line; and
// printed the annotated agenda is a document of three pages, in every language.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { browse, url } from '../helpers.mjs'
import { codes } from '../../web/po/texts.mjs'

const data = fileURLToPath(new URL('../data/', import.meta.url))
const sourceLines = (argv, input) => execFileSync(data + 'source-lines', argv, { input, encoding: 'utf8' }).trimEnd().split('\n')
const source = part => [part, 'notes'].flatMap(it => sourceLines([it, data + 'draft-agenda-2004.txt']))
const unspaced = text => text.replace(/\s+/g, '') // letters are set wide, and read so

let browser
before(async () => browser = await browse())
after(() => browser?.close())

for (const width of [1280, 390])
	test(`the agendas on ${width} px read as the source does`, async () => {
		const page = await browser.newPage({ viewport: { width, height: 900 } })
		for (const [name, part] of [['agenda', 'A'], ['annotated-agenda', 'B']]) {
			await page.goto(`${url}/en/migrants-2004/editions/1/${name}`)
			const text = await page.evaluate(() => document.querySelector('main').innerText)
			assert.deepEqual(sourceLines([], text + '\n'), source(part), name)
		}
		await page.close()
	})

for (const lang of codes)
	test(`the annotated agenda in ${lang} is printed on three pages, its day lines as in the text`, async () => {
		const page = await browser.newPage()
		await page.goto(`${url}/${lang}/migrants-2004/editions/1/annotated-agenda`)
		const days = await page.locator('main .day').allInnerTexts()
		const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await page.pdf({ preferCSSPageSize: true }), encoding: 'utf8' })
		const pages = text.split('\f').slice(0, -1).map(unspaced)
		assert.equal(pages.length, 3)
		pages.forEach((it, at) => assert.ok(it.endsWith(`${at + 1}/3`), it.slice(-40)))
		for (const day of days)
			assert.ok(pages.join('').includes(unspaced(day)), day)
		await page.close()
	})
