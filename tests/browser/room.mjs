// The day of the meeting, by keyboard: what is being dealt with is moved by one key, a paragraph is amended and adopted; a phone and the screen
// of the room follow within two seconds.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browse, signInPage, url, visitor } from '../helpers.mjs'

const desk = `${url}/en/desk/migrants-2004`
const words = `Consuls are trained ${Date.now().toString(36)}`
let browser, page, phone, screen
before(async () => {
	browser = await browse()
	page = await browser.newPage()
	await signInPage(page, 'staff')
	phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
})
after(() => browser?.close())

// Presses a key and waits until there is this to be seen on another page.
async function press(key, on, selector, text) {
	const begun = Date.now()
	await page.keyboard.press(key)
	await on.locator(selector, { hasText: text }).first().waitFor({ timeout: 10_000 })
	const took = Date.now() - begun
	assert.ok(took < 2500, `${text}: after ${took} ms`) // half a second of it for the key, the page and this machine
}

async function tabTo(name) {
	for (let presses = 0; presses < 80; presses++) {
		await page.keyboard.press('Tab')
		if (await page.evaluate(name => document.activeElement.textContent.trim() === name, name))
			return
	}
	assert.fail(`Tab never came to ${name}`)
}

test('one key moves on, and the phone follows', { timeout: 60_000 }, async () => {
	const staff = await visitor('staff')
	for (await staff.get(`${desk}/now`); staff.page.html.includes('/now/back'); )
		await staff.submit(/now\/back$/)
	await phone.goto(`${url}/en/migrants-2004`)
	await phone.locator('#now', { hasText: 'not begun' }).waitFor()
	await page.goto(`${desk}/now`)
	await press('Enter', phone, '#now', 'I. Opening session')
	await page.waitForTimeout(500)
	await press('ArrowRight', phone, '#now .now__line:first-child', 'II. ')
	await page.waitForTimeout(500)
	await press('ArrowLeft', phone, '#now .now__line:first-child', 'I. Opening session')
	await page.waitForTimeout(500)
	await press('ArrowLeft', phone, '#now', 'not begun')
	assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 390)
	await phone.locator('#now a').first().click()
	assert.match(phone.url(), /\/en\/migrants-2004\/now$/)
})

test('an amendment stands on the screen as it is typed, and the decision as it is taken', { timeout: 60_000 }, async () => {
	const staff = await visitor('staff')
	await staff.get(`${desk}/groups`)
	if (!staff.page.html.includes('/places'))
		await staff.submit(/groups$/)
	await staff.get(`${desk}/proposals/new`)
	await staff.submit(/proposals\/new$/, { addressee: 'organization', aim: 'promotion', said_by: 'Mexico', written_in: 'en', 'rows.0.kind': 'objective', 'rows.0.text': words })
	const list = JSON.parse((await staff.get(`${desk}/decisions.json`)).html)
	screen = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage()
	await screen.goto(`${url}/en/screens/${list.groups.find(group => [null, 'organization'].includes(group.addressee)).screen}`)
	await page.goto(`${desk}/decisions/${list.categories[0].lines.find(line => line.title.text === words).id}`)
	await tabTo('Put it on the screen')
	await press('Enter', screen, '.para__text', words)
	await page.waitForLoadState()
	await page.locator('#amend textarea').first().focus()
	await page.keyboard.press('End')
	await page.keyboard.type(' anew')
	await press('!', screen, 'ins', 'anew!')
	await tabTo('Adopted as orally amended')
	await press('Enter', screen, '.para__decision', 'Adopted as orally amended')
	assert.match(await screen.locator('.para__text').textContent(), /anew!/)
	assert.equal(await page.locator('#amend').count(), 0)
})

test('what was adopted is read as a conclusion, by the arrow keys', { timeout: 60_000 }, async () => {
	const staff = await visitor('staff')
	await staff.get(`${desk}/conclusions`)
	await staff.submit(/draw$/)
	await page.goto(`${desk}/conclusions/read?at=999`)
	const at = Number(new URL(await page.locator('a[rel=prev]').getAttribute('href'), url).searchParams.get('at'))
	await page.keyboard.press('ArrowLeft')
	await page.waitForURL(new RegExp(`at=${at}$`))
	await page.keyboard.press('ArrowRight')
	await page.getByRole('button', { name: 'Read and adopted' }).waitFor()
	assert.ok((await staff.get(`${desk}/conclusions`)).html.includes(`${words} anew!`))
})
