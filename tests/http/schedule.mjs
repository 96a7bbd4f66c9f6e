// The schedule as staff see and edit it without JavaScript: days from sittings, one entry after another, what is refused comes
// back filled; the warnings that follow, and the preview. In a meeting of its own.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { textOf, url, visitor } from './../helpers.mjs'

const slug = `schedule-${randomUUID().slice(0, 8)}`
const one = await visitor('admin@example.org'), two = await visitor('admin@example.org'), reader = await visitor('admin@example.org')
const page = (who, path = '/schedule', lang = 'en') => who.get(`${url}/${lang}/desk/${slug}${path}`)
const json = async path => JSON.parse((await reader.get(`${url}/en/desk/${slug}${path}`, { headers: { accept: 'application/json' } })).html)
const wrong = seen => [...seen.html.matchAll(/<li><a href="#([^"]+)">/g)].map(([, field]) => field)
const sittings = async () => (await json('/schedule')).days.flatMap(day => day.sittings)
const bodies = JSON.parse((await one.get(`${url}/en/admin/bodies`, { headers: { accept: 'application/json' } })).html).bodies

await one.get(`${url}/en/admin/meetings/new`)
await one.submit(/new$/, { body: bodies[0].id, 'name.en': 'Schedule', slug, starts_on: '2027-03-13', ends_on: '2027-03-14', zone: 'America/New_York', original_language: 'en' })
for (const title of ['First', 'Second', 'Third']) {
	await page(one, '/agenda/new')
	await one.submit(/new$/, { kind: 'panel', 'long_title.en': title })
}

