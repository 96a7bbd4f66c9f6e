// A panelist's paper in a browser: a PDF of 20 MB with progress, pause and resume, a line that is cut, a page that is closed
// in the middle; the same without a script and on a phone. Whatever happens, the receipt has the file's SHA-256.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HtmlValidate } from 'html-validate'
import { axeProblems } from '../axe.mjs'
import { browse, endSessions, mailsTo, newPanelist, signInPage, url, visitor } from '../helpers.mjs'
import { codes } from '../../web/po/texts.mjs'

const PIECE = 4 * 1024 * 1024
const folder = mkdtempSync(join(tmpdir(), 'upload-'))

// A PDF with one picture of random points on a page, so large that it takes a while to send.
function picturePdf(name, width, height) {
	const image = randomBytes(width * height * 3), page = 'q 500 0 0 500 56 146 cm /Im Do Q'
	const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /Im 5 0 R >> >> >>',
		`<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
		[`<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace /DeviceRGB /Length ${image.length} >>\nstream\n`, image, '\nendstream']]
	const parts = [Buffer.from('%PDF-1.4\n')], offsets = []
	for (const [i, object] of objects.entries()) {
		offsets.push(parts.reduce((sum, part) => sum + part.length, 0))
		parts.push(Buffer.concat([`${i + 1} 0 obj\n`, object, '\nendobj\n'].flat().map(part => Buffer.from(part))))
	}
	const xref = parts.reduce((sum, part) => sum + part.length, 0)
	parts.push(Buffer.from(`xref\n0 6\n0000000000 65535 f \n${offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}` +
		`trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`))
	const bytes = Buffer.concat(parts), path = join(folder, name)
	writeFileSync(path, bytes)
	return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

const large = picturePdf('ponencia.pdf', 2600, 2565) // 20 MB
const small = picturePdf('ponencia-corta.pdf', 200, 200)

let browser, staff
before(async () => {
	browser = await browse()
	staff = await visitor('staff')
})
after(() => browser?.close())

// A browser in which a new panelist is signed in and stands before the form.
async function panelist(options = {}) {
	const who = await newPanelist(staff), context = await browser.newContext({ locale: 'en', reducedMotion: 'reduce', ...options })
	const page = await context.newPage(), said = []
	context.on('page', opened => opened.on('pageerror', error => said.push(error.message)))
	page.on('pageerror', error => said.push(error.message))
	page.on('console', message => message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text()) && said.push(message.text()))
	await signInPage(page, who.email)
	const address = `${url}/en/my/slots/${who.slot}`
	await page.goto(address)
	return { context, page, said, address, email: who.email }
}

// The line of this page takes so many bytes a second.
async function slow(page, rate) {
	const line = await page.context().newCDPSession(page)
	await line.send('Network.enable')
	await line.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: rate })
}

const value = page => page.locator('#upload-progress progress').evaluate(bar => bar.value)
const reaches = async (page, bytes) => {
	for (let tries = 0; await value(page) < bytes; tries++) {
		assert.ok(tries < 300, `progress stays below ${bytes}`)
		await sleep(50)
	}
}

// The offsets of the pieces that this page sends.
function pieces(page) {
	const offsets = []
	page.on('request', request => request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset'])))
	return offsets
}

async function hasReceipt(page, file) {
	await page.waitForURL(/\/receipts\//, { timeout: 60000 })
	const text = (await page.locator('.receipt__hash').innerText()).replace(/\s/g, '')
	assert.equal(text, file.sha256)
}

async function isSound(page, what) {
	assert.deepEqual(await axeProblems(page), [], what)
	const before = page.viewportSize()
	for (const width of [320, 390]) {
		await page.setViewportSize({ width, height: 800 })
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} fits ${width} px`)
	}
	await page.setViewportSize(before)
}

