// Runs every cell of tests/access.tsv: each address, by each role, for an own object, another's, and one of another
// meeting. What is refused is asked for with a complete form and a good token, so that only the right is in question.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dais, emailOf, forms, newPanelist, signInLink, sql, url, visitor } from './../helpers.mjs'

const [head, ...rows] = readFileSync(new URL('../access.tsv', import.meta.url), 'utf8').trim().split('\n')
	.filter(line => !line.startsWith('#')).map(line => line.split('\t'))
const roles = head.slice(3)
const desk = meeting => `${url}/en/desk/${meeting}`
const here = 'migrants-2004', there = 'elsewhere-2005'
const folder = mkdtempSync(join(tmpdir(), 'dais-access-'))
chmodSync(folder, 0o755)

function give(command, name, value) {
	const file = join(folder, name)
	writeFileSync(file, JSON.stringify(value))
	return dais(command, file)
}

const idIn = (text, pattern) => text.match(pattern)?.[1] ?? assert.fail(`nothing like ${pattern} on the page`)
const json = async (who, address) => JSON.parse((await who.get(address, { headers: { accept: 'application/json' } })).html)

// ---------------------------------------------------------------- a world with two of everything

const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n' +
	'3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>\nendobj\ntrailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n', 'latin1')

async function sendPaper(who) {
	await who.form()
	await who.submit(/papers$/, { title: 'A paper', language: 'en', file: new File([pdf], 'paper.pdf', { type: 'application/pdf' }) })
	who.receipt = idIn(who.page.address, /receipts\/([^?]+)/)
	const { filing } = await json(who, `${url}/en/my/slots/${who.slot}`)
	who.file = filing.files[0].file
	return who
}

async function newUpload(who) {
	const answer = await who.request(`${url}/uploads`, { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '9',
		'upload-metadata': `filename ${btoa('paper.pdf')}` }, follow: false })
	return idIn(answer.headers.get('location') ?? '', /uploads\/([^/]+)$/)
}

async function newSlot(staff, meeting = here) {
	await staff.get(`${desk(meeting)}/items/III`)
	await staff.submit(/items\/III\/slots$/, { from: undefined, label: 'A slot', role: 'panelist' })
	return idIn(staff.page.address, /slots\/([0-9a-f-]{36})/)
}

