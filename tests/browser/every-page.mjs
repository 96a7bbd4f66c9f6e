// Walks through every page that each role can reach from where it starts: each answers, is valid HTML, has nothing that
// axe objects to (WCAG 2.2 A and AA), asks no third party for anything, says nothing on the console, weighs less than
// 50 KB with all it brings but fonts, and fits a phone of 320 px without scrolling sideways. The public walks in all four languages.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { HtmlValidate } from 'html-validate'
import { axeProblems } from '../axe.mjs'
import { url, browse, signInPage } from '../helpers.mjs'

const validator = new HtmlValidate({
	extends: ['html-validate:recommended', 'html-validate:a11y'],
	rules: { 'void-style': 'off', 'doctype-style': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off', 'no-implicit-button-type': 'off',
		'valid-id': ['error', { relaxed: true }], // IV.a is a good name for an item's heading
		'no-implicit-input-type': 'off', 'attribute-boolean-style': 'off', 'form-dup-name': ['error', { shared: ['radio', 'submit', 'button', 'reset', 'checkbox'] }], 'no-redundant-role': 'off', 'prefer-native-element': 'off',
		'meta-refresh': 'off', // in noscript, on pages that are followed as something happens
	 'wcag/h37': 'error' },
})
const MOST = 150 // pages of one walk
const WEIGHT = 50000

const starts = [
	{ who: 'public', lang: 'en', path: '/en/migrants-2004', each: 2 },
	{ who: 'public', lang: 'es', path: '/es/migrants-2004' },
	{ who: 'public', lang: 'fr', path: '/fr/migrants-2004' },
	{ who: 'public', lang: 'pt', path: '/pt/migrants-2004' },
	{ who: 'panelist', lang: 'es' },
	{ who: 'contact', lang: 'es' },
	{ who: 'focal-point', lang: 'es' },
	{ who: 'staff', lang: 'en', path: '/en/desk/migrants-2004', each: 2 },
	{ who: 'admin@example.org', lang: 'en', path: '/en/admin', within: '/en/admin' }, // the rest is as staff have it
	{ who: 'chair', lang: 'en' },
]

let browser
before(async () => browser = await browse())
after(() => browser?.close())

// Pages of one kind differ in their ids only: two of each are enough, and one where somebody else has walked before.
const kind = path => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/[A-Za-z0-9_-]{30,}/g, 'ID').replace(/\/(items|packets|speakers|editions|delegations|parties|desk)\/(?!new\b)[^/?]+/g, '/$1/N')

// Counts what is sent to the page, without fonts; the browser's cache is off.
async function scale(page) {
	const session = await page.context().newCDPSession(page), fonts = new Set(), scale = { bytes: 0 }
	await session.send('Network.enable')
	await session.send('Network.setCacheDisabled', { cacheDisabled: true })
	session.on('Network.responseReceived', answer => answer.type === 'Font' && fonts.add(answer.requestId))
	session.on('Network.loadingFinished', done => fonts.has(done.requestId) || (scale.bytes += done.encodedDataLength))
	return scale
}

async function problemsOf(page, path, said) {
	const problems = []
	const answer = await page.goto(url + path)
	if (answer.status() !== 200)
		return [`status ${answer.status()}`]
	const report = await validator.validateString(await answer.text())
	for (const result of report.results)
		for (const message of result.messages)
			problems.push(`html ${message.ruleId} at ${message.line}:${message.column}: ${message.message}`)
	problems.push(...await axeProblems(page))
	await page.setViewportSize({ width: 320, height: 640 })
	const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
	if (over > 0)
		problems.push(`${over} px wider than a phone`)
	await page.setViewportSize({ width: 1280, height: 800 })
	return problems.concat(said.splice(0))
}

async function linksOf(page, lang) {
	const all = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map(link => link.href))
	return all.map(link => new URL(link)).filter(link => link.origin === url && link.pathname.startsWith(`/${lang}`))
		.filter(link => !/\.(pdf|json|txt|ics|docx|atom)$|\/original$|\/papers\/|\/packets\/[^/]+$|\/link\/|\/(parties|people|follow-up)\/file$/.test(link.pathname))
		.map(link => link.pathname + (link.search.startsWith('?lang') ? '' : link.search))
}

for (const { who, lang, path, each = 1, within = '' } of starts)
	test(`every page of ${who} in ${lang}`, async () => {
		const context = await browser.newContext({ locale: lang, reducedMotion: 'reduce' })
		const page = await context.newPage()
		const said = []
		page.on('console', message => message.type() === 'error' && said.push(`console: ${message.text()}`))
		page.on('pageerror', error => said.push(`script: ${error.message}`))
		page.on('request', request => new URL(request.url()).origin === url || request.url().startsWith('data:') || said.push(`asks ${request.url()}`))
		if (who !== 'public')
			await signInPage(page, who)
		const begin = path ?? new URL(page.url()).pathname
		const weight = await scale(page)
		const seen = new Set([begin]), waiting = [begin], kinds = {}, bad = {}
		let walked = 0
		while (waiting.length && walked < MOST) {
			const next = waiting.shift()
			kinds[kind(next)] = (kinds[kind(next)] ?? 0) + 1
			if (kinds[kind(next)] > each)
				continue
			walked++
			weight.bytes = 0
			for (const problem of await problemsOf(page, next, said))
				(bad[problem] ??= []).push(next)
			if (weight.bytes > WEIGHT || weight.bytes === 0)
				bad[`${weight.bytes} bytes`] = [next]
			for (const link of await linksOf(page, lang))
				if (!seen.has(link) && link.startsWith(within))
					seen.add(link) && waiting.push(link)
		}
		await context.close()
		console.log(`# ${walked} pages`)
		assert.ok(walked < MOST, 'it has come to the end')
		assert.deepEqual(bad, {}) // what is wrong, and where
	})
