// Some steps of the journey below a path prefix, where everything must stay: the program, sign-in by password, the desk,
// an upload in pieces, its receipt and the answer of /verify.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browse, code, mailsTo, prefixUrl, signInLink, url } from '../helpers.mjs'
import { keep, makePdf } from '../make-paper.mjs'

const stamp = Date.now().toString(36)
const email = `prefix.${stamp}@example.org`
const below = address => address.replace(url, prefixUrl)
let browser
before(async () => browser = await browse())
after(() => browser?.close())

// A page that notes every address it asks for outside of the prefix.
async function sit() {
	const context = await browser.newContext()
	context.setDefaultTimeout(30000)
	const page = await context.newPage()
	const strays = []
	context.on('request', request => request.url().startsWith(prefixUrl) || /^(data|blob):/.test(request.url()) || strays.push(`${request.method()} ${request.url()}`))
	return Object.assign(page, { strays })
}
const main = page => page.locator('main')
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).click()
const stayed = page => assert.deepEqual([page.strays, page.url().startsWith(prefixUrl)], [[], true])

test('the public goes through the program', async () => {
	const page = await sit()
	await page.goto(prefixUrl + '/')
	await main(page).getByRole('link').first().click()
	for (const tab of ['Agenda', 'Annotated agenda', 'Documents', 'Editions', 'Program'])
		await page.locator('.meeting-bar').getByRole('link', { name: tab, exact: true }).click()
	await main(page).getByRole('link', { name: 'Experiences of OAS Organs' }).click()
	assert.match(await main(page).innerText(), /Representatives of the CIM/)
	await page.getByRole('link', { name: 'español', exact: false }).first().click()
	assert.equal(page.url(), `${prefixUrl}/es/migrants-2004/items/III`)
	stayed(page)
})

test('the administrator signs in with a password, and out again', async () => {
	const page = await sit()
	await page.goto(`${prefixUrl}/en/sign-in`)
	const form = main(page).locator('form').filter({ has: page.locator('#password') })
	for (const [password, answer] of [['not this one', /sign-in/], [process.env.DAIS_ADMIN_PASSWORD, /\/en\/account\/factor/]]) {
		await form.getByLabel('E-mail address').fill(process.env.DAIS_ADMIN)
		await form.locator('#password').fill(password)
		await form.getByRole('button').click()
		assert.match(page.url(), answer)
		assert.equal(await page.locator('.govuk-error-summary, .govuk-error-message').count() > 0, password === 'not this one')
	}
	await page.locator('#code').fill(code(await page.locator('.key').innerText()))
	await press(page, 'Set as second factor')
	assert.equal(await page.locator('.codes li').count(), 10)
	await page.getByRole('link', { name: 'I have kept them' }).click()
	assert.match(page.url(), /\/en\/desk/)
	await page.getByRole('button', { name: 'Sign out' }).click()
	assert.equal(await page.getByRole('link', { name: 'Sign in' }).count(), 1)
	stayed(page)
})

test('an invitation, an upload in pieces, its receipt, and verify', async () => {
	const staff = await sit()
	await staff.goto(below(signInLink('staff')))
	await main(staff).getByRole('button').first().click()
	await staff.goto(`${prefixUrl}/en/desk/migrants-2004/items/III`)
	const card = main(staff).locator('section.card').filter({ hasText: 'Add a speaker whom the agenda does not name' })
	await card.getByLabel('or: as the program should name it').fill(`Prefix ${stamp}`)
	await press(staff, 'Add the speaker')
	const invitation = main(staff).locator('form[action$="/invite"]')
	await invitation.getByLabel('Name', { exact: true }).fill(`Petra ${stamp}`)
	await invitation.getByLabel('E-mail address', { exact: true }).fill(email)
	await press(staff, 'Send the invitation')
	stayed(staff)

	const page = await sit(), path = keep(`prefix-${stamp}.pdf`, makePdf('Prefix', 5, 9e6))
	const [mail] = await mailsTo(email)
	await page.goto(below(mail.links.find(link => link.includes('/link/'))))
	await press(page, 'Open my page')
	await press(page, 'I will take part')
	await page.locator('#title').fill(`Below ${stamp}`)
	await page.locator('#file').setInputFiles(path)
	await page.getByText('All of the file has arrived.').waitFor()
	await press(page, 'Send the presentation')
	await page.waitForURL(/receipts/)
	assert.match(await main(page).innerText(), new RegExp(`Below ${stamp}`))
	await main(page).getByRole('link', { name: 'Verify a receipt' }).click()
	await page.locator('#file').setInputFiles(path)
	await press(page, 'Verify')
	await page.locator('.verdict').waitFor()
	assert.match(await main(page).innerText(), /exactly this file/)
	stayed(page)
})
