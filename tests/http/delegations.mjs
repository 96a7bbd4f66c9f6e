// A mission and its delegation through the front door: named as focal point, registers, is confirmed or hears why not;
// the expert on the desk at once and before the public with the next edition; the list of speakers for staff and chair.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { mailsTo, textOf, url, visitor } from './../helpers.mjs'

const desk = `${url}/en/desk/migrants-2004`
const mark = Date.now().toString(36)
const staff = await visitor('staff')
const focal = await visitor()

// A state that has no delegation yet.
await staff.get(`${desk}/delegations`)
const [, code, state] = [...staff.page.html.matchAll(/<option value="([A-Z]{3})">([A-Z][a-z]+)</g)]
	.findLast(([, code]) => !staff.page.html.includes(`/delegations/${code}"`))

test('staff name a focal point, who gets a link by mail', async () => {
	await staff.get(`${desk}/delegations`)
	await staff.submit(/delegations$/, { party: code, name: `Pía ${mark}`, email: `pia-${mark}@example.net`, language: 'fr' })
	assert.match(staff.page.address, /done=invited/)
	const [mail] = await mailsTo(`pia-${mark}@example.net`)
	assert.match(mail.subject, /Délégation/)
	await focal.get(mail.links[0])
	assert.match(textOf(focal.page.html), new RegExp(`Pía ${mark}`))
	await focal.submit(/link\//)
	assert.equal(new URL(focal.page.address).pathname, '/fr/delegation')
})

const register = async fields => {
	await focal.get(`${url}/en/delegation/migrants-2004`)
	await focal.submit(/members$/, fields)
}

test('the delegation is registered: a head, an adviser, an expert who names the panel', async () => {
	await register({ name: `Head ${mark}`, title: 'Ambassador', function: 'head' })
	assert.match(focal.page.address, /done=registered/)
	await register({ name: 'Another head', function: 'head' })
	assert.equal(focal.page.status, 422)
	assert.match(focal.page.html, /value="Another head"/)
	await register({ name: `Adviser ${mark}`, function: 'adviser' })
	await register({ name: `Expert ${mark}`, function: 'expert', item: '' })
	assert.equal(focal.page.status, 422)
	const panel = focal.page.html.match(/<option value="([0-9a-f-]{36})">IV\./)[1]
	await focal.submit(/members$/, { item: panel, email: `expert-${mark}@example.net` })
	await focal.submit(/note$/, { note: `MP/${mark}` })
	const text = textOf(focal.page.html)
	for (const member of ['Head', 'Adviser', 'Expert'])
		assert.ok(text.includes(`${member} ${mark}`), member)
	assert.match(text, /Panel IV, Experiences of OAS Member States/)
})

test('another mission sees nothing of it', async () => {
	const other = await visitor('focal-point')
	await other.get(`${url}/en/delegation/migrants-2004`)
	assert.ok(!other.page.html.includes(mark))
	assert.equal((await other.get(`${url}/en/delegation/migrants-2004?party=${code}`)).status, 404)
	assert.equal((await other.get(`${desk}/delegations/${code}`)).status, 404)
})

test('staff return with a reason and confirm; the expert has a slot, a mail and a page', async () => {
	await staff.get(`${desk}/delegations/${code}`)
	assert.match(textOf(staff.page.html), new RegExp(`MP/${mark}`))
	const member = name => staff.page.html.match(new RegExp(`<strong>${name} ${mark}</strong>[\\s\\S]*?members/([0-9a-f-]{36})/`))[1]
	const expert = member('Expert'), adviser = member('Adviser')
	await staff.submit(new RegExp(`${adviser}/return$`), { reason: '' })
	assert.equal(staff.page.status, 422)
	await staff.submit(new RegExp(`${adviser}/return$`), { reason: 'The surname is missing.' })
	assert.match((await mailsTo(`pia-${mark}@example.net`, 2)).at(-1).text, /The surname is missing\./)
	await staff.submit(new RegExp(`${expert}/confirm$`))
	assert.match(staff.page.address, /done=member-confirmed/)
	await staff.get(desk)
	assert.match(textOf(staff.page.html.slice(staff.page.html.indexOf('id="panel-IV"'))), new RegExp(`Expert ${mark} ${state} Confirmed`))

	const page = await visitor()
	await page.get((await mailsTo(`expert-${mark}@example.net`))[0].links[0])
	await page.submit(/link\//)
	assert.match(page.page.html, /id="paper-form"/, 'the expert can send a paper at once')
	await focal.get(`${url}/en/delegation/migrants-2004`)
	assert.match(textOf(focal.page.html), /Returned for correction The surname is missing\./)
	await focal.get(focal.page.html.match(/href="([^"]*my\/slots\/[0-9a-f-]{36})"/)[1])
	assert.match(focal.page.html, /id="paper-form"/, 'and so can the mission')
})

test('a confirmed registration is changed by the mission and by staff; an expert who is taken off is no longer shown as confirmed', async () => {
	const at = async (who, page, name, what) => {
		await who.get(page)
		const [item] = [...who.page.html.matchAll(/<li>\s*<p class="people__name">[\s\S]*?<\/li>/g)].map(([li]) => li).filter(li => li.includes(name))
		return what ? who.get(item.match(new RegExp(`href="([^"]*)"[^>]*>${what}`))[1]) : textOf(item)
	}
	const mission = `${url}/en/delegation/migrants-2004`, here = `${desk}/delegations/${code}`
	await at(focal, mission, `Expert ${mark}`, 'Change')
	assert.match(focal.page.html, new RegExp(`value="Expert ${mark}"`))
	assert.match(focal.page.html, /selected>IV\./, 'the panel is chosen')
	await focal.submit(/members\/[^/]*$/, { title: 'Dr.' })
	assert.match(focal.page.address, /done=member-changed/)
	assert.match(await at(focal, mission, `Expert ${mark}`), /Dr\..*To be confirmed/, 'it waits for staff again')
	await at(staff, here, `Expert ${mark}`, 'Change')
	await staff.submit(/members\/[^/]*$/, { title: 'Prof.' })
	const member = staff.page.html.match(new RegExp(`<strong>Expert ${mark}</strong>[\\s\\S]*?members/([0-9a-f-]{36})`))[1]
	await staff.submit(new RegExp(`${member}/confirm$`))
	assert.match(await at(focal, mission, `Expert ${mark}`), /Prof\..*Confirmed/)
	await at(staff, here, `Expert ${mark}`, 'Speaker’s page')
	await staff.submit(/cancel$/)
	assert.match(await at(focal, mission, `Expert ${mark}`), /No longer on the panel/)
	assert.doesNotMatch(await at(focal, mission, `Expert ${mark}`), /Confirmed/)
	assert.match((await mailsTo(`pia-${mark}@example.net`, 3)).at(-1).subject, new RegExp(`Expert ${mark} a été retiré`))
	await at(staff, here, `Expert ${mark}`)
	await staff.submit(new RegExp(`${member}/confirm$`))
	assert.match(await at(focal, mission, `Expert ${mark}`), /Confirmed/)
	await focal.get(mission)
	await focal.submit(new RegExp(`${member}/remove$`))
	assert.match(textOf(focal.page.html), new RegExp(`Removed: Expert ${mark}`))
	await focal.submit(new RegExp(`${member}/restore$`))
	assert.match(await at(focal, mission, `Expert ${mark}`), /To be confirmed/)
	await at(staff, here, `Expert ${mark}`)
	await staff.submit(new RegExp(`${member}/confirm$`))
	assert.match(await at(focal, mission, `Expert ${mark}`), /Confirmed/)
})

test('the public reads of the expert with the next edition, not before', async () => {
	const item = async () => textOf(await (await fetch(`${url}/en/migrants-2004/items/IV?${Math.random()}`)).text())
	assert.ok(!(await item()).includes(`Expert ${mark}`))
	await staff.get(`${desk}/publish`)
	await staff.submit(/publish$/)
	const number = staff.page.address.match(/editions\/(\d+)/)?.[1] ?? assert.fail(staff.page.address)
	const edition = await fetch(`${url}/en/migrants-2004/editions/${number}/items/IV`)
	assert.ok(textOf(await edition.text()).includes(`Expert ${mark}`))
})

test('the floor after Panel III: for staff and chair in the order of asking, for nobody else', async () => {
	await focal.get(`${url}/en/delegation/migrants-2004`)
	const item = focal.page.html.match(/<option value="([0-9a-f-]{36})">Dialogue after Panel III/)[1]
	await focal.submit(/floor$/, { item, speaker: `Head ${mark}`, others: ['ARG', 'MEX'] })
	assert.match(focal.page.address, /done=floor-requested/)
	await focal.submit(/floor$/, { item, speaker: 'Twice', others: ['MEX'] })
	assert.equal(focal.page.status, 422)
	assert.match(focal.page.html, /value="MEX" checked/, 'the choice is kept')
	assert.doesNotMatch(focal.page.html, new RegExp(`name="others"[^>]*value="${code}"|<select[^>]*multiple`), 'among checkboxes of the other states')
	const list = `${desk}/speakers/III.dialogue`
	for (const who of [staff, await visitor('chair')]) {
		await who.get(list)
		assert.match(textOf(who.page.html), new RegExp(`${state} asked to join, not yet agreed: Argentina, Mexico Head ${mark}`))
	}
	const mexico = await visitor()
	await staff.get(`${desk}/delegations`)
	await staff.submit(/delegations$/, { party: 'MEX', name: `Luz ${mark}`, email: `luz-${mark}@example.net`, language: 'es' })
	await mexico.get((await mailsTo(`luz-${mark}@example.net`))[0].links[0])
	await mexico.submit(/link\//)
	await mexico.get(`${url}/en/delegation/migrants-2004`)
	assert.match(textOf(mexico.page.html), new RegExp(`Head ${mark} \\(${state}\\) Asks to speak on your behalf too`))
	await mexico.submit(/join$/)
	await staff.get(list)
	assert.match(textOf(staff.page.html), new RegExp(`${state} also on behalf of Mexico asked to join, not yet agreed: Argentina`), 'a state is spoken for when it has agreed')
	const chair = await visitor('chair'), first = textOf(staff.page.html).includes('Barbados') ? 'Somebody' : `Head ${mark}` // of tests/http/access.mjs
	for (const page of [`${desk}/speakers`, `${url}/en/my`]) {
		await chair.get(page)
		assert.match(textOf(chair.page.html), new RegExp(`Panel III \\d+ delegations? Next: (${first}) \\(`), 'the index says who is next')
		assert.match(chair.page.html, /speakers\/VI"/, 'and has every list, not only dialogues')
	}
	for (const who of [focal, await visitor('panelist')])
		assert.equal((await who.get(list)).status, 404)
	assert.match((await (await visitor()).get(list)).address, /sign-in/)
	const withdraw = async () => {
		await focal.get(`${url}/en/delegation/migrants-2004`)
		await focal.submit(/withdraw$/)
		assert.doesNotMatch(textOf((await staff.get(list)).html), new RegExp(`\\d ${state} [^.]*Head ${mark}`))
	}
	await withdraw()
	await focal.submit(/floor\/[^/]*\/restore$/)
	assert.match(textOf(focal.page.html), /back on the list of speakers, at its turn/)
	await withdraw()
	await staff.submit(/requests\/[^/]*\/restore$/)
	assert.match(textOf(staff.page.html), new RegExp(`\\d ${state} [^.]*Head ${mark}`), 'whoever puts it back')
	await chair.get(list)
	assert.doesNotMatch(chair.page.html, /restore"/)
	await withdraw()
})
