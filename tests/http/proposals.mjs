// Proposals through the front door, without JavaScript: entered several at once beside a paper and on a delegation's page, kept
// filled when something is wrong, entered once when sent twice; for staff by category, merged, split, set aside and taken back.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { decode, forms, newPanelist, sql, textOf, url, visitor } from './../helpers.mjs'

const mark = Date.now().toString(36)
const desk = `${url}/en/desk/migrants-2004`
const staff = await visitor('staff'), colleague = await visitor('admin@example.org')
const panelist = await newPanelist(staff)
const focal = await visitor('focal-point')
const list = who => who.get(`${desk}/proposals`)
const json = async (who, address) => JSON.parse((await who.get(address, { headers: { accept: 'application/json' } })).html)
const idOf = words => sql(`select id from dais.proposal where text ->> 'en' = '${words}' or text ->> 'es' = '${words}'`)
const edit = (who, words) => who.get(`${desk}/proposals/${idOf(words)}`)

test('a panelist enters three at once, beside the paper', async () => {
	await panelist.form()
	await panelist.submit(/proposals$/, { addressee: 'member-states', aim: 'protection', theme: 'other', theme_words: 'Consular <b>care</b>', written_in: 'en',
		'rows.0.text': `Objective ${mark}`, 'rows.1.text': `Activity ${mark}\nin two lines`, 'rows.1.page': '4', 'rows.2.text': `<i>Practice</i> ${mark}` })
	assert.equal(panelist.page.status, 200)
	assert.match(panelist.page.address, /done=proposals-entered#proposals$/)
	const text = textOf(panelist.page.html)
	for (const words of [`Objective · member states · Protection · Consular <b>care</b> Objective ${mark}`, `page 4 of the paper Activity ${mark} in two lines`, `<i>Practice</i> ${mark}`])
		assert.ok(text.includes(words), `${words}: ${text}`)
	assert.ok(!panelist.page.html.includes(`<i>Practice`))
})

test('what is wrong comes back filled; the same form twice is entered once', async () => {
	const long = 'x'.repeat(2001)
	await panelist.form()
	await panelist.submit(/proposals$/, { 'rows.0.text': long, 'rows.1.text': `Kept ${mark}` })
	assert.equal(panelist.page.status, 422)
	assert.match(panelist.page.html, /<a href="#rows-0-text">\s*This text is too long\./)
	assert.ok(panelist.page.html.includes(long))
	const form = forms(panelist.page.html).find(it => /proposals$/.test(it.action))
	assert.equal(form.fields['rows.1.text'], `Kept ${mark}`)
	const again = { ...form.fields, 'rows.0.text': '' }
	for (let times = 0; times < 2; times++)
		await panelist.request(form.action, { method: 'POST', body: new URLSearchParams(again) })
	assert.match(panelist.page.address, /done=proposals-entered/)
	assert.equal(sql(`select count(*) from dais.proposal where text ->> 'en' = 'Kept ${mark}'`), '1')
	await panelist.submit(new RegExp(`${idOf(`Kept ${mark}`)}/withdraw$`))
	assert.match(textOf(panelist.page.html), /The proposal is withdrawn/)
})

test('its author changes it and adds a language; a delegation proposes, too', async () => {
	await panelist.get(`${url}/es/my/proposals/${idOf(`Objective ${mark}`)}`)
	await panelist.submit(/proposals/, { 'text.es': `Objetivo ${mark}` })
	assert.match(textOf(panelist.page.html), new RegExp(`Objetivo · Estados miembros · Protección · Consular <b>care</b> Objetivo ${mark}`))
	await focal.get(`${url}/en/delegation/migrants-2004`)
	await focal.submit(/proposals$/, { addressee: 'member-states', aim: 'protection', 'rows.0.text': `Of a mission ${mark}`, written_in: 'en' })
	assert.match(textOf(focal.page.html), new RegExp(`Of a mission ${mark}`))
	assert.ok(!textOf(focal.page.html).includes(`Objective ${mark}`))
	assert.equal((await focal.get(`${url}/en/my/proposals/${idOf(`Objective ${mark}`)}`)).status, 404)
})

test('staff add what was said, merge two and split them; the chair reads', async () => {
	await staff.get(`${desk}/proposals/new`)
	const { items } = await json(staff, `${desk}/proposals/new`)
	await staff.get(`${desk}/proposals/new`)
	await staff.submit(/new$/, { item: items[0].id, said_by: 'Delegation of Mexico', addressee: 'member-states', aim: 'protection', 'rows.0.text': `Said ${mark}`, written_in: 'en' })
	await edit(staff, `Said ${mark}`)
	await staff.submit(/merge$/, { into: idOf(`Objective ${mark}`) })
	assert.match(staff.page.address, /done=proposals-merged#p/)
	const chair = await visitor('chair')
	await list(chair)
	assert.match(textOf(chair.page.html), new RegExp(`Objective ${mark}.*Delegation of Mexico, Dialogue after Panel`))
	assert.ok(!chair.page.html.includes('/move'))
	await edit(staff, `Objective ${mark}`)
	await staff.submit(new RegExp(`${idOf(`Said ${mark}`)}/restore$`))
	assert.match(textOf(staff.page.html), new RegExp(`Said ${mark}`))
})

test('of two who merge each into the other at once one is told, and neither proposal is lost', async () => {
	const one = `Said ${mark}`, other = `Objective ${mark}`
	await Promise.all([edit(staff, one), edit(colleague, other)])
	const pages = await Promise.all([staff.submit(/merge$/, { into: idOf(other) }), colleague.submit(/merge$/, { into: idOf(one) })])
	assert.deepEqual(pages.map(page => page.status).sort(), [200, 422])
	assert.equal(sql(`select count(*) from dais.proposal where id in ('${idOf(one)}', '${idOf(other)}') and state = 'merged'`), '1')
	await list(staff)
	await staff.submit(/changes\/[^/]+\/undo$/)
})

test('two who change the same: the second sees both; set aside and taken back', async () => {
	await edit(colleague, `Said ${mark}`)
	await edit(staff, `Said ${mark}`)
	await staff.submit(/proposals\/[0-9a-f-]{36}$/, { 'text.en': `Said so ${mark}`, aim: 'promotion' })
	await colleague.submit(/proposals\/[0-9a-f-]{36}$/, { 'text.en': `Said thus ${mark}`, addressee: 'cooperation' })
	assert.equal(colleague.page.status, 409)
	assert.ok(decode(colleague.page.html).includes(`Now it is: Said so ${mark}`) && colleague.page.html.includes(`Said thus ${mark}`))
	await colleague.submit(/proposals\/[0-9a-f-]{36}$/)
	assert.equal(sql(`select addressee || ' ' || aim from dais.proposal where id = '${idOf(`Said thus ${mark}`)}'`), 'cooperation promotion')
	await edit(staff, `Said thus ${mark}`)
	assert.equal((await staff.submit(/set-aside$/)).status, 422)
	await staff.submit(/set-aside$/, { reason: `Beyond ${mark}` })
	assert.match(textOf(staff.page.html), new RegExp(`Set aside or withdrawn.*Said thus ${mark} Set aside Beyond ${mark}`))
	await staff.submit(/changes\/[^/]+\/undo$/)
	assert.match(staff.page.address, /proposals\?done=undone/)
	assert.ok(!textOf(staff.page.html).includes(`Beyond ${mark}`))
	assert.match(textOf((await staff.get(`${desk}/changes`)).html), new RegExp(`“Said thus ${mark}” proposal taken up again`))
})
