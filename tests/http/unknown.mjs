// What is not there: every address of the table of routes with a meeting, an item, a slot, a party … that nobody has, by
// each role, as a page and as JSON. Such an object is answered as one that may not be seen: by 404, or first the
// signing in; never by a fault of ours. What is odd to read is odd to everybody: of the roles one tries all of it, the
// others a meeting that is none, and of all else an id that nobody has.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { forms, url, visitor } from './../helpers.mjs'

const nobodys = '3f0e1d2c-0000-4000-8000-00000000dead'
const unknown = ['nope', nobodys, '0', '99999999999999999999', 'é', '%27%22%3B--', '.', 'x'.repeat(300)]
const routes = execFileSync(join(process.env.DAIS_STATE, 'prefix/libexec/dais.fcgi'), ['--routes'], { encoding: 'utf8' }).trim()
	.split('\n').map(line => line.split('\t')).filter(([method, path]) => method !== 'OPTIONS' && path.includes('{', path.indexOf('{lang}') + 1))

const staff = await visitor('staff')
const json = async address => JSON.parse((await staff.get(address, { headers: { accept: 'application/json' } })).html)
const slots = (await json(`${url}/en/desk/migrants-2004/items/III`)).slots
const party = (await json(`${url}/en/desk/migrants-2004/delegations`)).states[0].code
const known = { lang: 'en', meeting: 'migrants-2004', item: 'III', slot: slots[0].id, party, number: '1', kind: 'theme' }

// A form with everything that any of them asks for.
const fields = { role: 'staff', code: '000000', password: 'password', name: 'Somebody', email: 'somebody@example.org', language: 'en', slot_person: nobodys, item: nobodys, party, label: 'A slot',
	reason: 'because', until: '2099-01-01T10:00', revision: '1', number: '1', speaker: 'Somebody', function: 'adviser', title: 'A title', key: nobodys, paper_size: 'a4', kind: 'panel',
	'long_title.en': 'A title', seen: 'x', status: 'open', audience: 'public', answer: 'An answer', closes: '2099-01-01T10:00', text: 'A text', section: nobodys, parties: party, other: nobodys, stays: nobodys, held_on: '2030-01-01', 'text.en': 'A text', sitting: nobodys, document: 'program', symbol: 'next', waiting: '2099-01-01T10:00', pattern: 'X-{number}', to: 'all', 'subject.en': 'A letter', 'body.en': 'A text',
	'name.en': 'A name', 'label.en': 'A slot', starts_on: '2030-01-01', ends_on: '2030-01-02', zone: 'UTC', original_language: 'en', agenda_state: 'draft', held_by: 'office', written_in: 'en', addressee: 'organization', aim: 'promotion', 'rows.0.kind': 'objective', 'rows.0.text': 'A text', into: nobodys, text: 'I. A title' }

const parametersOf = path => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
const addressOf = (path, wrong, value) => url + path.replace(/\{(\w+)\}/g, (all, name) => name === wrong ? value
	: name === 'kind' && path.includes('/document/') ? 'section' : known[name] ?? nobodys)

async function statusOf(who, method, address, token, accept) {
	const tus = address.includes('/uploads/') ? { 'tus-resumable': '1.0.0' } : {}
	if (method === 'PATCH')
		Object.assign(tus, { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' })
	const body = method === 'POST' ? new URLSearchParams({ token, ...fields }) : method === 'PATCH' ? 'x' : undefined
	const answer = await who.request(address, { method, body, headers: { ...tus, accept, origin: url }, follow: false })
	return answer.status === 303 && /\/sign-in\?next=/.test(answer.headers.get('location')) ? 401 : answer.status
}

const valuesFor = (role, method, wrong) => role !== 'staff' ? [wrong === 'meeting' ? 'nope' : nobodys]
	: method === 'GET' ? unknown : ['nope', nobodys]

for (const role of ['public', 'staff', 'chair', 'panelist', 'focal-point', 'admin@example.org'])
	test(`asked by ${role}`, async context => {
		const who = await visitor(role === 'public' ? undefined : role)
		await who.get(`${url}/en/sign-in`)
		const { token } = forms(who.page.html).at(-1).fields
		for (const [method, path] of routes)
			await context.test(`${method} ${path}`, async () => {
				for (const wrong of parametersOf(path).filter(name => name !== 'lang'))
					for (const value of valuesFor(role, method, wrong))
						for (const accept of role === 'staff' ? ['text/html', 'application/json'] : ['text/html']) {
							const status = await statusOf(who, method, addressOf(path, wrong, value), token, accept)
							const right = path.includes('{link}') ? [404, 410] : [404, 401]
							assert.ok(right.includes(status), `${wrong} = ${value.slice(0, 40)} (${accept}): ${status}`)
						}
			})
	})

test('what an address asks for besides its path may be unknown too', async () => {
	for (const [method, path] of routes.filter(([method]) => method === 'GET'))
		for (const value of ['nope', nobodys, '%00', '%F0%9F%99%82']) {
			const query = ['party', 'receipt', 'draft', 'done', 'item', 'next'].map(name => `${name}=${value}`).join('&')
			const { status } = await staff.get(`${addressOf(path)}?${query}`, { follow: false })
			assert.ok(status < 500, `${path}?${query}: ${status}`)
		}
})
