// On a phone of 390 × 844 a meeting's page begins with what the person came for: the names and tabs around it leave three
// quarters of the first screen, for every role and in every language; the open tab is in sight; an item's time, room and
// venue stand above its papers; the form for a paper is reached without scrolling a screen.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { browse, newPanelist, signInLink, url, visitor } from '../helpers.mjs'
import { makePdf } from '../make-paper.mjs'
import { words } from '../words.mjs'
import { codes } from '../../web/po/texts.mjs'

const size = { width: 390, height: 844 }
let browser
before(async () => browser = await browse())
after(() => browser?.close())

const top = (page, selector) => page.locator(selector).first().evaluate(element => element.getBoundingClientRect().top + scrollY)

async function phone(who) {
	const page = await browser.newPage({ viewport: size })
	if (who) {
		await page.goto(signInLink(who))
		await page.locator('main button[type=submit]').first().click()
	}
	return page
}

async function beginsHigh(page, path) {
	await page.goto(url + path)
	assert.ok(await top(page, '.page') <= size.height / 4, `${path}: the page begins at ${await top(page, '.page')} px`)
	const tab = await page.locator('.tabs [aria-current]').first().boundingBox()
	assert.ok(!tab || tab.x >= 0 && tab.x + tab.width <= size.width, `${path}: the open tab is out of sight`)
}

for (const lang of codes)
	test(`the public in ${lang}`, async () => {
		const page = await phone(), t = words(lang)
		for (const path of ['', '/agenda', '/annotated-agenda', '/documents', '/editions', '/items/III'])
			await beginsHigh(page, `/${lang}/migrants-2004${path}`)
		const when = await page.locator('dl.held').innerText()
		assert.match(when, /Simón Bolívar/)
		assert.match(when, /Washington/)
		assert.match(when, { en: /11:00\sAM – 1:00\sPM/, es: /11:00 – 13:00/, fr: /11\sh\s00 – 13\sh\s00/, pt: /11h00 – 13h00/ }[lang])
		assert.ok(await top(page, 'dl.held') < size.height - 100, 'in the first screen')
		assert.ok(await top(page, 'dl.held') < await top(page, `h2:text-is("${t('Papers')}")`), 'above the papers')
		await page.close()
	})

test('the program shows venue and rooms, and does not repeat the tabs; nobody is told the name of a zone', async () => {
	const page = await phone()
	await page.goto(`${url}/en/migrants-2004`)
	const tabs = await page.locator('.tabs a').evaluateAll(links => links.map(link => link.href))
	const inside = await page.locator('main a').evaluateAll(links => links.map(link => link.href))
	assert.deepEqual(inside.filter(link => tabs.includes(link)), [])
	const text = await page.locator('body').innerText()
	assert.match(text, /Simón Bolívar Room/)
	assert.match(text, /Headquarters of the Organization, Washington, D\.C\./)
	assert.doesNotMatch(text, /America\/New_York/)
	await page.close()
})

test('staff, chair and mission', async () => {
	for (const [who, paths] of [['staff', ['desk/migrants-2004', 'desk/migrants-2004/publish', 'desk/migrants-2004/packets']],
		['chair', ['desk/migrants-2004/packets']], ['focal-point', ['delegation/migrants-2004']]]) {
		const page = await phone(who)
		for (const path of paths)
			await beginsHigh(page, `/es/${path}`)
		await page.close()
	}
})

test('a panelist reaches the form at once', async () => {
	const panelist = await newPanelist(await visitor('staff'))
	const page = await phone(panelist.email)
	await beginsHigh(page, `/en/my/slots/${panelist.slot}`)
	assert.ok(await top(page, '#title') < size.height, 'its first field is in the first screen')
	assert.ok(await top(page, '#title') < await top(page, '.asked'), 'before what is asked, which is for reading')
	await panelist.form()
	await panelist.submit(/papers$/, { title: 'A paper', language: 'en', file: new File([makePdf('A paper')], 'paper.pdf', { type: 'application/pdf' }) })
	await page.reload()
	assert.ok(await top(page, `a[href="#paper-form"]`) < size.height, 'below what has been received it is one step away')
	await page.close()
})
