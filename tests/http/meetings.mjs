// A meeting made in the browser: bodies, an empty meeting, a copy of an earlier one with its dates moved, and what a form
// with faults says.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sql, textOf, url, visitor } from './../helpers.mjs'

const mark = randomUUID().slice(0, 8)
const admin = await visitor('admin@example.org')
const json = async (who, address) => JSON.parse((await who.get(address, { headers: { accept: 'application/json' } })).html)
const wrong = page => [...page.html.matchAll(/<li><a href="#([^"]+)">/g)].map(([, field]) => field)
const answers = (slug, body) => ({ body, slug, 'name.en': `Meeting ${slug}`, 'name.es': `Reunión ${slug}`, starts_on: '2027-03-28', ends_on: '2027-03-29',
	zone: 'Europe/Madrid', original_language: 'es', 'contact_name.es': 'Secretaría', contact_email: 'desk@example.org' })

async function newBody() {
	await admin.get(`${url}/en/admin/bodies`)
	await admin.submit(/bodies$/, { 'name.en': `Council ${mark}`, 'acronym.en': `C${mark}` })
	const council = (await json(admin, `${url}/en/admin/bodies`)).bodies.find(body => body.name === `Council ${mark}`)
	await admin.get(`${url}/en/admin/bodies`)
	await admin.submit(/bodies$/, { 'name.es': `Comisión ${mark}`, parent: council.id })
	return (await json(admin, `${url}/es/admin/bodies`)).bodies.find(body => body.line === `Council ${mark} · Comisión ${mark}`)
}

const body = await newBody()

test('an empty meeting is a draft that nobody else knows of', async () => {
	const slug = `empty-${mark}`
	await admin.get(`${url}/en/admin/meetings/new`)
	const page = await admin.submit(/new$/, answers(slug, body.id))
	assert.equal(page.status, 200)
	assert.equal(page.address, `${url}/en/desk/${slug}?done=meeting-made`)
	assert.match(textOf(page.html), new RegExp(`Meeting ${slug}`))
	for (const who of [await visitor(), await visitor('staff')])
		for (const path of [`/en/${slug}`, `/en/desk/${slug}`, `/en/${slug}/documents`])
			assert.equal((await who.request(url + path, { follow: false })).status === 200, false, path)
	assert.equal(textOf((await (await visitor()).get(`${url}/en`)).html).includes(slug), false)
	assert.equal(sql(`select count(*) from dais.event where meeting = (select id from dais.meeting where slug = '${slug}')`), '1')
})

test('every fault of the form is told at once, and the form comes back filled', async () => {
	await admin.get(`${url}/es/admin/meetings/new`)
	const page = await admin.submit(/new$/, { ...answers('desk', body.id), starts_on: '2027-02-30', ends_on: '2027-02-01', zone: 'Madrid', body: randomUUID() })
	assert.equal(page.status, 422)
	assert.deepEqual(wrong(page), ['slug', 'body', 'starts_on', 'zone'])
	for (const value of ['value="desk"', 'value="Meeting desk"', 'value="2027-02-01"', 'value="Madrid"', 'value="Secretaría"', 'value="desk@example.org"', 'value="es" selected'])
		assert.ok(page.html.includes(value), value)
	const before = await admin.submit(/new$/, { ...answers(`late-${mark}`, body.id), ends_on: '2027-03-27' })
	assert.deepEqual(wrong(before), ['ends_on'])
	const taken = await admin.submit(/new$/, answers('migrants-2004', body.id))
	assert.deepEqual(wrong(taken), ['slug'])
})

test('a copy has the agenda with its slots and hours, moved; no people, papers or editions', async () => {
	const slug = `copy-${mark}`
	const first = sql(`select starts_on from dais.meeting where slug = 'migrants-2004'`)
	await admin.get(`${url}/en/admin/meetings/new?copy=migrants-2004`)
	await admin.submit(/new$/, answers(slug, body.id))
	assert.equal(admin.page.address, `${url}/en/desk/${slug}?done=meeting-made`)
	const id = name => `(select id from dais.meeting where slug = '${name}')`
	const tree = name => sql(`select string_agg(concat_ws('|', number, kind, day, short_title, long_title, line_text, annotation), E'\\n' order by path)
		from api.item_numbers(${id(name)}) as n join dais.item on item.id = n.item where not gone`)
	assert.equal(tree(slug), tree('migrants-2004'))
	const slots = name => sql(`select count(*) from dais.slot where opened_from is null and held_by <> 'person' and meeting = ${id(name)}`)
	assert.equal(slots(slug), slots('migrants-2004'))
	const hours = (name, zone) => sql(`select string_agg(concat_ws('|', held_on - m.starts_on, (e.starts at time zone m.zone)::time, (e.ends at time zone m.zone)::time), ' '
		order by e.starts, e.ends, e.item is null, held_on) from dais.schedule_entry as e join dais.sitting as s on s.id = e.sitting join dais.meeting as m on m.id = e.meeting where m.slug = '${name}'`)
	assert.equal(hours(slug), hours('migrants-2004'))
	assert.equal(sql(`select count(*) from dais.participation where meeting = ${id(slug)}`), sql(`select count(*) from dais.participation where meeting = ${id('migrants-2004')}`))
	for (const table of ['slot_person', 'submission', 'edition', 'delegation', 'role_grant', 'floor_request'])
		assert.equal(sql(`select count(*) from dais.${table} where meeting = ${id(slug)}`), '0', table)
	assert.equal(sql(`select (deadline at time zone zone)::time || ' ' || (starts_on - (deadline at time zone zone)::date) from dais.meeting where slug = '${slug}'`),
		sql(`select (deadline at time zone zone)::time || ' ' || (starts_on - (deadline at time zone zone)::date) from dais.meeting where slug = 'migrants-2004'`), first)
	assert.equal((await admin.get(`${url}/en/desk/${slug}/publish`)).status, 200)
	await admin.submit(/publish$/)
	assert.equal((await (await visitor()).get(`${url}/en/${slug}/annotated-agenda`)).status, 200)
})

test('nobody but an administrator finds these pages', async () => {
	const staff = await visitor('staff')
	for (const path of ['/en/admin/bodies', '/en/admin/meetings/new'])
		assert.equal((await staff.get(url + path)).status, 404)
})
