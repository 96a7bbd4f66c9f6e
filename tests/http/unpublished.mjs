// Two worlds that the public must not be able to tell apart: the demo as it is, and the same with all kinds of things that are
// not published. Every public address answers the same, to the last byte and header: no count, id, length or ETag tells.
import { test, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { forms, newPanelist, sql, url, visitor } from './../helpers.mjs'
import { makePdf } from '../make-paper.mjs'
import { codes } from '../../web/po/texts.mjs'

const meeting = 'migrants-2004', none = '3f0e1d2c-0000-4000-8000-00000000dead'
const routes = execFileSync(join(process.env.DAIS_STATE, 'prefix/libexec/dais.fcgi'), ['--routes'], { encoding: 'utf8' }).trim()
	.split('\n').map(line => line.split('\t'))
const isPublic = audience => ['public', 'visitor'].includes(audience)
const known = {
	lang: codes, meeting: [meeting, 'nope'], item: ['III', 'IV', 'V.a', 'XIX', none], number: ['1', '999'],
	file: [none], screen: [none], link: ['x'.repeat(43)],
}

// Each way to put these values into the address.
function addresses(path) {
	const name = path.match(/\{(\w+)\}/)?.[1]
	return name ? (known[name] ?? []).flatMap(value => addresses(path.replace(`{${name}}`, value))) : [path]
}

const all = routes.filter(([method, , audience]) => method === 'GET' && isPublic(audience)).flatMap(([, path]) => addresses(path))
	.filter(path => path !== '/readyz').flatMap(path => [path, `${path}.json`, `${path}?draft=${none}&number=1&from=1&to=2`])

// What an answer tells; what is random in it in any case is left out: cookies, and the tokens of forms.
async function answerOf(path, options) {
	const answer = await fetch(url + path, { redirect: 'manual', ...options })
	const headers = [...answer.headers].filter(([name]) => !['connection', 'date', 'keep-alive', 'set-cookie'].includes(name))
	return [answer.status, headers, (await answer.text()).replace(/(name="(?:token|once|key)" value=)"[^"]*"|"(token|once|key)": *"[^"]*"/g, '$1')]
}

async function look() {
	await sleep(2100) // what nginx keeps for a second
	const seen = {}
	for (const path of all)
		seen[path] = await answerOf(path)
	return seen
}

let secret
async function addUnpublished() {
	const staff = await visitor('staff'), panelist = await newPanelist(staff, `Unpublished ${randomUUID().slice(0, 8)}`)
	await panelist.form()
	await panelist.submit(/papers$/, { title: 'An unpublished paper', language: 'en', file: new File([makePdf({ pages: 1 })], 'unpublished.pdf') })
	const receipt = panelist.page.address.match(/receipts\/([0-9A-Z-]{14})/)[1]
	for (let tries = 0; tries < 120 && sql(`select state from api.files where receipt = '${receipt}'`) !== 'cleared'; tries++)
		await sleep(250)
	const [file, submission, sha256] = sql(`select id, submission, encode(sha256, 'hex') from api.files where receipt = '${receipt}'`).split('|')
	await staff.get(`${url}/en/desk/${meeting}/slots/${panelist.slot}`)
	await staff.submit(/release$/) // for the next edition
	await staff.get(`${url}/en/desk/${meeting}/packets/III`)
	await staff.submit(/packets\/III$/)
	const mission = await visitor('focal-point')
	await mission.get(`${url}/en/delegation/${meeting}`)
	await mission.submit(/members$/, { name: 'Somebody unpublished', function: 'adviser' })
	sql(`set role dais_owner; insert into dais.item (meeting, position, kind, long_title)
			select id, 900, 'panel', '{"en":"An unpublished item"}' from dais.meeting where slug = '${meeting}';
		insert into dais.meeting (slug, body, name, starts_on, ends_on, zone)
			select 'unpublished-2006', body, '{"en":"An unpublished meeting"}', current_date + 90, current_date + 91, zone from dais.meeting where slug = '${meeting}'`)
	await staff.get(`${url}/en/desk/${meeting}/groups`)
	await staff.submit(/groups$/)
	await staff.get(`${url}/en/desk/${meeting}/proposals/new`)
	await staff.submit(/new$/, { addressee: 'organization', aim: 'promotion', written_in: 'en', 'rows.0.text': 'A proposal that nobody has read' })
	await staff.get(`${url}/en/desk/${meeting}/working-document`)
	await staff.submit(/working-document$/, { audience: 'participants' })
	await staff.get(`${url}/en/desk/${meeting}/conclusions`)
	await staff.submit(/conclusions$/, { addressee: 'organization', 'text.en': 'A conclusion that nobody has adopted' })
	await staff.get(`${url}/en/desk/${meeting}/report`)
	await staff.submit(/refresh$/)
	await staff.submit(/report\/draft$/, { closes: '2099-01-01T10:00' })
	await mission.get(`${url}/en/${meeting}/report/draft`)
	await mission.submit(/report\/draft$/, { text: 'A comment that is nobody else’s' })
	secret = { file, submission, slot: panelist.slot, receipt, sha256 }
}
after(() => sql(`set role dais_owner; delete from dais.change where meeting = (select id from dais.meeting where slug = 'unpublished-2006');
	delete from dais.meeting where slug = 'unpublished-2006'; delete from dais.item where long_title ->> 'en' = 'An unpublished item'`))

test('nothing unpublished changes a public answer', async () => {
	const before = await look()
	await addUnpublished()
	const then = await look()
	assert.ok(Object.keys(before).length > 300, 'there was something to ask')
	for (const path of all)
		assert.deepEqual(then[path], before[path], path)
})

test('what is not published is answered like what is not there', async () => {
	for (const lang of ['en', 'fr'])
		for (const end of ['', '.json', '/agenda', '/documents', '/editions', '/editions/1', '/items/I', '/calendar.ics'])
			assert.deepEqual((await answerOf(`/${lang}/unpublished-2006${end}`)).map(part => JSON.stringify(part).replaceAll('unpublished-2006', 'nope')),
				(await answerOf(`/${lang}/nope${end}`)).map(part => JSON.stringify(part)), end)
	for (const [path, id] of [[id => `/en/papers/${id}`, secret.file], [id => `/en/papers/${id}/original`, secret.file], [id => `/en/my/slots/${id}`, secret.slot],
		[id => `/en/receipts/${id}`, secret.receipt], [id => `/en/${meeting}/items/${id}`, secret.slot], [id => `/uploads/${id}`, secret.file]]) {
		const unknown = id.replace(/[0-9a-f]{6}$/, '000000').replace(/[0-9A-Z]{4}$/, '2222')
		assert.deepEqual((await answerOf(path(id))).map(part => JSON.stringify(part).replaceAll(id, unknown)),
			(await answerOf(path(unknown))).map(part => JSON.stringify(part)), path('…'))
	}
})

test('the public question about a receipt tells nothing but yes or no', async () => {
	const anybody = await visitor(), ask = async (receipt, sha256) => {
		await anybody.get(`${url}/en/verify`)
		const { token } = forms(anybody.page.html).find(form => /verify$/.test(form.action)).fields
		const { status, html } = await anybody.request(`${url}/en/verify`, { method: 'POST', body: new URLSearchParams({ token, receipt, sha256 }) })
		return [status, html.replace(/name="(token|once)" value="[^"]*"/g, '').replaceAll(receipt, 'RECEIPT').replaceAll(sha256, 'SHA')]
	}
	const unknown = '2222-2222-2222', other = 'ab'.repeat(32)
	assert.deepEqual(await ask(secret.receipt, other), await ask(unknown, other), 'a number that is there, with another file')
	assert.deepEqual(await ask(unknown, secret.sha256), await ask(unknown, other), 'a file that is there, with another number')
	assert.notDeepEqual(await ask(secret.receipt, secret.sha256), await ask(unknown, other), 'the control: both')
})
