// What is printed, on Letter and on A4, as poppler reads it from the browser's PDF: letters and no pictures of letters, tags with
// the header block in them, the footnote at the foot of its page, nothing that only leads elsewhere.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { browse, url } from '../helpers.mjs'
import { codes } from '../../web/po/texts.mjs'

const meeting = '/migrants-2004'
const pages = { program: '/editions/1', agenda: '/editions/1/agenda', 'annotated agenda': '/editions/1/annotated-agenda', item: '/editions/1/items/III', changes: '/editions/1/changes' }
const poppler = (name, argv, input) => execFileSync(name, [...argv, '-'].concat(name === 'pdftotext' ? ['-'] : []), { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] })

/* Words of a page with the place of their feet and their height, in points from the top. */
const words = (pdf, page) => [...poppler('pdftotext', ['-bbox', '-f', String(page), '-l', String(page)], pdf)
	.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g)]
	.map(([, left, top, right, bottom, text]) => ({ text, left: +left, right: +right, bottom: +bottom, height: bottom - top }))

let browser, page
before(async () => { browser = await browse(); page = await browser.newPage() })
after(() => browser?.close())

const print = async (path, options, lang = 'en') => {
	await page.goto(`${url}/${lang}${meeting}${path}`)
	return page.pdf({ preferCSSPageSize: true, tagged: true, ...options })
}

for (const [name, path] of Object.entries(pages))
	test(`${name}: on Letter and A4, at one size, with letters and a header block in its tags`, async () => {
		const sizes = {}
		for (const [format, width] of [['Letter', 612], ['A4', 595]]) {
			const pdf = await print(path, { format })
			assert.match(poppler('pdfinfo', [], pdf), new RegExp(`Page size: +${width}`), format)
			assert.doesNotMatch(poppler('pdffonts', [], pdf), /Type 3/, format)
			const tags = poppler('pdfinfo', ['-struct-text'], pdf).replace(/\s+/g, '') // where a line ends poppler says nothing
			for (const line of ['"PERMANENT COUNCIL OF THE ORGANIZATION OF AMERICAN STATES"', '"Edition 1"', '"Proposal of the Chair"', 'H1 (block)'])
				assert.ok(tags.includes(line.replace(/ /g, '')), `${format}: ${line}`)
			const text = poppler('pdftotext', [], pdf)
			assert.doesNotMatch(text, /Skip to|Sign in|Documents|Annotated agenda\n|In the program|Read edition|All meetings/)
			sizes[format] = words(pdf, 1).find(it => it.text === 'Edition').height
			assert.ok(words(pdf, 1).every(it => it.left > 60 && it.right < width - 60), 'within the margins')
		}
		assert.ok(Math.abs(sizes.Letter - sizes.A4) < 0.02, `letters of ${sizes.Letter} and ${sizes.A4} points`)
	})

for (const lang of codes)
	test(`the footnote in ${lang} stands at the foot of the page that it belongs to`, async () => {
		for (const [format, height] of [['Letter', 792], ['A4', 842]]) {
			const pdf = await print(pages['annotated agenda'], { format }, lang)
			const note = await page.locator('.footnotes p > span:last-child').innerText()
			const text = poppler('pdftotext', ['-l', '1'], pdf).replace(/\s+/g, ' ')
			assert.ok(text.includes(note), `${format}: ${text}`)
			const found = words(pdf, 1)
			const at = found.findLastIndex(it => it.text === note.split(' ').at(-1))
			assert.ok(found[at].bottom > height - 85, `${format}: it ends ${found[at].bottom} points from the top`)
			const body = found.filter(it => it.bottom < found[at].bottom - 30).map(it => it.bottom)
			assert.ok(Math.max(...body) > height * 0.6, `${format}: the page is full`)
		}
	})

test('the last of several items under one does not stand alone on a page, wherever the page ends', async () => {
	for (let height = 560; height < 1060; height += 20) {
		const text = poppler('pdftotext', ['-layout'], await print(pages['annotated agenda'], { width: '816px', height: `${height}px` }))
		for (const sheet of text.split('\f').slice(1))
			assert.doesNotMatch(sheet.trimStart(), /^c\./, `page of ${height} px`)
	}
})

test('the body may be hyphenated, and a day is marked once', async () => {
	await page.goto(`${url}/es${meeting}${pages['annotated agenda']}`)
	await page.emulateMedia({ media: 'print' })
	assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, getComputedStyle(document.querySelector('.annotation')).hyphens,
		...[...document.querySelectorAll('.day')].map(it => getComputedStyle(it, '::before').borderTopWidth)]), ['es', 'auto', '0px', '0px'])
	await page.emulateMedia({ media: null })
})
