// The second day through the front door, without JavaScript: groups are formed and a rapporteur invited, who edits the proposals of
// the group and sees no others; the entering is closed, and who typed keeps it; the working document comes out in editions, for those
// who take part and for the public, and two of them stand side by side.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dais, decode, forms, importSample, sql, textOf, url, visitor } from './../helpers.mjs'

const mark = Date.now().toString(36), slug = `working-${mark}`
importSample(slug)
const folder = mkdtempSync(join(tmpdir(), 'dais-working-')), file = join(folder, 'people.json')
chmodSync(folder, 0o755)
writeFileSync(file, JSON.stringify({ meeting: slug, people: [{ name: 'A Colleague', email: `colleague.${mark}@example.org`, language: 'en', grants: [{ role: 'staff' }] }] }))
dais('people', file)
const desk = `${url}/en/desk/${slug}`, page = `${url}/en/${slug}/working-document`
const staff = await visitor('admin@example.org'), colleague = await visitor(`colleague.${mark}@example.org`), anybody = await visitor()
const idOf = words => sql(`select id from dais.proposal where text ->> 'en' = '${words}'`)
const words = (kind, addressee) => `${kind} to ${addressee} ${mark}`

// Invites somebody for the slot on whose page staff are, who confirms.
async function invited(name) {
	const slot = staff.page.address.match(/slots\/([0-9a-f-]{36})/)[1], email = `${name}.${mark}@example.org`
	await staff.submit(/invite$/, { name: `${name} ${mark}`, email, language: 'en', contact: undefined })
	return Object.assign(await visitor(email), { slot })
}
async function confirmed(who) {
	await who.get(`${url}/en/my/slots/${who.slot}`)
	return who.submit(/confirm$/)
}
await staff.get(`${desk}/items/III`)
await staff.submit(/items\/III\/slots$/, { from: undefined, label: 'A panelist', role: 'panelist' })
const panelist = await invited('panelist')
await confirmed(panelist)
const beside = () => panelist.get(`${url}/en/my/slots/${panelist.slot}`)
let rapporteur

async function add(who, kind, addressee, fields = {}) {
	await who.get(`${desk}/proposals/new`)
	return who.submit(/new$/, { addressee, aim: 'promotion', written_in: 'en', said_by: `Somebody ${mark}`, 'rows.0.kind': kind, 'rows.0.text': words(kind, addressee), ...fields })
}

async function issue(audience, fields = {}) {
	await staff.get(`${desk}/working-document`)
	return staff.submit(/working-document$/, { audience, ...fields })
}

test('staff work the item in groups, and invite a rapporteur to one', async () => {
	await staff.get(`${desk}/groups`)
	await staff.submit(/groups$/, { item: sql(`select i.id from dais.item as i join dais.meeting as m on m.id = i.meeting where m.slug = '${slug}' and i.kind = 'working' and i.parent is null`), plenary: undefined })
	assert.match(textOf(staff.page.html), /VI\.a\. Objectives and Activities for the OAS.*Rapporteur.*Room and hour.*VI\.b\..*VI\.c\./)
	const { items } = JSON.parse((await staff.get(`${desk}/groups`, { headers: { accept: 'application/json' } })).html)
	assert.deepEqual(items[0].groups.map(it => it.addressee), ['organization', 'member states', 'cooperation'])
	await staff.get(`${desk}/groups`)
	await staff.submit(new RegExp(`${items[0].groups[0].item.id}/places$`), { role: 'rapporteur' })
	assert.match(staff.page.address, /slots\/[0-9a-f-]{36}\?done=slot-added/)
	rapporteur = await invited('rapporteur')
	assert.equal((await rapporteur.get(`${desk}/proposals`)).status, 404)
	await confirmed(rapporteur)
	assert.match(textOf((await rapporteur.get(`${url}/en/my`)).html), /VI\.a\. Objectives and Activities for the OAS Rapporteur · proposals to the organization/)
})

test('the rapporteur edits the proposals of the group, and sees no others', async () => {
	await add(staff, 'objective', 'organization')
	await add(staff, 'objective', 'member-states')
	await rapporteur.get(`${desk}/proposals`)
	const text = textOf(rapporteur.page.html)
	assert.ok(text.includes(words('objective', 'organization')) && !text.includes(words('objective', 'member-states')) && !text.includes('For member states'))
	assert.equal((await rapporteur.get(`${desk}/proposals/${idOf(words('objective', 'member-states'))}`)).status, 404)
	await add(rapporteur, 'best-practice', 'organization')
	assert.match(rapporteur.page.address, /done=proposals-entered/)
	const refused = await add(rapporteur, 'activity', 'cooperation')
	assert.equal(refused.status, 422)
	assert.ok(refused.html.includes(words('activity', 'cooperation')))
	await rapporteur.get(`${desk}/proposals`)
	await rapporteur.submit(/undo$/)
	assert.equal(idOf(words('best-practice', 'organization')), '') // its words stand on the page, to be entered again
})