async function newItem(staff, meeting) {
	await staff.get(`${desk(meeting)}/agenda/new`)
	await staff.submit(/agenda\/new$/, { kind: 'break', 'long_title.en': 'A pause' })
	return idIn(staff.page.address + staff.page.html, /#i([0-9a-f-]{36})/)
}

async function newSitting(staff, meeting) {
	await staff.get(`${desk(meeting)}/schedule/sittings/new`)
	await staff.submit(/sittings\/new$/, { held_on: '2030-01-01', starts: '09:00', ends: '10:00' })
	return idIn(staff.page.address, /#s([0-9a-f-]{36})/)
}

async function newTheme(staff, meeting) {
	const name = fresh('theme')
	await staff.get(`${desk(meeting)}/themes/theme/new`)
	await staff.submit(/theme\/new$/, { 'text.en': name })
	return (await json(staff, `${desk(meeting)}/themes`)).themes.find(it => it.title.text === name).id
}

async function newPassage(staff, meeting) {
	await staff.get(`${desk(meeting)}/agenda/document/section/new`)
	await staff.submit(/section\/new$/, { 'title.en': 'A section' })
	return idIn(staff.page.address, /#p([0-9a-f-]{36})/)
}

// A panelist's proposal; the panelist sees it on the page of the slot.
async function newProposal(panelist) {
	await panelist.form()
	await panelist.submit(/proposals$/, { addressee: 'organization', aim: 'promotion', 'rows.0.text': 'A proposal', written_in: 'en' })
	return (await json(panelist, `${url}/en/my/slots/${panelist.slot}`)).proposals.entered.at(-1).id
}

// The item that a meeting works on, in plenary.
const workingItem = meeting => sql(`select i.id from dais.item as i join dais.meeting as m on m.id = i.meeting
	where m.slug = '${meeting}' and i.kind = 'working' and i.parent is null`)
async function formGroup(staff, meeting) {
	await staff.get(`${desk(meeting)}/groups`)
	await staff.submit(/groups$/, { item: workingItem(meeting), plenary: '1' })
}
// Written past the pages, for nothing of it is in question here.
const newConclusion = meeting => sql(`insert into dais.conclusion (meeting, addressee, position, text, original_language)
	select id, 'organization', 1, '{"en":"A conclusion"}', 'en' from dais.meeting where slug = '${meeting}' returning id`)
const newReservation = meeting => sql(`insert into dais.reservation (meeting, party, kind, text)
	select m.id, p.id, 'dissent', '{"en":"A dissent"}' from dais.meeting as m, dais.party as p where m.slug = '${meeting}' and p.code = 'BLZ' returning id`)
const newFollowUp = meeting => sql(`insert into dais.follow_up (meeting, conclusion) select meeting, id from dais.conclusion where id = '${newConclusion(meeting)}' returning id`)

const reportSection = meeting => sql(`insert into dais.report_section (meeting, kind) select id, 'mandate' from dais.meeting where slug = '${meeting}'
	on conflict (meeting, kind, item) do update set kind = 'mandate' returning id`)
const newDraft = meeting => sql(`insert into dais.report_draft (meeting, data, closes) select meeting, json_build_object('content', json_build_array(json_build_object('id', id))), now() + interval '1 day'
	from dais.report_section where id = '${reportSection(meeting)}' returning id`)
const newComment = meeting => sql(`insert into dais.report_comment (meeting, draft, section, party, person, text) select s.meeting, '${newDraft(meeting)}', s.id, p.id, q.id, 'A comment'
	from dais.report_section as s, dais.party as p, dais.person as q where s.id = '${reportSection(meeting)}' and p.code = 'BLZ' and q.email = '${emailOf('staff')}' returning id`)

// The working document, for the public or for those who take part.
async function issueDocument(staff, meeting, audience) {
	await staff.get(`${desk(meeting)}/working-document`)
	await staff.submit(/working-document$/, { audience })
}

async function newEntry(staff, meeting, sitting) {
	const item = await newItem(staff, meeting)
	await staff.get(`${desk(meeting)}/schedule`)
	await staff.submit(/schedule$/, { item, sitting })
	return (await json(staff, `${desk(meeting)}/schedule`)).days.flatMap(day => day.sittings).find(it => it.id === sitting).entries[0].id
}

async function newAct(staff, meeting) {
	await newItem(staff, meeting)
	return (await json(staff, `${desk(meeting)}/changes`)).acts[0].act
}

async function newLetter(staff, meeting) {
	await staff.get(`${desk(meeting)}/letters/new?to=all`)
	await staff.submit(/letters\/new$/)
	return idIn(staff.page.address, /letters\/([0-9a-f-]{36})/)
}

// The meeting of 2004 has an agenda, so that no page takes a text for it any more.
const newText = () => sql(`insert into dais.agenda_text (meeting, person, source) select m.id, p.id, 'I. One'
	from dais.meeting as m, dais.person as p where m.slug = '${here}' and p.email = '${emailOf('staff')}' returning id`)

async function newSheet(sender, place) {
	await sender.get(`${url}/en/${place}/parties`)
	await sender.submit(/parties\/file$/, { file: new File(['code'], 'parties.csv', { type: 'text/csv' }) })
	return idIn(sender.page.address, /file\/([0-9a-f-]{36})/)
}

async function paperElsewhere(staff) {
	const { slot, email } = await invite(staff, there)
	const panelist = Object.assign(await visitor(email), { slot, form: () => panelist.get(`${url}/en/my/slots/${slot}`) })
	await panelist.form()
	await panelist.submit(/confirm$/)
	const { receipt, file } = await sendPaper(panelist)
	return { slot, receipt, file, proposal: await newProposal(panelist), submission: (await json(staff, `${desk(there)}/slots/${slot}`)).submission.id }
}

// A name nobody has, also when the demo has seen this test before.
const mark = randomUUID().slice(0, 8)
let count = 0
const fresh = word => `${word}-${mark}-${++count}`

async function invite(staff, meeting, fields = {}) {
	const slot = await newSlot(staff, meeting)
	const name = fresh('access'), email = `${name}@example.org`
	await staff.submit(/invite$/, { name, email, language: 'en', contact: undefined, ...fields })
	return { slot, email, slotPerson: idIn(staff.page.html, /name="slot_person" value="([^"]+)"/) }
}

async function newContact(staff) {
	const { slot, email } = await invite(staff, here, { contact: '1' })
	return Object.assign(await visitor(email), { slot })
}

async function newFocalPoint(staff, meeting, party) {
	const name = fresh('focal'), email = `${name}@example.org`
	await staff.get(`${desk(meeting)}/delegations`)
	await staff.submit(/delegations$/, { party, name, email, language: 'en' })
	return Object.assign(await visitor(email), { party, meeting })
}

async function namedFocalPoint(staff, meeting, party) {
	const name = fresh('named')
	await staff.get(`${desk(meeting)}/delegations`)
	await staff.submit(/delegations$/, { party, name, email: `${name}@example.org`, language: 'en' })
	return (await json(staff, `${desk(meeting)}/delegations/${party}`)).focal_points.find(it => it.name === name).person
}

async function register(who, fields) {
	await who.get(`${url}/en/delegation/${who.meeting}`)
	const name = fresh('member')
	await who.submit(/members$/, { name, function: 'adviser', ...fields })
	const { members } = await json(who, `${url}/en/delegation/${who.meeting}`)
	return members.find(member => member.name === name).id
}

async function askFloor(who, fields) {
	await who.get(`${url}/en/delegation/${who.meeting}`)
	await who.submit(/floor$/, { speaker: 'Somebody', ...fields })
	return (await json(who, `${url}/en/delegation/${who.meeting}`)).speakers.at(-1).id
}

// A request of another mission, which asks this one to join in.
async function askToJoin(asking, party) {
	const { floor_items, speakers } = await json(asking, `${url}/en/delegation/${asking.meeting}`)
	return askFloor(asking, { item: floor_items[speakers.length].id, others: [party] })
}

// A request that was withdrawn, and the list that it stood on.
async function withdrawFloor(who) {
	const address = `${url}/en/delegation/${who.meeting}`
	if ((await json(who, address)).speakers.length === 0)
		await askFloor(who)
	const [{ id, item }] = (await json(who, address)).speakers
	await who.get(address)
	await who.submit(new RegExp(`${id}/withdraw$`))
	return { request: id, item: item.address }
}

async function seatExpert(staff, who) {
	const page = await json(who, `${url}/en/delegation/${who.meeting}`)
	const member = await register(who, { function: 'expert', item: page.panels[0].id })
	await staff.get(`${desk(who.meeting)}/delegations/${who.party}`)
	await staff.submit(new RegExp(`${member}/confirm$`))
	return (await json(who, `${url}/en/delegation/${who.meeting}`)).members.find(it => it.id === member).slot
}

async function compile(staff, meeting, who = staff) {
	await staff.get(`${desk(meeting)}/packets/III`)
	await staff.submit(/packets\/III$/)
	for (let tries = 240; tries > 0; tries--, await sleep(250)) {
		const { packet } = await json(who, `${desk(meeting)}/packets/III`)
		if (packet)
			return packet.id
	}
	assert.fail('the packet was not compiled')
}

const world = {}
const who = {}

async function makeWorld() {
	const meeting = JSON.parse(readFileSync(new URL('../data/migrants-2004.json', import.meta.url), 'utf8'))
	writeFileSync(join(folder, 'meeting.json'), JSON.stringify({ ...meeting, slug: there }))
	dais('import', join(folder, 'meeting.json'), '--ahead')
	give('people', 'people.json', { meeting: there, people: [
		{ name: 'Staff Elsewhere', email: 'staff.elsewhere@example.org', language: 'en', grants: [{ role: 'staff' }] },
		{ name: 'Chair Elsewhere', email: `${fresh('chair')}@example.org`, language: 'en', grants: [{ role: 'chair' }] },
		{ name: 'Stranger', email: 'stranger@example.org', language: 'en', grants: [] }] })
	who.public = await visitor()
	await who.public.get(`${url}/en/sign-in`)
	for (const [role, name] of Object.entries({ stranger: 'stranger@example.org', staff: 'staff', chair: 'chair',
		admin: 'admin@example.org', 'staff-elsewhere': 'staff.elsewhere@example.org' }))
		who[role] = await visitor(name)
	const { staff } = who, elsewhere = who['staff-elsewhere']
	await formGroup(staff, here)
	await formGroup(elsewhere, there)
	who.panelist = await sendPaper(await newPanelist(staff))
	who.contact = await newContact(staff)
	who['focal-point'] = await newFocalPoint(staff, here, 'BLZ')
	who['focal-point'].slot = await seatExpert(staff, who['focal-point'])
	for (const role of roles.filter(role => !['public', 'stranger', 'chair'].includes(role))) // who has something to file
		who[role].upload = await newUpload(who[role])
	const another = { panelist: await sendPaper(await newPanelist(staff)), focal: await newFocalPoint(staff, here, 'BRB') }
	const focalElsewhere = await newFocalPoint(elsewhere, there, 'BLZ')
	Object.assign(world, { otherFocal: another.focal, focalElsewhere })
	world.other = { meeting: here, item: 'III', party: 'BRB', ...another.panelist, proposal: await newProposal(another.panelist), upload: await newUpload(another.panelist),
		member: await register(another.focal), request: await askFloor(another.focal) }
	world.elsewhere = { ...world.other, meeting: there, party: 'BLZ', ...await paperElsewhere(elsewhere),
		member: await register(focalElsewhere), request: await askFloor(focalElsewhere), packet: await compile(elsewhere, there) }
	world.packet = await compile(staff, here)
	world.holder = (await json(who.admin, `${url}/en/admin`)).people.find(it => it.slug === there && it.role === 'chair').person
	await issueDocument(staff, here, 'public')
	await issueDocument(elsewhere, there, 'participants')
	world.office = (await json(who.admin, `${url}/en/admin/people/${world.holder}`)).offices[0].id
	world.paper = (await json(staff, `${desk(here)}/slots/${who.panelist.slot}`)).submission.id
}

// ---------------------------------------------------------------- one cell

// A second session of the same person.
async function anotherSession(asking) {
	if (asking === who.public)
		return randomUUID()
	await visitor((await json(asking, `${url}/en/account`)).who.email)
	return (await json(asking, `${url}/en/account`)).sessions.find(session => !session.this).id
}

// The objects of a cell. A request that changes something and will be answered gets new ones; the others share theirs.
const shared = new Map()
async function objectsOf(role, whose, path, uses) {
	const one = async (kind, make) => {
		if (uses)
			return make()
		const key = `${kind} ${whose}`
		return shared.get(key) ?? shared.set(key, await make()).get(key)
	}
	if (whose === 'other')
		return { ...world.other, link: 'no-such-link', screen: randomUUID(), session: randomUUID(), passkey: randomUUID() }
	const staff = whose === 'elsewhere' ? who['staff-elsewhere'] : who.staff
	const focal = who['focal-point']
	const own = whose === 'elsewhere' ? { ...world.elsewhere, number: '1' } : { meeting: here, item: 'III', party: 'BLZ', packet: world.packet,
		submission: world.paper, number: '1', slot: who[role].slot ?? who.panelist.slot, receipt: who.panelist.receipt,
		file: who.panelist.file, upload: who[role].upload ?? who.panelist.upload }
	if (uses && /desk.*slots\/\{slot\}\/(resend|cancel|restore)/.test(path))
		Object.assign(own, await invite(staff, own.meeting).then(({ slot, slotPerson }) => ({ slot, slotPerson })))
	else if (uses && /desk.*slots\/\{slot\}\/remove/.test(path))
		own.slot = await newSlot(staff, own.meeting)
	if (path.includes('{body}'))
		own.body = world.body
	if (path.includes('{text}'))
		own.text = newText()
	if (path.includes('/agenda/{item}'))
		own.item = await one('item', () => newItem(staff, own.meeting))
	if (path.includes('{screen}'))
		own.screen = sql(`select screen from dais.working_group as g join dais.meeting as m on m.id = g.meeting where slug = '${own.meeting}' limit 1`)
	if (/\/groups|\/screens\/\{item\}/.test(path))
		own.item = world.working = workingItem(own.meeting)
	if (path.includes('{key}'))
		own.key = sql("select reminder_key from dais.person where email = 'stranger@example.org'")
	if (path.includes('{mail}'))
		own.mail = (await json(staff, `${desk(own.meeting)}/outbox`)).mails[0].id
	if (path.includes('{sitting}'))
		own.sitting = await one('sitting', () => newSitting(staff, own.meeting))
	if (path.includes('/themes/'))
		Object.assign(own, { kind: 'theme', theme: await one('theme', () => newTheme(staff, own.meeting)) })
	if (path.includes('/document/'))
		Object.assign(own, { kind: 'section', passage: await one('passage', () => newPassage(staff, own.meeting)) })
	if (path.includes('{proposal}') && whose === 'own')
		own.proposal = await one('proposal', () => newProposal(who.panelist))
	if (path.endsWith('{proposal}/merge'))
		world.into = whose === 'elsewhere' ? own.proposal : await newProposal(who.panelist)
	if (path.includes('{entry}'))
		own.entry = await one('entry', async () => newEntry(staff, own.meeting, await newSitting(staff, own.meeting)))
	if (path.includes('{sheet}'))
		own.sheet = await one(path, () => path.includes('/admin/') ? newSheet(who.admin, 'admin') : newSheet(staff, `desk/${own.meeting}`))
	if (path.includes('{act}'))
		own.act = await one('act', () => newAct(staff, own.meeting))
	if (path.includes('{session}'))
		own.session = await anotherSession(who[role])
	if (path.includes('{office}'))
		own.office = world.office
	if (path.includes('{conclusion}'))
		own.conclusion = await one('conclusion', () => newConclusion(own.meeting))
	if (path.includes('{reservation}'))
		own.reservation = await one('reservation', () => newReservation(own.meeting))
	if (path.includes('{follow_up}'))
		own.follow_up = await one('follow-up', () => newFollowUp(own.meeting))
	if (path.includes('/report/{section}'))
		own.section = reportSection(own.meeting)
	if (path.includes('{comment}'))
		own.comment = await one('comment', () => newComment(own.meeting))
	if (path.endsWith('/{meeting}/report/draft')) {
		await one('draft', () => newDraft(own.meeting))
		world.section = reportSection(own.meeting)
	}
	if (path.includes('{letter}'))
		own.letter = await one('letter', () => newLetter(staff, own.meeting))
	if (path.includes('/admin/'))
		own.person = world.holder
	else if (path.includes('{person}'))
		own.person = await one('person', () => namedFocalPoint(staff, own.meeting, own.party))
	if (path.endsWith('/merge') && path.includes('{person}'))
		world.other_person = await namedFocalPoint(staff, own.meeting, own.party)
	if (path.includes('{link}'))
		own.link = await one('link', () => signInLink('stranger@example.org').split('/').at(-1))
	if (path.includes('{member}') && whose === 'own')
		own.member = await one('member', () => register(focal))
	if (uses && /\{member\}\/restore/.test(path)) {
		await focal.get(`${url}/en/delegation/${here}`)
		await focal.submit(new RegExp(`${own.member}/remove$`))
	}
	if (uses && /focal-points.*restore/.test(path)) {
		await staff.get(`${desk(own.meeting)}/delegations/${own.party}`)
		await staff.submit(new RegExp(`${own.person}/remove$`))
	}
	if (uses && /\{request\}\/restore/.test(path))
		Object.assign(own, await withdrawFloor(whose === 'own' ? focal : world.focalElsewhere))
	else if (path.endsWith('/join') && whose === 'own')
		own.request = await askToJoin(world.otherFocal, own.party)
	else if (path.includes('{request}') && whose === 'own')
		own.request = world.request && !uses ? world.request : world.request = await askFloor(focal)
	return own
}

const party = { party: undefined, name: 'A Name', email: 'new@example.org', language: 'en' }
const fields = {
	session_begin: { email: 'stranger@example.org', password: 'wrong wrong wrong' }, link_request: { email: 'nobody@example.org' },
	password_forgotten: { email: 'nobody@example.org' }, second_step_take: { code: '000000' }, factor_keep: { code: '000000' },
	passkey_use: { passkey: 'AA', client_data: 'AA', authenticator: 'AA', signature: 'AA' }, passkey_add: { name: 'Mine', client_data: 'AA', authenticator: 'AA' },
	password_set: { password: 'password' }, password_change: { password: 'password' },
	office_grant: { name: 'A Colleague', email: () => `${fresh('colleague')}@example.org`, language: 'en', role: 'staff' },
	my_decline: { reason: 'no' }, my_designate: { name: 'Somebody', email: () => `${fresh('somebody')}@example.org`, language: 'en' },
	submission_create: { title: 'T', language: 'en', key: '00000000-0000-4000-8000-000000000000' },
	receipt_matches: { receipt: 'x' }, slot_add: { label: 'Another slot' },
	person_correct: { name: 'A Name', email: () => `${fresh('somebody')}@example.org`, language: 'en' },
	office_holder_correct: { name: 'A Name', email: () => `${fresh('somebody')}@example.org`, language: 'en' },
	symbol_give: { document: 'program', symbol: 'next' }, symbol_series_create: { pattern: 'wrong' },
	meeting_change: { paper_size: 'letter', revision: '1', 'name.en': 'A meeting', starts_on: '2027-01-01', ends_on: '2027-01-02', zone: 'UTC',
		original_language: 'en', agenda_state: 'no-such-state' },
	invitation_create: { name: 'Somebody', email: () => `${fresh('somebody')}@example.org`, language: 'en' },
	slot_change: { 'label.en': 'A slot', role: 'panelist', held_by: 'person', revision: '1' }, slot_extend: { until: '2099-01-01T10:00', reason: 'asked for', beyond: '1' }, edition_publish: { number: '999' },
	focal_point_create: { ...party, party: 'BRB', email: () => `${fresh('somebody')}@example.org` }, member_return: { reason: 'incomplete' },
	letter_new: { to: 'all' }, letter_create: { to: 'all', 'subject.en': 'A letter', 'body.en': 'A text' },
	letter_change: { 'subject.en': 'A letter', 'body.en': 'A text', revision: '1' },
	title_save: { language: 'fr' },
	item_create: { kind: 'break', 'long_title.en': 'A pause' }, item_change: { kind: 'break', 'long_title.en': 'A pause', revision: '1' },
	head_change: { 'printed_title.en': 'A title', revision: '1' }, passage_create: { 'title.en': 'A section' }, passage_change: { 'title.en': 'A section', revision: '1' },
	proposal_enter: { written_in: 'en', addressee: 'organization', aim: 'promotion', 'rows.0.kind': 'objective', 'rows.0.text': 'A proposal' },
	proposal_propose: { written_in: 'en', addressee: 'organization', aim: 'promotion', 'rows.0.kind': 'objective', 'rows.0.text': 'A proposal' },
	proposal_add: { written_in: 'en', addressee: 'organization', aim: 'promotion', 'rows.0.kind': 'objective', 'rows.0.text': 'A proposal', said_by: 'Somebody' },
	proposal_change: { kind: 'objective', addressee: 'organization', aim: 'promotion', 'text.en': 'A proposal', revision: '1' },
	proposal_correct: { kind: 'objective', addressee: 'organization', aim: 'promotion', 'text.en': 'A proposal', revision: '1' },
	proposal_merge: { into: () => world.into, revision: '1' }, proposal_set_aside: { reason: 'said already', revision: '1' },
	working_issue: { number: '1', audience: 'public' }, entering_close: { reopen: '1' }, group_form: { item: () => world.working, plenary: '1' }, group_change: { revision: '1' }, group_place_add: { role: 'participant' },
	conclusion_create: { addressee: 'organization', 'text.en': 'A conclusion' }, conclusion_change: { addressee: 'organization', 'text.en': 'A conclusion', revision: '1' },
	conclusion_adopt: { seen: 'another-text' }, reservation_create: { party: 'BLZ', kind: 'dissent', 'text.en': 'A dissent' },
	reservation_change: { party: 'BLZ', kind: 'dissent', 'text.en': 'A dissent', revision: '1' }, follow_up_change: { status: 'open', revision: '1' },
	decision_take: { 'text.en': 'A proposal', revision: '1' }, decision_reopen: { reason: 'A slip', revision: '1' },
	now_advance: { seen: '-0' }, now_return: { seen: '-0' }, now_take: { seen: '-0', also: '1' },
	report_section_change: { 'text.en': 'A text', revision: '1' }, report_answer: { answer: 'An answer', revision: '1' }, report_issue: { number: '999' },
	report_send: { closes: '2099-01-01T10:00' }, report_comment: { section: () => world.section, text: 'A comment' },
	theme_create: { 'text.en': 'A theme' }, theme_change: { 'text.en': 'A theme', revision: '1' },
	sitting_create: { held_on: '2030-01-02' }, sitting_change: { held_on: '2030-01-02', revision: '1' }, entry_change: { revision: '1' },
	party_create: { code: () => fresh('A'), kind: 'agency', 'name.en': 'An agency' }, party_change: { kind: 'state', 'name.en': 'Belize', 'name.es': 'Belice', iso: 'BZ', revision: '1' },
	participation_add: { parties: 'BLZ' }, participation_remove: { party: 'BLZ' },
	person_merge: { other: () => world.other_person, stays: () => world.other_person },
	sheet_save: { seen: 'x' },
	body_create: { 'name.en': 'A body' }, meeting_create: { 'name.en': 'A meeting', slug: () => fresh('meeting'), body: () => world.body,
		starts_on: '2027-01-01', ends_on: '2027-01-02', zone: 'UTC', original_language: 'en' },
	member_create: { name: 'Somebody', function: 'adviser' }, member_change: { name: 'Somebody', function: 'adviser', revision: '1' },
	member_correct: { name: 'Somebody', function: 'adviser', revision: '1' }, floor_request: { item: () => world.dialogue, speaker: 'Somebody' },
}

// One token serves all forms of a session.
const tokens = new Map()
async function tokenOf(asking) {
	if (!tokens.has(asking)) {
		await asking.get(`${url}/en/sign-in`)
		tokens.set(asking, forms(asking.page.html).at(-1).fields.token)
	}
	return tokens.get(asking)
}

async function ask(asking, method, path, objects, route) {
	const address = url + path.replace('{lang}', 'en').replace(/\{(\w+)\}/g, (all, name) =>
		objects[name] ?? assert.fail(`no ${name}`))
	const tus = path.startsWith('/uploads') ? { 'tus-resumable': '1.0.0' } : {}
	if (method === 'POST' && path === '/uploads')
		Object.assign(tus, { 'upload-length': '9', 'upload-metadata': `filename ${btoa('paper.pdf')}` })
	if (method === 'PATCH')
		Object.assign(tus, { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' })
	let body = method === 'PATCH' ? '%PDF-' : undefined
	if (method === 'POST' && path !== '/uploads') {
		const token = await tokenOf(asking)
		const values = Object.entries({ ...fields[route], slot_person: objects.slotPerson ?? world.other.member })
		body = new URLSearchParams({ token, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)
			.map(([name, value]) => [name, typeof value === 'function' ? value() : value])) })
	}
	const answer = await asking.request(address, { method, body, headers: { ...tus, origin: url }, follow: false })
	if (answer.status === 401 || answer.status === 303 && /\/sign-in\?next=/.test(answer.headers.get('location')))
		return 'sign-in'
	return answer.status === 404 ? '-' : answer.status < 500 && answer.status !== 403 ? '+' : String(answer.status)
}

// ---------------------------------------------------------------- the tests

const routes = execFileSync(join(process.env.DAIS_STATE, 'prefix/libexec/dais.fcgi'), ['--routes'], { encoding: 'utf8' }).trim().split('\n').map(line => line.split('\t'))

test('every address is in the matrix, and nothing else', () => {
	assert.deepEqual([...new Set(rows.map(([method, path]) => `${method} ${path}`))].sort(),
		routes.map(([method, path]) => `${method} ${path}`).sort())
})

test('every object that can be somebody else’s is asked for as such', () => {
	for (const [method, path] of rows.filter(([method, path]) => /\{(slot|member|request|upload|receipt|link|proposal|screen)\}/.test(path) && method !== 'OPTIONS'))
		assert.ok(rows.some(row => row[0] === method && row[1] === path && ['other', 'elsewhere'].includes(row[2])), `${method} ${path}`)
})

test('each role gets what the matrix says', { timeout: 600_000 }, async context => {
	await makeWorld()
	world.body = (await json(who.admin, `${url}/en/admin/bodies`)).bodies[0].id
	world.dialogue = (await json(who['focal-point'], `${url}/en/delegation/${here}`)).floor_items[0].id
	for (const [method, path, whose, ...cells] of rows)
		await context.test(`${method} ${path} ${whose}`, async () => {
			const route = routes.find(it => it[0] === method && it[1] === path)[3]
			const seen = {}
			for (const [i, role] of roles.entries()) {
				const uses = cells[i] === '+' && method !== 'GET' && method !== 'HEAD'
				let asking = who[role]
				if (uses && role === 'panelist' && /confirm|decline/.test(path))
					asking = await newPanelist(who.staff)
				else if (uses && role === 'contact' && /my\/slots/.test(path))
					asking = await newContact(who.staff)
				else if (uses && /sign-out$|\/link\//.test(path))
					asking = await visitor(role === 'public' ? undefined : 'stranger@example.org')
				const objects = await objectsOf(role, whose, path, uses)
				if (asking !== who[role] && asking.slot)
					objects.slot = asking.slot
				if (uses && (method === 'DELETE' || path.endsWith('discard')))
					objects.upload = await newUpload(asking)
				seen[role] = await ask(asking, method, path, objects, route)
			}
			assert.deepEqual(seen, Object.fromEntries(roles.map((role, i) => [role, cells[i]])))
		})
})
