// The room, at the front door: what is put on the screen, amended and decided is read there within two seconds, and nothing else; adoption by
// two at once; what was typed is never lost.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql, textOf, url, visitor } from './../helpers.mjs'

const desk = `${url}/en/desk/migrants-2004`
const [staff, other, late, reader] = await Promise.all(['staff', 'staff', 'staff', undefined].map(visitor))
const words = `Train consuls ${randomUUID().slice(0, 8)}`, secret = `Nobody shall read this ${randomUUID()}`
let paragraph, screen

async function until(right) {
	const begun = Date.now()
	for (;; await sleep(50)) {
		const page = await reader.get(screen)
		if (right(page.html))
			return Date.now() - begun
		assert.ok(Date.now() - begun < 5000, page.html)
	}
}

async function open(who = staff) {
	await who.get(`${desk}/decisions/${paragraph}`)
}

test('a paragraph is put on the screen of its group, and nothing else of the proposals', async () => {
	sql("delete from dais.working_group where meeting = (select id from dais.meeting where slug = 'migrants-2004')") // of other tests
	await staff.get(`${desk}/groups`)
	await staff.submit(/groups$/)
	await staff.get(`${desk}/proposals/new`)
	await staff.submit(/proposals\/new$/, { addressee: 'organization', aim: 'promotion', said_by: 'Mexico', written_in: 'en', 'rows.0.kind': 'objective', 'rows.0.text': words,
		'rows.1.kind': 'activity', 'rows.1.text': secret })
	const list = JSON.parse((await staff.get(`${desk}/decisions.json`)).html)
	screen = `${url}/en/screens/${list.groups.find(group => group.addressee !== 'member states' && group.addressee !== 'cooperation').screen}`
	paragraph = list.categories[0].lines.find(line => line.title.text === words).id
	await open()
	await staff.submit(/screen$/)
	await until(html => html.includes(words) && html.includes('Mexico'))
	for (const accept of ['text/html', 'application/json'])
		assert.ok(!(await reader.get(screen, { headers: { accept } })).html.includes(secret))
})

test('and what else is proposed, typed or shown elsewhere changes no byte of it', async () => {
	const before = await Promise.all(['text/html', 'application/json'].map(async accept => (await visitor()).get(screen, { headers: { accept } })))
	await staff.get(`${desk}/proposals/new`)
	await staff.submit(/proposals\/new$/, { addressee: 'member-states', aim: 'protection', written_in: 'en', 'rows.0.kind': 'objective', 'rows.0.text': secret })
	const list = JSON.parse((await staff.get(`${desk}/decisions.json`)).html)
	await staff.get(`${desk}/decisions/${list.categories[1].lines.find(line => line.title.text === secret).id}`)
	await staff.submit(/decisions\/[0-9a-f-]+$/, { 'text.en': `${secret}, either` })
	await staff.submit(/screen$/)
	await sleep(1100) // what the web server kept
	for (const [i, accept] of ['text/html', 'application/json'].entries()) {
		const then = await reader.get(screen, { headers: { accept } })
		assert.equal(then.html, before[i].html)
		assert.equal(then.headers.get('etag'), before[i].headers.get('etag'))
	}
})

test('an amendment is read within two seconds, told apart without scripts and colors; markup is text', async () => {
	await open()
	await staff.submit(/decisions\/[0-9a-f-]+$/, { 'text.en': words.replace('Train', 'Teach <b>all</b>'), amended_by: 'Chile' })
	const took = await until(html => html.includes('<ins>Teach &lt;b&gt;all&lt;/b&gt;</ins>'))
	assert.ok(took < 1200, `${took} ms until the answer that is kept was renewed`)
	assert.match(reader.page.html, /<del>Train<\/del>/)
	assert.match(textOf(reader.page.html), /Amendment proposed by Chile/)
	assert.match(reader.page.html, /<noscript><meta http-equiv="refresh"/)
})

test('of two who adopt at once one wins, and the other keeps what they typed', async () => {
	for (const who of [staff, other, late])
		await open(who)
	const answers = await Promise.all([[staff, 'adopted-as-orally-amended'], [other, 'deferred']].map(([who, decision]) =>
		who.submit(/decisions\/[0-9a-f-]+$/, { decision, amended_by: 'Chile', 'text.en': `${words} by ${decision}` }, { headers: { accept: 'application/json' } })))
	assert.deepEqual(answers.map(it => it.status).sort(), [200, 409])
	await open()
	if (staff.page.html.includes('value="adopted"')) // deferred was faster
		await staff.submit(/decisions\/[0-9a-f-]+$/, { decision: 'adopted-as-orally-amended' })
	await until(html => /para__decision"><b>Adopted as orally amended/.test(html))
	await late.submit(/decisions\/[0-9a-f-]+$/, { decision: 'adopted', 'text.en': 'Typed too late' })
	assert.equal(late.page.status, 409)
	assert.match(textOf(late.page.html), /The meeting has adopted this paragraph/)
	assert.match(late.page.html, /Typed too late/)
})

test('what is adopted is edited by no form, which says so with what was typed', async () => {
	await open(other)
	assert.ok(!/name="decision"/.test(other.page.html))
	await other.get(`${desk}/proposals/${paragraph}`)
	await other.submit(new RegExp(`proposals/${paragraph}$`), { 'text.en': 'Typed too late' })
	assert.equal(other.page.status, 409)
	assert.match(textOf(other.page.html), /The meeting has adopted this paragraph/)
	assert.match(other.page.html, /Typed too late/)
	await open()
	await staff.submit(/reopen$/, { reason: '' })
	assert.equal(staff.page.status, 422)
	await staff.submit(/reopen$/, { reason: 'A word was left out' })
	await until(html => html.includes('A word was left out') && !html.includes('para__decision'))
})

test('a text of 20,000 characters is refused, and still there', async () => {
	await open()
	await staff.submit(/decisions\/[0-9a-f-]+$/, { 'text.en': 'x'.repeat(20_000) })
	assert.equal(staff.page.status, 422)
	assert.ok(staff.page.html.includes('x'.repeat(20_000)))
})

test('a screen whose key was renewed is as if it had never been', async () => {
	const item = sql(`select item from dais.working_group where screen = '${screen.split('/').at(-1)}'`)
	await staff.get(`${desk}/decisions`)
	await staff.submit(new RegExp(`screens/${item}/renew`))
	await sleep(1100) // what the web server kept
	const [gone, never] = [await reader.get(screen), await reader.get(`${url}/en/screens/${randomUUID()}`)]
	assert.equal(gone.status, 404)
	assert.equal(gone.html.replaceAll(screen.split('/').at(-1), ''), never.html.replaceAll(/[0-9a-f-]{36}/g, ''))
})
