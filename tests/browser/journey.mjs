// The whole job of a meeting, as its people do it: with JavaScript, without, and on a phone of 390 px in Spanish. Each way
// has people and slots of its own under Panel III, so that all of them, and other tests, share one demo. What is clicked
// and looked for is what people read: labels, buttons and sentences of the page's language.
// DAIS_SHOTS, a directory, keeps a picture of every page on the way; DAIS_WAY, a word of its name, chooses one way.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { axeProblems } from '../axe.mjs'
import { browse, dais, mailsTo, signInLink, signInPage, url } from '../helpers.mjs'
import { keep, makeDocx, makePdf } from '../make-paper.mjs'
import { words } from '../words.mjs'

const meeting = 'migrants-2004'
const program = JSON.parse(readFileSync(new URL('../data/migrants-2004.json', import.meta.url)))
const panels = program.items.flatMap(item => [item, ...item.children ?? []])
const panelIII = panels.find(item => item.key === 'III')
const PIECE = 4 << 20

const ways = [
	{ name: 'with JavaScript', lang: 'en', hers: 'es', slot: 'CIM', institution: ['III', 'IIN'], state: 'MEX' },
	{ name: 'without JavaScript', lang: 'fr', hers: 'fr', slot: 'IACD', institution: ['III', 'IACTHR'], state: 'HTI', options: { javaScriptEnabled: false } },
	{ name: 'on a phone', lang: 'es', hers: 'es', slot: 'UDSE', institution: ['V.a', 'ILO'], state: 'BOL',
		options: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } },
]

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')
const run = (...command) => execFileSync(command[0], command.slice(1), { encoding: 'utf8', maxBuffer: 1 << 28 })
const tight = text => text.replace(/\s+/g, '')
const named = (action, what) => new RegExp(`^${action}\\s*: ${what.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) // as in “Invite: Representative of the CIM”
const nameOf = lang => new Intl.DisplayNames(lang, { type: 'language' }).of(lang).replace(/^./, first => first.toUpperCase())
const labelOf = (key, party, lang) => panels.find(item => item.key === key).slots.find(slot => slot.party === party).label[lang]

let browser
before(async () => browser = await browse())
after(() => browser?.close())

// Somebody at a browser of their own. What the page complains about is kept in `said`.
async function sit(way, lang, said) {
	const context = await browser.newContext({ locale: lang, reducedMotion: 'reduce', viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...way.options })
	context.setDefaultTimeout(30000)
	const page = await context.newPage()
	context.on('console', message => message.type() === 'error' && said.push(`console: ${message.text()}`))
	context.on('weberror', error => said.push(`script: ${error.error().message}`))
	context.on('request', request => new URL(request.url()).origin === url || /^(data|blob):/.test(request.url()) || said.push(`asks ${request.url()}`))
	context.on('response', answer => answer.status() >= 500 && said.push(`${answer.status()} ${answer.url()}`))
	return Object.assign(page, { t: words(lang), lang, said, scripts: way.options?.javaScriptEnabled !== false })
}

// A page that is looked at: by axe, which is a script itself, and by us.
let pictures = 0
async function look(page, name) {
	for (const problem of page.scripts ? await axeProblems(page) : [])
		page.said.push(`${name}: ${problem}`)
	if (!process.env.DAIS_SHOTS)
		return
	mkdirSync(process.env.DAIS_SHOTS, { recursive: true })
	await page.screenshot({ path: `${process.env.DAIS_SHOTS}/${String(++pictures).padStart(3, '0')}-${name}.png`, fullPage: true })
}

const read = async page => (await page.locator('body').innerText()).replace(/[\s ]+/g, ' ')
async function sees(page, ...texts) {
	const text = await read(page)
	for (const wanted of texts)
		assert.ok(wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted.replace(/[\s ]+/g, ' ')), `“${wanted}” on ${page.url()}: ${text.slice(0, 1500)}`)
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
	assert.ok(wide <= 0, `${page.url()} is ${wide} px wider than the screen`)
}
async function seesNot(page, ...texts) {
	const text = await read(page)
	for (const unwanted of texts)
		assert.ok(!text.includes(unwanted), `“${unwanted}” on ${page.url()}`)
}

const press = (page, name, scope = page.locator('main')) => scope.getByRole('button', { name, exact: typeof name === 'string' }).first().click()
const follow = (page, name) => page.locator('main').getByRole('link', { name }).first().click()
const field = (page, english, scope = page.locator('main')) => scope.getByLabel(page.t(english), { exact: true })
const row = (page, text) => page.locator('main tr').filter({ hasText: text }).first()

// Asks again until the page says it.
async function comes(page, text, seconds = 60) {
	for (let left = seconds * 2; !(await read(page)).includes(text); left--) {
		assert.ok(left > 0, `“${text}” never came on ${page.url()}`)
		await page.waitForTimeout(500)
		await page.reload()
	}
}

async function invite(staff, { name, email, language, contact }) {
	const { t } = staff
	const card = staff.locator('main form[action$="/invite"]')
	await field(staff, 'Name', card).fill(name)
	await field(staff, 'E-mail address', card).fill(email)
	await card.locator('select[name=language]').selectOption(language)
	if (contact)
		await card.getByLabel(t('This is the contact of the institution, who designates the speaker or declines')).check()
	await press(staff, t('Send the invitation'), card)
	await sees(staff, t('The invitation is on its way.'), name)
}

// The link of the last mail to an address; opening it decides nothing.
async function linkTo(email, lang, count = 1) {
	const mails = await mailsTo(email, count)
	assert.ok(mails.length >= count, `${count} mails to ${email}`)
	const link = mails.at(-1).links.find(one => one.includes('/link/'))
	assert.match(link, new RegExp(`^${url}/${lang}/link/`))
	for (let opened = 0; opened < 2; opened++) { // as the scanners of mail programs do
		const answer = await fetch(link)
		assert.equal(answer.status, 200)
		assert.equal(answer.headers.get('set-cookie')?.includes('session') ?? false, false)
	}
	return link
}

async function enter(page, link) {
	await page.goto(link)
	await look(page, 'link')
	await press(page, page.t('Open my page'))
	await sees(page, page.t('You are signed in.'))
}

async function fillPaper(page, title, path, { themes = [0, 6], other } = {}) {
	const { t } = page
	await field(page, 'Title of the presentation').fill(title)
	await page.locator('#language').selectOption(page.lang)
	for (const index of themes)
		await page.getByLabel(program.themes[index].name[page.lang], { exact: true }).check()
	if (other) {
		await page.locator('#themes').getByLabel(t('Others'), { exact: true }).check()
		await field(page, 'Which others').fill(other)
	}
	await page.getByLabel(program.objectives[1].text[page.lang]).check()
	if (path)
		await page.locator('#file').setInputFiles(path)
}

const done = page => page.locator('#upload-progress progress').evaluate(bar => bar.value / bar.max)
const until = (page, part) => page.waitForFunction(wanted => {
	const bar = document.querySelector('#upload-progress progress')
	return bar.value / bar.max >= wanted
}, part, { timeout: 60000 })

async function slow(page, bytesPerSecond) {
	const session = await page.context().newCDPSession(page)
	await session.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: bytesPerSecond })
}

// Sends the file with pause and resume, over a line that is cut, and from a tab that is closed in the middle.
async function sendInPieces(page, title, path) {
	const { t } = page
	const address = page.url()
	await slow(page, 3e6)
	await fillPaper(page, title, path, { other: 'Protección consular' })
	await until(page, 0.1)
	await press(page, t('Pause'))
	await sees(page, t('Paused. Nothing is lost: continue when you like, also after closing this page.'))
	await look(page, 'paused')
	const stood = await done(page)
	await page.waitForTimeout(1500)
	assert.equal(await done(page), stood, 'nothing is sent while it is paused')
	assert.ok(stood < 0.9, `paused in the middle: ${stood}`)
	await press(page, t('Continue'))
	await until(page, 0.35)
	await page.context().setOffline(true)
	await page.waitForTimeout(1000)
	assert.ok(await done(page) < 0.95)
	await page.context().setOffline(false)
	await until(page, 0.5)
	assert.ok(await done(page) < 0.95)
	const context = page.context()
	await page.close()

	const again = Object.assign(await context.newPage(), { t, lang: page.lang, said: page.said, scripts: true })
	await again.goto(address)
	await look(again, 'interrupted')
	await sees(again, t('The upload of this file was interrupted. Choose the same file again: it goes on where it stopped.'))
	assert.equal(await field(again, 'Title of the presentation').inputValue(), title, 'the form is still filled')
	const offsets = []
	again.on('request', request => request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset'])))
	await again.locator('#file').setInputFiles(path)
	await again.locator('#arrived, .upload__says').first().waitFor()
	await press(again, t('Send the presentation')) // before the last piece is there: it is filed when it has arrived
	await again.waitForURL(/receipts/, { timeout: 60000 })
	assert.ok(offsets.length > 0 && offsets.every(offset => offset >= PIECE), `went on at ${offsets}`)
	return again
}

async function seesReceipt(page, { title, bytes, fileName, email }) {
	const { t } = page
	await sees(page, t('Thank you: your presentation has been received. The receipt is also on its way by mail.'), t('The written presentation named below has been received and is kept.'), title, fileName, t('On time'))
	assert.ok(tight(await read(page)).includes(sha256(bytes)), 'the receipt’s SHA-256')
	const [, receipt] = page.url().match(/receipts\/([0-9A-Z-]{14})/)
	await sees(page, receipt)
	await look(page, 'receipt')
	const mail = (await mailsTo(email, 2)).find(one => one.subject.includes(receipt)) ?? (await mailsTo(email, 4, 10)).find(one => one.subject.includes(receipt))
	assert.equal(mail?.subject, t('Receipt {{receipt}}: your presentation has been received', { receipt }))
	assert.ok(mail.text.includes(sha256(bytes)))
	return receipt
}

async function verify(page, receipt, path) {
	const { t } = page
	await page.goto(`${url}/${page.lang}/verify`)
	await field(page, 'Number of the receipt').fill(receipt)
	if (page.scripts)
		await field(page, 'The file').setInputFiles(path)
	else // without a script the file would travel, and 1 MB is all that a stranger may send
		await field(page, 'Or, instead of the file, its SHA-256').fill(sha256(readFileSync(path)))
	await press(page, t('Verify'))
	await page.locator('.verdict').waitFor()
	await look(page, 'verify')
	const text = await read(page)
	const yes = text.includes(t('This receipt was issued here, for exactly this file.')), no = text.includes(t('No match'))
	assert.notEqual(yes, no)
	return yes
}

// What a browser would get: { status, type, bytes }. Playwright's own requests leave secure cookies out on loopback.
async function get(page, href) {
	const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
	const answer = await fetch(new URL(href, page.url()), { headers: { cookie }, redirect: 'manual' })
	return { status: answer.status, type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) }
}

const verdict = (...argv) => {
	try {
		dais('verify', ...argv)
		return 0
	} catch (failed) {
		return failed.status
	}
}

async function register(page, { name, title, role, panel, email }) {
	const { t } = page
	const form = page.locator('main form[action$="/members"]')
	await field(page, 'Name', form).fill(name)
	await field(page, 'Title or office', form).fill(title ?? '')
	await form.locator('#function').selectOption({ label: t(role) })
	if (panel)
		await form.locator('#item').selectOption({ label: panel })
	await field(page, 'E-mail address', form).fill(email ?? '')
	await press(page, t('Register'), form)
	await sees(page, name)
}

for (const way of ways.filter(one => !process.env.DAIS_WAY || one.name.includes(process.env.DAIS_WAY)))
	test(`the journey ${way.name}, in ${way.lang}`, async journey => {
		const said = [], stamp = Date.now().toString(36)
		const { lang } = way, t = words(lang)
		const staff = await sit(way, lang, said), reader = await sit(way, lang, said)
		const address = who => `${who}.${stamp}@example.org`
		const her = { name: `Ana Rosa Ibáñez ${stamp}`, email: address('ibanez'), language: way.hers }
		const slotLabel = labelOf('III', way.slot, lang)
		const title = `Mujeres migrantes y remesas ${stamp}`
		const paper = makePdf(`Migrant women ${stamp}`, 40, 20e6), paperPath = keep(`ponencia-${stamp}.pdf`, paper)
		const second = makePdf(`Second version ${stamp}`, 6, 300000), secondPath = keep(`ponencia-2-${stamp}.pdf`, second)
		let mine, receipt, panel, edition, packet

		// One step; after one that failed the others would only say so again.
		let broken = false
		const step = (name, run) => journey.test(name, { skip: broken }, async () => {
			broken = true
			await run()
			broken = false
		})
		const packetPage = `${url}/${lang}/desk/${meeting}/packets/III`
		const compile = async () => {
			await staff.goto(packetPage)
			await staff.locator('main form[action*="/packets/"] button').click()
			await staff.locator('#packet-work progress').waitFor({ timeout: 5000 }) // visible progress
			await look(staff, 'compiling')
			await staff.getByText(t('Up to date'), { exact: true }).first().waitFor({ timeout: 90000 }) // the page says so by itself
		}

		await step('1. the public reads the program', async () => {
			await reader.goto(`${url}/${lang}/${meeting}`)
			await look(reader, 'program')
			await reader.getByRole('link', { name: t('Annotated agenda'), exact: true }).first().click()
			await sees(reader, program.footnotes?.[0]?.text?.[lang] ?? 'III', panelIII.long_title[lang], panelIII.line.text[lang], panelIII.annotation[lang])
			await look(reader, 'annotated-agenda')
			await reader.getByRole('link', { name: t('Agenda'), exact: true }).first().click()
			await sees(reader, panelIII.short_title[lang])
			await reader.goto(`${url}/${lang}/${meeting}/items/III`)
			await look(reader, 'panel')
			await sees(reader, panelIII.line.text[lang], panelIII.annotation[lang])
			await seesNot(reader, her.name, title)
		})

		await step('2. staff name a person and invite her; opening the link changes nothing until she confirms', async () => {
			await signInPage(staff, 'staff')
			await staff.goto(`${url}/${lang}/desk/${meeting}`)
			await sees(staff, t('Written presentations'))
			await look(staff, 'desk')
			await follow(staff, named(t('Invite'), slotLabel))
			await sees(staff, slotLabel, t('Not designated'))
			await invite(staff, her)
			await look(staff, 'slot-invited')
			mine = staff.url().replace(/\?.*/, '')
			const link = await linkTo(her.email, her.language)
			await staff.reload()
			await sees(staff, t('Invited'))
			await seesNot(staff, t('Confirmed'))
			const woman = her.page = await sit(way, her.language, said)
			await enter(woman, link)
			await look(woman, 'asked')
			await sees(woman, woman.t('What is asked'), program.objectives[0].text[her.language], program.objectives[1].text[her.language], ...program.themes.map(theme => theme.name[her.language]), woman.t('and others'), /\d( h |h|:)00[^.]* \(UTC−\d\)/) // the last: until when
			await staff.reload()
			await seesNot(staff, t('Confirmed'))
			await press(woman, woman.t('I will take part'))
			await sees(woman, woman.t('Thank you: your participation is confirmed.'))
			await staff.goto(`${url}/${lang}/desk/${meeting}`)
			assert.ok((await row(staff, her.name).innerText()).includes(t('Confirmed')))
			assert.ok((await row(staff, her.name).innerText()).includes(her.email), 'whom to write to')
		})

		const delegate = { name: `Teodoro Lund ${stamp}`, email: address('lund'), language: lang }
		await step('2. an institution is invited, and its contact designates a person; a slot is added, and declined', async () => {
			const [key, party] = way.institution, label = labelOf(key, party, lang)
			const contact = { name: `Contacto ${stamp}`, email: address('contact'), language: lang, contact: true }
			await staff.goto(`${url}/${lang}/desk/${meeting}/items/${key}`)
			await look(staff, 'desk-item')
			await follow(staff, named(t('Invite'), label))
			await invite(staff, contact)
			const slot = staff.url()
			const page = await sit(way, lang, said)
			await enter(page, await linkTo(contact.email, lang))
			await look(page, 'designate')
			const form = page.locator('main form[action$="/designate"]')
			await field(page, 'Name', form).fill(delegate.name)
			await field(page, 'E-mail address', form).fill(delegate.email)
			await press(page, t('Designate'), form)
			await sees(page, t('Thank you. The person whom you named has been sent a mail.'), delegate.name)
			await look(page, 'designated')
			const he = delegate.page = await sit(way, lang, said)
			await enter(he, await linkTo(delegate.email, lang))
			await press(he, t('I will take part'))
			await staff.goto(slot)
			await sees(staff, delegate.name, t('Confirmed'))
			await look(staff, 'slot-designated')

			const added = `Universidad ${stamp}`
			await staff.goto(`${url}/${lang}/desk/${meeting}/items/III`)
			const card = staff.locator('main section.card').filter({ hasText: t('Add a speaker whom the agenda does not name') })
			await field(staff, 'or: as the program should name it', card).fill(added)
			await press(staff, t('Add the speaker'), card)
			await sees(staff, t('The speaker has been added. Now somebody can be invited.'), added, t('added by the secretariat'))
			await invite(staff, { name: `Decana ${stamp}`, email: address('decana'), language: lang, contact: true })
			const dean = await sit(way, lang, said)
			await enter(dean, await linkTo(address('decana'), lang))
			await dean.getByText(t('The institution cannot take part'), { exact: true }).click()
			await look(dean, 'decline')
			await dean.locator('main form[action$="/decline"] textarea').fill('Fechas de examen')
			await dean.locator('main form[action$="/decline"] button').click()
			await sees(dean, t('Thank you for your answer. The secretariat has it; if your plans change, take it back here.'))
			await staff.reload()
			await sees(staff, t('Declined'), 'Fechas de examen')
		})

		await step('3. she sends a PDF of 20 MB and holds a receipt', async () => {
			let woman = her.page
			await woman.goto(woman.url().replace(/\?.*/, ''))
			if (way.options?.javaScriptEnabled === false) {
				await fillPaper(woman, title, paperPath, { other: 'Protection consulaire' })
				await look(woman, 'form')
				await press(woman, woman.t('Send the presentation'))
				await woman.waitForURL(/receipts/, { timeout: 60000 })
			} else
				woman = her.page = await sendInPieces(woman, title, paperPath)
			receipt = await seesReceipt(woman, { title, bytes: paper, fileName: `ponencia-${stamp}.pdf`, email: her.email })
			await staff.goto(mine)
			await comes(staff, t('Received, in order'))
			await sees(staff, title)
			await look(staff, 'slot-received')
		})

		await step('3. the receipt is confirmed for her file, and denied for one changed byte', async () => {
			const changed = Buffer.from(paper)
			changed[paper.length >> 1] ^= 1
			const changedPath = keep(`changed-${stamp}.pdf`, changed)
			assert.equal(await verify(reader, receipt, paperPath), true)
			assert.equal(await verify(reader, receipt, changedPath), false)
			assert.equal(await verify(reader, 'AAAA-AAAA-AAAA', paperPath), false)
			assert.deepEqual([verdict(receipt, paperPath), verdict(receipt, changedPath)], [0, 1])
		})

		await step('5. staff compile the packet; what was sent is in it', async () => {
			await compile()
			await look(staff, 'packet')
			await sees(staff, her.name, title, t('Not yet received'))
			const link = await staff.getByRole('link', { name: t('Open the packet') }).first().getAttribute('href')
			packet = new URL(link, staff.url()).href
			const file = keep(`packet-${stamp}.pdf`, (await get(staff, link)).bytes)
			assert.match(run('qpdf', '--check', file), /No syntax or stream encoding errors found/)
			const pages = Number(run('qpdf', '--show-npages', file))
			assert.ok(pages > 40)
			const sheets = run('pdftotext', '-layout', file, '-').split('\f')
			const heads = sheets.slice(1, pages).filter((sheet, i) => new RegExp(`\\bIII\\b`).test(sheet) && new RegExp(`\\b${i + 2}\\b[^\\n]*\\b${pages}\\b`).test(sheet))
			assert.equal(heads.length, pages - 1, 'a running head with page x of y on every page but the cover')
			assert.ok(sheets.some(sheet => sheet.includes(`Migrant women ${stamp} 40`)), 'her last page')
			const out = keep(`command-${stamp}.pdf`, '')
			dais('packet', meeting, 'III', '--out', out, '--language', lang)
			assert.equal(sha256(readFileSync(out)), sha256(readFileSync(file)), 'dais packet gives the same bytes')
			if (process.env.DAIS_SHOTS)
				copyFileSync(file, `${process.env.DAIS_SHOTS}/packet-${lang}.pdf`)
		})

		await step('3. she replaces the paper: a second receipt, the first is kept, the packet is out of date', async () => {
			const woman = her.page
			await woman.getByRole('link', { name: woman.t('Back to your presentation') }).click()
			await sees(woman, woman.t('Already received'), woman.t('Send a new version'))
			assert.equal(await field(woman, 'Title of the presentation').inputValue(), title)
			await woman.locator('#file').setInputFiles(secondPath)
			await press(woman, woman.t('Send the presentation'))
			await woman.waitForURL(/receipts/)
			const other = await seesReceipt(woman, { title, bytes: second, fileName: `ponencia-2-${stamp}.pdf`, email: her.email })
			assert.notEqual(other, receipt)
			await woman.goto(`${url}/${woman.lang}/receipts/${receipt}`)
			await sees(woman, woman.t('A newer version was received after this one.'), `ponencia-${stamp}.pdf`)
			await look(woman, 'receipt-replaced')
			const [download] = await Promise.all([woman.waitForEvent('download'), woman.getByRole('link', { name: woman.t('Save the file that was received') }).click()])
			assert.equal(sha256(readFileSync(await download.path())), sha256(paper), 'the first version is kept as it was')
			await staff.goto(mine)
			await comes(staff, t('Received, in order'))
			await staff.goto(packetPage)
			await sees(staff, t('Out of date'))
			await look(staff, 'packet-stale')
		})

		await step('3. a DOCX is taken with a receipt and marked to be converted', async () => {
			const he = delegate.page, path = makeDocx(`discurso-${stamp}.docx`)
			await he.goto(he.url().replace(/\?.*/, ''))
			await fillPaper(he, `Discurso ${stamp}`, path)
			await press(he, t('Send the presentation'))
			await he.waitForURL(/receipts/)
			await seesReceipt(he, { title: `Discurso ${stamp}`, bytes: readFileSync(path), fileName: `discurso-${stamp}.docx`, email: delegate.email })
			await staff.goto(`${url}/${lang}/desk/${meeting}/items/${way.institution[0]}`)
			await follow(staff, named(t('Open'), labelOf(...way.institution, lang)))
			await comes(staff, t('Received, to be converted'))
		})

		const focal = { name: `Punto focal ${stamp}`, email: address('focal'), language: lang }
		const expert = { name: `Experta ${stamp}`, email: address('experta') }, speaker = `Embajador ${stamp}`
		const country = program.parties.find(party => party.code === way.state)?.names[lang] ?? way.state
		await step('4. a focal point registers the delegation; staff confirm', async () => {
			await staff.goto(`${url}/${lang}/desk/${meeting}/delegations`)
			await look(staff, 'delegations')
			const naming = staff.locator('main form').filter({ has: staff.locator('#party') })
			await naming.locator('#party').selectOption({ label: country })
			await field(staff, 'Name', naming).fill(focal.name)
			await field(staff, 'E-mail address', naming).fill(focal.email)
			await naming.locator('select[name=language]').selectOption(lang)
			await press(staff, t('Send the invitation'), naming)
			const page = focal.page = await sit(way, lang, said)
			await enter(page, await linkTo(focal.email, lang))
			await sees(page, country)
			await register(page, { name: speaker, title: t('For instance: Ambassador, Permanent Representative').split(': ')[1], role: 'Head of delegation' })
			const panelIV = panels.find(item => item.key === 'IV')
			await register(page, { name: expert.name, role: 'Expert for a panel', panel: `IV. ${panelIV.short_title[lang]}`, email: expert.email })
			const form = page.locator('main form[action$="/floor"]')
			await form.locator('#floor_item').selectOption({ label: t('Dialogue after Panel {{number}}', { number: 'III' }) })
			await field(page, 'Who will speak', form).fill(speaker)
			await press(page, t('Ask for the floor'), form)
			await sees(page, t('Your delegation is on the list of speakers.'), t('To be confirmed'), speaker, expert.name)
			await look(page, 'delegation')
			await staff.goto(`${url}/${lang}/desk/${meeting}/delegations`)
			await follow(staff, country)
			await look(staff, 'delegation-desk')
			for (const name of [speaker, expert.name]) {
				await press(staff, named(t('Confirm'), name))
				await sees(staff, t('The registration is confirmed.'))
			}
			await page.reload()
			await sees(page, t('Confirmed'))
			await seesNot(page, t('To be confirmed'))
		})

		await step('4. the desk shows the expert at once, the public does not; staff and chair read the list of speakers', async () => {
			await staff.goto(`${url}/${lang}/desk/${meeting}`)
			await sees(staff, expert.name)
			await look(staff, 'desk-later')
			await reader.goto(`${url}/${lang}/${meeting}/items/IV`)
			await seesNot(reader, expert.name)
			await staff.goto(`${url}/${lang}/desk/${meeting}/delegations`)
			await follow(staff, country)
			await follow(staff, t('List of speakers'))
			await sees(staff, t('Dialogue after Panel {{number}}', { number: 'III' }), country, speaker)
			const list = staff.url()
			panel = list.replace(/\?.*/, '')
			await look(staff, 'speakers')
			const chair = await sit(way, lang, said)
			await signInPage(chair, 'chair')
			await chair.goto(`${url}/${lang}/my`)
			await follow(chair, t('Dialogue after Panel {{number}}', { number: 'III' }))
			await sees(chair, country, speaker)
			await reader.goto(panel)
			assert.match(reader.url(), /sign-in/)
			await seesNot(reader, country, speaker)
			await reader.goto(`${url}/${lang}/${meeting}/items/III`)
			await seesNot(reader, country, speaker)
			assert.equal((await get(focal.page, panel)).status, 404, 'a mission does not read the list')
			await chair.context().close()
		})

		await step('4. the expert confirms, and will speak without a paper', async () => {
			const page = await sit(way, lang, said)
			await enter(page, await linkTo(expert.email, lang))
			if (await page.getByRole('button', { name: t('I will take part') }).count())
				await press(page, t('I will take part'))
			await press(page, t('I will speak without a paper'))
			await sees(page, t('You have told the secretariat that you will speak without a paper. You may still send one.'))
			await look(page, 'without-paper')
			await staff.goto(`${url}/${lang}/desk/${meeting}`)
			assert.ok((await row(staff, expert.name).innerText()).includes(t('Will speak without a paper')))
			await page.context().close()
		})

		await step('5. the packet is compiled again; the focal point and the chair open it', async () => {
			await compile()
			for (const who of ['chair', 'focal']) {
				const page = who === 'chair' ? await sit(way, lang, said) : focal.page
				if (who === 'chair')
					await signInPage(page, 'chair')
				await page.goto(`${url}/${lang}/desk/${meeting}/packets`)
				await look(page, `packets-${who}`)
				const link = row(page, 'III.').getByRole('link', { name: t('Open the packet') })
				const answer = await get(page, await link.getAttribute('href'))
				assert.equal(answer.type, 'application/pdf')
				const text = run('pdftotext', keep(`read-${who}-${stamp}.pdf`, answer.bytes), '-')
				assert.ok(text.includes(`Second version ${stamp} 6`) && !text.includes(`Migrant women ${stamp}`))
				assert.equal(await page.locator('main form[action*="/packets"]').count(), 0)
			}
			assert.equal((await get(reader, packet)).status, 303, 'the public does not read it')
		})

		await step('6. staff release her paper and publish; the public sees what has changed, in words, and both editions', async () => {
			await staff.goto(mine)
			await press(staff, t('Release for the next edition'))
			await sees(staff, t('The paper is released. The public sees it with the next edition of the program.'))
			await reader.goto(`${url}/${lang}/${meeting}/items/III`)
			await seesNot(reader, her.name, title)
			await staff.goto(`${url}/${lang}/desk/${meeting}/publish`)
			await look(staff, 'publish')
			edition = Number((await staff.locator('input[name=number]').getAttribute('value')))
			await sees(staff, her.name, title, delegate.name, expert.name)
			await staff.locator('main').getByLabel(nameOf(lang), { exact: true }).fill(`Nota ${stamp}`)
			await press(staff, t('Publish edition {{number}}', { number: edition }))
			await sees(staff, t('The new edition is published. Everybody reads it from now on; the earlier editions keep their addresses.'))
			await reader.goto(`${url}/${lang}/${meeting}/items/III`)
			await comes(reader, her.name, 15)
			await sees(reader, title)
			await look(reader, 'panel-published')
			await reader.goto(`${url}/${lang}/${meeting}/items/IV`)
			await comes(reader, expert.name, 15)
			await reader.goto(`${url}/${lang}/${meeting}/editions`)
			await look(reader, 'editions')
			await reader.goto(`${url}/${lang}/${meeting}/editions/${edition}/changes`)
			await look(reader, 'changes')
			await sees(reader, her.name, title, `Nota ${stamp}`)
			await reader.goto(`${url}/${lang}/${meeting}/editions/${edition - 1}/items/III`)
			await seesNot(reader, her.name, title)
			await reader.goto(`${url}/${lang}/${meeting}/annotated-agenda`)
			await sees(reader, her.name, panelIII.line.text[lang])
			await look(reader, 'annotated-agenda-published')
			await reader.goto(`${url}/${lang}/${meeting}/documents`)
			await sees(reader, title)
			await look(reader, 'documents')
			await seesNot(reader, `Discurso ${stamp}`)
		})

		await step('nobody’s browser had anything to complain about', () => assert.deepEqual(said, []))
		for (const context of browser.contexts())
			await context.close()
	})