test('a sitting is added; an hour that the clocks leave out is refused with the form filled', async () => {
	await page(one, '/schedule/sittings/new')
	assert.match(one.page.html, /value="2027-03-13"/)
	const refused = await one.submit(/new$/, { held_on: '2027-03-14', starts: '02:30', ends: '05:00', 'room.es': 'Salón de las Américas' })
	assert.equal(refused.status, 422)
	assert.deepEqual(wrong(refused), ['starts'])
	assert.match(textOf(refused.html), /clocks are put forward/)
	for (const value of ['value="02:30"', 'value="05:00"', 'value="Salón de las Américas"'])
		assert.ok(refused.html.includes(value), value)
	await one.submit(/new$/, { held_on: '2027-03-13', starts: '09:00', ends: '12:00' })
	assert.match(one.page.address, /schedule\?done=saved#s/)
	assert.match((await page(one, '/schedule', 'es')).html, /Salón de las Américas/)
})

test('items are taken up one after the other, several times, and moved', async () => {
	await page(one)
	await one.submit(/schedule$/, { ends: '09:30' })
	await one.submit(/schedule$/, { ends: '10:00' })
	const [morning] = await sittings()
	assert.deepEqual(morning.entries.map(it => `${it.number} ${it.starts} ${it.ends}`), ['I 09:00 09:30', 'II 09:30 10:00'])
	await page(one)
	await one.submit(/schedule$/, { item: (await json('/agenda')).items[0].id, ends: '10:15' })
	assert.match(textOf((await page(one)).html), /First continued/)
	const { id } = (await sittings())[0].entries[0]
	await page(one, `/schedule/entries/${id}`)
	await page(two, `/schedule/entries/${id}`)
	await one.submit(new RegExp(`${id}$`), { ends: '09:40', along: '1' })
	assert.deepEqual((await sittings())[0].entries.map(it => it.starts), ['09:00', '09:40', '10:10'])
	const clash = await two.submit(new RegExp(`${id}$`), { ends: '09:45' })
	assert.equal(clash.status, 409)
	assert.deepEqual(wrong(clash), ['ends'])
	assert.match(clash.html, /value="09:45"/)
	await two.submit(new RegExp(`${id}$`))
	assert.equal((await sittings())[0].entries[0].ends, '09:45')
	await page(one)
	await one.submit(/undo$/)
	assert.match(one.page.address, /schedule\?done=undone/)
	assert.equal((await sittings())[0].entries[0].ends, '09:40')
})

test('warnings name what may be wrong, with a link that mends it; the preview is for staff', async () => {
	const seen = await page(one, '/warnings')
	assert.match(textOf(seen.html), /Items that no sitting takes up 1 III. Third/)
	for (const [, address] of seen.html.matchAll(new RegExp(`href="[./]*(en/desk/${slug}/[^"]+)"`, 'g')))
		assert.equal((await one.get(`${url}/${address}`)).status, 200, address)
	await page(one, '/agenda/new')
	await one.submit(/new$/, { kind: 'break', 'long_title.en': 'Coffee' })
	for (const path of ['', '/agenda', '/annotated-agenda'])
		assert.match((await page(one, `/preview${path}`)).html, /<span class="no"><\/span> (<span>)?Coffee/, 'a break has neither number nor page')
	for (const path of ['', '/agenda', '/annotated-agenda', '/items/II', '/documents']) {
		const preview = await page(one, `/preview${path}`)
		assert.match(textOf(preview.html), /Only the secretariat sees this page/, path)
		assert.equal((await (await visitor()).get(`${url}/en/desk/${slug}/preview${path}`, { follow: false })).status, 303)
		assert.equal((await (await visitor('panelist')).get(`${url}/en/desk/${slug}/preview${path}`)).status, 404)
	}
	assert.match((await page(one, '/preview')).html, new RegExp(`href="[./]*en/desk/${slug}/preview/items/II"`))
})

test('a sitting is deleted with its hours, which is taken back', async () => {
	const [{ id }] = await sittings()
	await page(one, `/schedule/sittings/${id}`)
	await one.submit(/delete$/)
	assert.deepEqual(await sittings(), [])
	await one.submit(/undo$/)
	assert.equal((await sittings())[0].entries.length, 3)
})

test('the settings: what is refused comes back filled; a meeting moves with its sittings; adopted, its numbers stay', async () => {
	await page(one, '/settings')
	const refused = await one.submit(/settings$/, { deadline: '2027-03-14T02:30', closes: '2027-03-15T10:00', 'venue.fr': 'Siège', wanted: ['en', 'fr'], agenda_state: 'revised' })
	assert.deepEqual(wrong(refused), ['deadline'])
	for (const part of ['value="2027-03-14T02:30"', 'value="Siège"', 'id="agenda_state-revised" name="agenda_state" value="revised" checked', 'id="wanted-fr" name="wanted" type="checkbox" value="fr" checked'])
		assert.ok(refused.html.includes(part), part)
	assert.ok(!refused.html.includes('value="es" checked'))
	await one.submit(/settings$/, { deadline: '2027-03-13T17:00', starts_on: '2027-04-13', ends_on: '2027-04-14', along: '1', agenda_state: 'adopted' })
	assert.match(one.page.address, /settings\?done=saved/)
	assert.deepEqual((await sittings()).map(it => `${it.held_on} ${it.starts}`), ['2027-04-13 09:00'])
	const [first] = (await json('/agenda')).items
	assert.deepEqual(first.missing.map(it => it.language), ['fr'])
	await page(one, `/agenda/new?after=${first.id}`)
	await one.submit(/new$/, { 'long_title.en': 'Late' })
	assert.deepEqual((await json('/agenda')).items.map(it => it.number), ['I', 'I bis', 'II', 'III', null])
	assert.match(textOf((await page(one, '/changes')).html), /State of the agenda: draft adopted/)
})

test('themes, objectives and categories are added, put in order and deleted; what is used stays', async () => {
	await page(one, '/themes/objective/new')
	await one.submit(/objective\/new$/, { 'text.en': 'Promote', 'text.es': 'Promover' })
	await page(one, '/themes/objective/new')
	await one.submit(/objective\/new$/, { 'text.en': 'Protect' })
	const lists = () => json('/themes')
	const [promote] = (await lists()).objectives
	await page(one, `/themes/category/new?objective=${promote.id}`)
	await one.submit(/category\/new$/, { 'text.en': 'Laws', addressee: 'member-states' })
	assert.match(textOf((await page(one, '/themes')).html), /a\. Promote.* member states: Laws .*b\. Protect/)
	await one.submit(new RegExp(`${promote.id}/move$`))
	assert.deepEqual((await lists()).objectives.map(it => `${it.label} ${it.title.text}`), ['a Protect', 'b Promote'])
	await page(one, `/themes/objective/${promote.id}`)
	const refused = await one.submit(/delete$/)
	assert.equal(refused.status, 409)
	assert.match(textOf(refused.html), /so it cannot be deleted/)
	await page(one, '/themes/theme/new')
	assert.equal((await one.submit(/theme\/new$/, { 'text.en': '' })).status, 422)
	assert.equal((await page(one, '/themes/nothing/new')).status, 404)
})