test('20 MB with progress, pause and resume; the form may be sent before the last piece', async () => {
	const { page, said, context } = await panelist()
	await slow(page, 6_000_000)
	const offsets = pieces(page)
	await page.fill('#title', 'Mujeres migrantes')
	await page.selectOption('#language', 'es')
	await page.setInputFiles('#file', large.path)
	await reaches(page, PIECE)
	assert.match(await page.locator('.upload__done').innerText(), /MB of 20(\.\d)? MB · \d+ %/)
	await page.getByRole('button', { name: 'Pause' }).click()
	await sleep(300)
	const stopped = await value(page)
	await sleep(800)
	assert.equal(await value(page), stopped, 'nothing is sent in a pause')
	assert.match(await page.locator('.upload__says').innerText(), /Paused/)
	await isSound(page, 'the form with an upload')
	await page.getByRole('button', { name: 'Continue' }).click()
	await page.getByRole('button', { name: 'Send the presentation' }).click()
	await hasReceipt(page, large)
	assert.ok(offsets.length >= 5 && offsets.length <= 7, `pieces of 4 MiB, one of them perhaps twice: ${offsets}`)
	await isSound(page, 'the receipt')
	assert.deepEqual(said, [])
	await context.close()
})

test('a page closed in the middle: the fields are there again, and the upload goes on', async () => {
	const { context, page, address, said } = await panelist()
	await slow(page, 5_000_000)
	await page.fill('#title', 'Written before the page was closed')
	await page.check('#theme-racism')
	await page.setInputFiles('#file', large.path)
	await reaches(page, 2 * PIECE + 1_000_000)
	await page.close()

	const again = await context.newPage(), offsets = pieces(again)
	await again.goto(address)
	assert.equal(await again.inputValue('#title'), 'Written before the page was closed')
	assert.ok(await again.isChecked('#theme-racism'))
	const [, arrived] = (await again.locator('#arrived').innerText()).match(/ponencia\.pdf · ([\d.]+) MB of 20 MB/)
	assert.ok(arrived >= 8.3 && arrived < 20, `two pieces at least: ${arrived} MB`)
	await again.setInputFiles('#file', large.path)
	await again.getByRole('button', { name: 'Send the presentation' }).click()
	await hasReceipt(again, large)
	assert.ok(offsets[0] >= 2 * PIECE, `it began at ${offsets[0]}`)
	await again.goto(address)
	assert.equal(await again.locator('#arrived').count(), 0)
	assert.deepEqual(said, [])
	await context.close()
})

test('signed out in the middle: the person signs in, and goes on with the form and the upload', async () => {
	const { context, page, address, said, email } = await panelist()
	await slow(page, 5_000_000)
	await page.fill('#title', 'Written before the session ended')
	await page.check('#theme-racism')
	await page.setInputFiles('#file', large.path)
	await reaches(page, PIECE + 1_000_000)
	endSessions(email)
	const signIn = page.getByRole('button', { name: 'Sign in', exact: true })
	await signIn.waitFor()
	assert.match(await page.locator('.upload__says').innerText(), /You were signed out.*is kept/)
	await isSound(page, 'the form of somebody signed out')
	await signIn.click()
	await page.waitForURL(/sign-in/)
	const before = (await mailsTo(email)).length
	await page.fill('#link-email', email)
	await page.getByRole('button', { name: 'Send me a link' }).click()
	await page.goto((await mailsTo(email, before + 1)).at(-1).links.find(link => link.includes('/link/')))
	await page.getByRole('button', { name: 'Open my page' }).click()
	await page.waitForURL(`${address}**`)
	assert.equal(await page.inputValue('#title'), 'Written before the session ended')
	assert.ok(await page.isChecked('#theme-racism'))
	assert.match(await page.locator('#arrived').innerText(), /ponencia\.pdf · ([\d.]+) MB of 20 MB/)
	const offsets = pieces(page)
	await page.setInputFiles('#file', large.path)
	await page.getByRole('button', { name: 'Send the presentation' }).click()
	await hasReceipt(page, large)
	assert.ok(offsets[0] >= PIECE, `it began at ${offsets[0]}`)
	assert.deepEqual(said, [])
	await context.close()
})

test('a line that is cut: the upload goes on by itself', async () => {
	const { context, page } = await panelist()
	await slow(page, 5_000_000)
	await page.fill('#title', 'Sent over a bad line')
	await page.setInputFiles('#file', large.path)
	await reaches(page, PIECE + 500_000)
	await context.setOffline(true)
	await sleep(1500)
	await context.setOffline(false)
	await slow(page, 50_000_000)
	await page.getByRole('button', { name: 'Send the presentation' }).click()
	await hasReceipt(page, large)
	await context.close()
})

