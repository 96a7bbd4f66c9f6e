// The choice among many states: a list of checkboxes that is searched by typing.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { browse, signInPage, url } from './../helpers.mjs'

test('typing shows the states that fit, whatever the accents; what is chosen stays in sight', async () => {
	const browser = await browse()
	const page = await browser.newPage()
	await signInPage(page, 'focal-point')
	await page.goto(`${url}/en/delegation/migrants-2004`)
	await page.locator('.floor-form summary').click()
	const visible = () => page.locator('#others-list label:visible').allInnerTexts()
	const all = await visible()
	assert.ok(all.length > 20)
	await page.getByLabel('Argentina').check()
	await page.locator('#others-filter').fill('mex')
	assert.deepEqual(await visible(), ['Argentina', 'Mexico'])
	await page.goto(`${url}/es/delegation/migrants-2004`)
	await page.locator('.floor-form summary').click()
	await page.locator('#others-filter').fill('PERU')
	assert.deepEqual(await visible(), ['Perú'])
	await page.locator('#others-filter').fill('')
	assert.equal((await visible()).length, all.length)
	await browser.close()
})