test('of a rapporteur and staff who change the same the second sees both', async () => {
	const address = `${desk}/proposals/${idOf(words('objective', 'organization'))}`
	await Promise.all([staff.get(address), rapporteur.get(address)])
	await staff.submit(/proposals\/[0-9a-f-]{36}$/, { 'text.en': `By staff ${mark}` })
	await rapporteur.submit(/proposals\/[0-9a-f-]{36}$/, { 'text.en': `By the rapporteur ${mark}` })
	assert.equal(rapporteur.page.status, 409)
	assert.ok(decode(rapporteur.page.html).includes(`Now it is: By staff ${mark}`))
	await rapporteur.submit(/proposals\/[0-9a-f-]{36}$/)
	assert.ok(idOf(`By the rapporteur ${mark}`))
})

test('once the entering is closed, an author who is typing is told and loses nothing', async () => {
	await beside()
	await staff.get(`${desk}/proposals`)
	await staff.submit(/proposals\/close$/)
	const typed = await panelist.submit(/proposals$/, { addressee: 'organization', aim: 'promotion', 'rows.0.text': `Typed ${mark}`, written_in: 'en' })
	assert.equal(typed.status, 409)
	assert.match(textOf(typed.html), /The entering of proposals has been closed meanwhile/)
	assert.equal(forms(typed.html).find(it => /proposals$/.test(it.action)).fields['rows.0.text'], `Typed ${mark}`)
	await beside()
	assert.match(textOf(panelist.page.html), /The entering was closed/)
	assert.ok(!forms(panelist.page.html).some(it => /proposals$/.test(it.action)))
	await staff.get(`${desk}/proposals`)
	await staff.submit(/proposals\/close$/)
	await beside()
	await panelist.submit(/proposals$/, { addressee: 'organization', aim: 'promotion', 'rows.0.text': `<b>Typed</b> ${mark}`, written_in: 'en' })
	assert.match(panelist.page.address, /done=proposals-entered/)
})

test('the document is issued to those who take part, then to the public', async () => {
	assert.equal((await anybody.get(page)).status, 404)
	await issue('participants', { 'note.en': `A draft ${mark}` })
	assert.match(staff.page.address, /done=document-issued/)
	assert.equal((await anybody.get(page)).status, 404)
	assert.ok(!(await anybody.get(`${url}/en/${slug}/documents`)).html.includes('working-document'))
	await panelist.get(`${url}/en/${slug}/documents`)
	assert.match(textOf(panelist.page.html), /Working document Edition 1 .* for those who take part/)
	await panelist.get(page)
	const text = textOf(panelist.page.html)
	assert.match(text, new RegExp(`A draft ${mark} A\\. For the organization Promotion .*By the rapporteur ${mark} Somebody ${mark}`))
	assert.match(text, new RegExp(`<b>Typed</b> ${mark} .*Annex: which themes are addressed.*Not addressed in a category: For the organization, Promotion:`))
	assert.ok(!panelist.page.html.includes('<b>Typed'))
	await issue('public')
	const { html, headers } = await anybody.get(page)
	assert.match(textOf(html), new RegExp(`Edition 2 .* public.*By the rapporteur ${mark}`))
	assert.equal((await anybody.get(`${page}/editions/1`)).status, 404)
	await sleep(1100) // what nginx keeps for a second
	assert.match((await anybody.get(`${url}/en/${slug}/documents`)).html, /working-document/)
	assert.equal((await anybody.get(page, { headers: { 'if-none-match': headers.get('etag') } })).status, 304)
})

test('the next edition says what changed, and stands beside the one before', async () => {
	await staff.get(`${desk}/proposals/${idOf(`By the rapporteur ${mark}`)}`)
	await staff.submit(/proposals\/[0-9a-f-]{36}$/, { 'text.en': `By the rapporteur and staff ${mark}`, 'text.es': `Por la Secretaría ${mark}` })
	await staff.get(`${desk}/working-document`)
	assert.match(textOf(staff.page.html), new RegExp(`By the rapporteur and staff ${mark} ?: the text has been changed: English`))
	await issue('public')
	await anybody.get(`${page}/compare`)
	assert.match(anybody.page.html.replace(/\s+/g, ' '), new RegExp(`By the rapporteur <ins>and staff</ins> ${mark}`))
	assert.match(textOf((await anybody.get(`${url}/es/${slug}/working-document/editions/3/changes`)).html), new RegExp(`Por la Secretaría ${mark} ?: se ha modificado el texto: `))
	assert.match(textOf((await anybody.get(`${page}/editions/2`)).html), new RegExp(`This is an earlier edition.*By the rapporteur ${mark}`))
	assert.equal((await anybody.get(`${page}/compare?from=1&to=3`)).status, 404)
})

test('of two who issue at once one is told', async () => {
	await add(staff, 'activity', 'cooperation')
	assert.equal((await issue('secretariat')).status, 422)
	await Promise.all([staff.get(`${desk}/working-document`), colleague.get(`${desk}/working-document`)])
	const pages = await Promise.all([staff, colleague].map(who => who.submit(/working-document$/, { audience: 'public' })))
	assert.deepEqual(pages.map(it => it.status).sort(), [200, 409])
})