test('a file dropped; cancelled; too large; refused by its type, with the fields kept', async () => {
	const { context, page } = await panelist()
	await page.fill('#title', 'Kept through everything')
	const drop = async (name, size) => {
		const data = await page.evaluateHandle(([file, bytes]) => {
			const transfer = new DataTransfer()
			transfer.items.add(new File([new Uint8Array(bytes)], file))
			return transfer
		}, [name, size])
		await page.dispatchEvent('#drop', 'drop', { dataTransfer: data })
	}
	await drop('enorme.pdf', 100_000_001)
	await page.getByText('This file is too large.').waitFor()
	await drop('soltado.pdf', 1000)
	await page.getByText('All of the file has arrived.').waitFor()
	assert.ok(await page.locator('[data-act=pause]').isHidden(), 'nothing is left to pause')
	await page.getByRole('button', { name: 'Cancel' }).click()
	assert.ok(await page.locator('#upload-progress').isHidden())
	const asked = []
	page.on('request', request => request.method() === 'POST' && asked.push(request.url()))
	await drop('nota.txt', 1000)
	await page.getByText('This file is not a PDF, DOCX').waitFor()
	await drop('vieja.doc', 1000)
	await page.getByText('Files of earlier programs').waitFor()
	assert.deepEqual(asked, [], 'before a byte is sent')
	await drop('falsa.pdf', 1000)
	await page.getByText('All of the file has arrived.').waitFor()
	await page.getByRole('button', { name: 'Send the presentation' }).click()
	await page.locator('.govuk-error-summary').waitFor()
	assert.match(await page.locator('#file-group').innerText(), /not a PDF, DOCX/)
	assert.equal(await page.inputValue('#title'), 'Kept through everything')
	await page.setInputFiles('#file', small.path)
	await page.getByText('All of the file has arrived.').waitFor()
	await page.getByRole('button', { name: 'Send the presentation' }).click()
	await hasReceipt(page, small)
	await context.close()
})

test('without a script, on a phone of 390 px', async () => {
	const { context, page } = await panelist({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
	assert.ok(await page.getByText('Without JavaScript an interrupted upload has to be sent again.').isVisible())
	await page.fill('#title', 'Sin guion')
	await page.selectOption('#language', 'es')
	await page.check('#theme-other')
	await page.fill('#other_theme', 'Protección consular')
	await page.check('#objective-a')
	await page.setInputFiles('#file', large.path)
	await page.getByRole('button', { name: 'Send the presentation' }).click()
	await hasReceipt(page, large)
	assert.match(await page.locator('.notice--done').innerText(), /has been received/)
	await context.close()
})

test('the receipt is one printed page, and is verified as it stands there', async () => {
	const { context, page } = await panelist()
	await page.fill('#title', 'A title of the longest kind: experiences of an inter-American agency in the promotion and the protection of the human rights of migrants and of their families')
	await page.setInputFiles('#file', small.path)
	await page.getByRole('button', { name: 'Send the presentation' }).click()
	await hasReceipt(page, small)
	const markup = await new HtmlValidate({ extends: ['html-validate:recommended', 'html-validate:a11y'], rules: { 'void-style': 'off', 'doctype-style': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off',
		'no-implicit-button-type': 'off', 'attribute-boolean-style': 'off', 'prefer-native-element': 'off', 'no-redundant-role': 'off', 'no-implicit-input-type': 'off' } }).validateString(await page.content())
	assert.deepEqual(markup.results.flatMap(result => result.messages.map(message => `${message.line}: ${message.message}`)), [])
	for (const lang of codes) {
		await page.goto(page.url().replace(/\/[a-z]{2}\//, `/${lang}/`))
		const printed = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
		assert.equal(printed.match(/\/Type\s*\/Page\b/g).length, 1, lang)
	}
	await page.goto(page.url().replace('/pt/', '/en/'))
	await page.getByRole('main').getByRole('link', { name: 'Verify a receipt' }).click()
	await page.setInputFiles('#file', small.path)
	await page.getByRole('button', { name: 'Verify' }).click()
	await page.locator('.verdict--yes').waitFor()
	await isSound(page, 'the answer')
	await page.setInputFiles('#file', large.path)
	await page.getByRole('button', { name: 'Verify' }).click()
	await page.locator('.verdict--no').waitFor()
	await context.close()
})
