// The same page in another language: also after errors, when its address takes forms only; and what is not written in the
// reader's language is marked with the one that it is in.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { url, visitor, newPanelist, textOf, forms } from '../helpers.mjs'

const staff = await visitor('staff'), mark = randomUUID().slice(0, 8)
const desk = `${url}/en/desk/migrants-2004`

// Each opens a page, and sends a form of it that is refused.
const mistakes = {
	'signing in': async who => (await who.get(`${url}/en/sign-in`), who.submit(/sign-in$/, { email: 'staff@example.org', password: 'wrong' })),
	'verifying': async who => (await who.get(`${url}/en/verify`), who.submit(/verify/, { receipt: 'x', sha256: 'abc' })),
	'adding a speaker': async () => (await staff.get(`${desk}/items/III`), staff.submit(/items\/III\/slots$/, { from: undefined, label: '', party: '' })),
	'inviting': async () => (await newSlot(), staff.submit(/invite$/, { name: 'Ana', email: 'no address', language: 'en' })),
	'extending': async () => (await newSlot(), staff.submit(/extend$/, { until: '2099-01-01T17:00', reason: '' })),
	'naming a focal point': async () => (await staff.get(`${desk}/delegations`), staff.submit(/delegations/, { name: '', email: 'x', language: 'en' })),
	'registering': async () => {
		const mission = await visitor('focal-point')
		await mission.get(`${url}/en/delegation/migrants-2004`)
		await mission.submit(/members$/, { name: '', function: 'adviser' })
		return mission.page
	},
	'sending a paper': async () => {
		const panelist = await newPanelist(staff, `Lang ${mark}`)
		await panelist.form()
		await panelist.submit(/papers$/, { title: '' })
		return Object.assign(panelist.page, { who: panelist })
	},
}

async function newSlot(label = `Lang ${randomUUID().slice(0, 8)}`) {
	await staff.get(`${desk}/items/III`)
	await staff.submit(/items\/III\/slots$/, { from: undefined, label, role: 'panelist' })
	return staff.page.address.replace(/\?.*/, '')
}

for (const [what, mistake] of Object.entries(mistakes))
	test(`after a mistake in ${what} every language can be chosen`, async () => {
		const who = what === 'registering' ? await visitor('focal-point') : await visitor()
		const page = await mistake(who)
		assert.ok([401, 422].includes(page.status), `${page.status}: ${textOf(page.html).slice(0, 200)}`)
		const languages = [...page.html.matchAll(/<a href="([^"]*)" lang="(\w\w)" hreflang="\2" rel="alternate"/g)]
		assert.equal(languages.length, 3)
		const reader = page.who ?? (/(sign-in|verify)/.test(page.address) ? who : /delegation\//.test(page.address) ? who : staff)
		for (const [, address, language] of languages) {
			const other = await reader.get(new URL(address, page.address))
			assert.equal(other.status, 200, `${language}: ${address}`)
			assert.match(other.html, new RegExp(`<html lang="${language}">`))
		}
	})

test('a reason that is missing is asked for by name', async () => {
	await newSlot()
	await staff.submit(/extend$/, { until: '2099-01-01T17:00', reason: '' })
	assert.match(textOf(staff.page.html), /Enter a reason\./)
	assert.doesNotMatch(textOf(staff.page.html), /This field is needed/)
})

test('a speaker whom staff added in English is marked as English to readers of other languages, on every page', async () => {
	const label = `An added speaker ${mark}`, slot = await newSlot(label)
	const marked = new RegExp(`<span lang="en">${label}</span>`)
	for (const path of [slot, `${desk}/items/III`, desk]) {
		assert.match((await staff.get(path.replace('/en/', '/pt/'))).html, marked, path)
		assert.match(textOf(staff.page.html), new RegExp(`${label} \\(em inglês\\)`), path)
		assert.doesNotMatch((await staff.get(path)).html, marked, 'but not to those of its own')
	}
})

test('the note of an edition is marked with the language that it was written in', async () => {
	await staff.get(`${desk}/publish`)
	const form = forms(staff.page.html).find(it => /publish$/.test(it.action))
	assert.ok('note.en' in form.fields)
	const panelist = await newPanelist(staff, `Note ${mark}`) // somebody is confirmed: there is something to publish
	assert.ok(panelist)
	await staff.get(`${desk}/publish`)
	await staff.submit(/publish$/, { 'note.en': `A note ${mark}` })
	const page = await (await visitor()).get(`${url}/fr/migrants-2004/editions`)
	assert.match(page.html, new RegExp(`<span lang="en">A note ${mark}</span>`))
	assert.match((await (await visitor()).get(`${url}/en/migrants-2004/editions`)).html, new RegExp(`<p class="text">A note ${mark}`))
})
