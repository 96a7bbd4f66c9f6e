// Document symbols from the secretariat's page to the public's: a series is made, the program is given its number and keeps it, the
// edition bears it, and its address leads to the program whichever way it is written. In a meeting of its own.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { textOf, url, visitor } from './../helpers.mjs'

const slug = `symbols-${randomUUID().slice(0, 8)}`
const series = slug.toUpperCase()
const admin = await visitor('admin@example.org')
const desk = `${url}/en/desk/${slug}`
const follow = address => fetch(address, { redirect: 'manual', headers: { 'accept-language': 'fr' } })
const leads = async address => {
	const answer = await follow(address)
	return answer.status === 303 ? new URL(answer.headers.get('location'), address).href : answer.status
}

await admin.get(`${url}/en/admin/meetings/new`)
const body = admin.page.html.match(/<option value="([0-9a-f-]{36})"/)[1]
await admin.submit(/new$/, { body, 'name.en': 'Symbols', slug, starts_on: '2031-03-13', ends_on: '2031-03-13', zone: 'UTC', original_language: 'en' })
await admin.get(`${desk}/agenda/new`)
await admin.submit(/new$/, { kind: 'panel', 'long_title.en': 'First' })

test('a pattern without a number is refused with the form filled, another makes a series', async () => {
	await admin.get(`${desk}/symbols`)
	assert.doesNotMatch(admin.page.html, /name="document"/, 'without a series no symbol is given')
	const refused = await admin.submit(/series$/, { pattern: `${series}/A-{x}`, first: '2154' })
	assert.equal(refused.status, 422)
	assert.match(refused.html, new RegExp(`name="pattern"[^>]*value="${series}/A-\\{x\\}"`))
	assert.match(refused.html, /name="first"[^>]*value="2154"/)
	await admin.submit(/series$/, { pattern: `${series}/A-{number}/{year}`, first: '2154' })
	assert.match(textOf(admin.page.html), new RegExp(`Next number: ${series}/A-2154/31`))
})

test('the program is given its number, once, and its editions bear it', async () => {
	await admin.get(`${desk}/symbols`)
	const given = await admin.submit(/symbols$/, { document: 'program' })
	assert.match(textOf(given.html), new RegExp(`${series}/A-2154/31 · Program`))
	assert.doesNotMatch(given.html, /value="program"/)
	assert.equal(await leads(`${url}/documents/${series}/A-2154/31`), 404, 'nobody finds what is not published')
	await admin.get(`${desk}/publish`)
	await admin.submit(/publish$/, {})
	const read = await (await fetch(`${url}/es/${slug}/agenda`)).text()
	assert.match(read, new RegExp(`<p class="symbol">${series}/A-2154/31</p>`), 'printed')
	assert.match(read, new RegExp(`<span class="symbol">${series}/A-2154/31</span> · <a`), 'on the screen')
})

test('its address leads to the program, also with its slashes encoded and below a prefix', async () => {
	for (const base of [url, process.env.DAIS_PREFIX_URL])
		for (const written of [`${series}/A-2154/31`, encodeURIComponent(`${series}/A-2154/31`), `${slug}/a-2154/31`])
			assert.equal(await leads(`${base}/documents/${written}`), `${base}/fr/${slug}`, written)
	for (const written of [`${series}/A-2154/31 rev. 1`, `${series}/A-1/31`, series, '', 'x/'.repeat(300)])
		assert.equal(await leads(`${url}/documents/${encodeURI(written)}`), 404, written.slice(0, 40))
})
