// Inviting somebody and sending a paper with the keyboard alone: every control is reached by Tab in the order of the page,
// shows that it has the focus, and does its work by Enter or Space.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browse, mailsTo, signInPage, url } from '../helpers.mjs'
import { keep, makePdf } from '../make-paper.mjs'

const desk = `${url}/en/desk/migrants-2004`
const stamp = Date.now().toString(36)
const email = `keys.${stamp}@example.org`
let browser
before(async () => browser = await browse())
after(() => browser?.close())

// The name of what has the focus, as a screen reader begins it, and whether it looks otherwise than without.
const focused = page => page.evaluate(() => {
	const on = document.activeElement
	const look = () => [[on, ''], ...[...on.labels ?? []].map(label => [label, '::before'])].map(([element, part]) => {
		const { outlineStyle, outlineWidth, boxShadow, backgroundColor, clipPath } = getComputedStyle(element, part)
		return [outlineStyle, outlineStyle === 'none' ? 0 : outlineWidth, boxShadow, backgroundColor, clipPath].join()
	}).join()
	const name = on.labels?.[0]?.textContent ?? on.getAttribute('aria-label') ?? on.textContent
	const focusedLook = look()
	on.blur()
	const seen = focusedLook !== look()
	on.focus()
	return { name: name.replace(/\s+/g, ' ').trim(), tag: on.tagName, type: on.type, seen, action: on.form?.getAttribute('action') ?? '' }
})

// Presses Tab until a control whose name begins so, in a form with this action if one is given, has the focus.
async function tabTo(page, name, action = '') {
	for (let presses = 0; presses < 150; presses++) {
		await page.keyboard.press('Tab')
		const on = await focused(page)
		if (on.tag !== 'BODY')
			assert.ok(on.seen, `the focus on “${on.name}” (${on.tag}) can be seen on ${page.url()}`)
		if (on.name.startsWith(name) && on.action.endsWith(action))
			return on
	}
	assert.fail(`Tab never came to “${name}” on ${page.url()}`)
}

async function enter(page, name, action) {
	await tabTo(page, name, action)
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
}

test('staff add a slot and invite somebody', { timeout: 120000 }, async () => {
	const page = await browser.newPage()
	await signInPage(page, 'staff')
	await page.goto(desk)
	await page.keyboard.press('Tab')
	assert.equal((await focused(page)).name, 'Skip to main content')
	await page.keyboard.press('Enter')
	assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
	await page.goto(`${desk}/items/III`)
	await tabTo(page, 'Role')
	await tabTo(page, 'or: as the program should name it', '/slots')
	await page.keyboard.type(`Keyboard ${stamp}`)
	await enter(page, 'Add the speaker')
	await tabTo(page, 'Name', '/invite')
	await page.keyboard.type(`Kei ${stamp}`)
	await tabTo(page, 'E-mail address')
	await page.keyboard.type(email)
	await tabTo(page, 'Language of the mail')
	await page.keyboard.type('English')
	await enter(page, 'Send the invitation')
	assert.match(await page.locator('main').innerText(), /not yet answered/)
	await page.context().close()
})

test('she opens the link, confirms and sends a paper', { timeout: 120000 }, async () => {
	const page = await browser.newPage()
	const chooser = new Promise(chosen => page.once('filechooser', chosen))
	const [mail] = await mailsTo(email)
	await page.goto(mail.links.find(link => link.includes('/link/')))
	await enter(page, 'Open my page')
	await enter(page, 'I will take part')
	await tabTo(page, 'Title of the presentation')
	await page.keyboard.type(`By keyboard ${stamp}`)
	await tabTo(page, 'Language of this file')
	await tabTo(page, 'File of the presentation')
	await page.keyboard.press('Enter')
	await (await chooser).setFiles(keep(`keys-${stamp}.pdf`, makePdf('Keys', 3, 6e6)))
	await page.getByText('All of the file has arrived.').waitFor()
	await tabTo(page, 'Remittances')
	await page.keyboard.press('Space')
	assert.ok(await page.getByLabel('Remittances', { exact: true }).isChecked())
	await enter(page, 'Send the presentation')
	assert.match(page.url(), /receipts/)
	assert.match(await page.locator('main').innerText(), new RegExp(`By keyboard ${stamp}`))
	await page.context().close()
})
