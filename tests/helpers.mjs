// What tests against a running demo share: a browser without a screen (Visitor: cookies and forms, no JavaScript), one
// with (browse), sign-in by link, and the mails that were sent. tests/README.md says where the variables come from.
import { File } from 'node:buffer'
import { execFile, execFileSync } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

globalThis.File ??= File // Node 18 has it, but not there

export const url = process.env.DAIS_URL
export const prefixUrl = process.env.DAIS_PREFIX_URL
export const people = JSON.parse(readFileSync(new URL('data/demo-people.json', import.meta.url))).people

// The address of a demo person by key: staff, chair, panelist, contact, focal-point.
export const emailOf = key => people.find(person => person.key === key)?.email ?? key

export const dais = (...argv) => execFileSync('dais', argv, { encoding: 'utf8' }).trim()

// A meeting of one's own, as the sample's file has it: the demo's sample is what other tests have made of it.
export function importSample(slug) {
	const folder = mkdtempSync(join(tmpdir(), 'dais-sample-')), file = join(folder, 'meeting.json')
	const sample = JSON.parse(readFileSync(new URL('data/migrants-2004.json', import.meta.url), 'utf8'))
	chmodSync(folder, 0o755)
	writeFileSync(file, JSON.stringify({ ...sample, slug }))
	dais('import', file, '--ahead')
}

// A sign-in address that works once.
export const signInLink = who => dais('link', emailOf(who)).split('\n').at(-1)

// The code that an authenticator with this key (base 32) shows now, or some steps from now (RFC 6238).
export function code(key, away = 0) {
	const bits = [...key.replaceAll(' ', '')].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
	const secret = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)))
	const step = Buffer.alloc(8)
	step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + away))
	const mac = createHmac('sha1', secret).update(step).digest()
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }
export const decode = text => text.replace(/&(#?\w+);/g, (all, name) => entities[name] ?? all)
export const textOf = html => decode(html.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim()

const attributes = tag => Object.fromEntries([...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, decode(value ?? '')]))

// The forms of a page: { action, method, enctype, fields } with the fields' present values.
export function forms(html) {
	return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head, body]) => {
		const fields = {}
		for (const [, tag] of body.matchAll(/<input\b([^>]*)>/g)) {
			const input = attributes(tag)
			const chosen = !/^(checkbox|radio|submit|file)$/.test(input.type) || 'checked' in input
			if (input.name && chosen)
				fields[input.name] = input.value ?? ''
		}
		for (const [, tag, text] of body.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
			fields[attributes(tag).name] = decode(text)
		for (const [, tag, options] of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
			const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, option]) => attributes(option))
			fields[attributes(tag).name] = (all.find(option => 'selected' in option) ?? all[0])?.value
		}
		return { ...attributes(head), fields }
	})
}

// Somebody with cookies and without JavaScript. Pages are { status, headers, html, address }.
export class Visitor {
	cookies = new Map()

	// body: URLSearchParams, FormData, string or bytes. Follows redirects unless told otherwise.
	async request(address, { method = 'GET', headers = {}, body, follow = true } = {}) {
		const target = new URL(address, this.page?.address ?? url + '/')
		const cookie = [...this.cookies].map(pair => pair.join('=')).join('; ')
		const answer = await fetch(target, { method, body, redirect: 'manual', headers: { ...(cookie && { cookie }), ...headers } })
		for (const line of answer.headers.getSetCookie?.() ?? [answer.headers.get('set-cookie')].filter(Boolean)) {
			const [, name, value] = line.match(/^([^=]+)=([^;]*)/)
			if (value && !/max-age=0/i.test(line))
				this.cookies.set(name, value)
			else
				this.cookies.delete(name)
		}
		const location = answer.headers.get('location')
		if (follow && location && answer.status >= 300 && answer.status < 400) {
			await answer.arrayBuffer()
			return this.request(new URL(location, target), { headers })
		}
		const bytes = Buffer.from(await answer.arrayBuffer())
		this.page = { status: answer.status, headers: answer.headers, bytes, html: bytes.toString(), address: target.href }
		return this.page
	}

	get(address, options) {
		return this.request(address, options)
	}

	// Sends the last page's form whose action matches, with these fields over its own. A Blob or File makes it multipart.
	async submit(action, fields = {}, options = {}) {
		const form = forms(this.page.html).find(it => it.method?.toLowerCase() === 'post' && (it.action ?? '').match(action))
		if (!form)
			throw new Error(`no form ${action} on ${this.page.address} (${this.page.status}): ${textOf(this.page.html).slice(0, 300)}`)
		const multipart = form.enctype === 'multipart/form-data'
		const body = multipart ? new FormData() : new URLSearchParams()
		for (const [name, value] of Object.entries({ ...form.fields, ...fields }))
			for (const one of [value].flat())
				if (one !== undefined && one !== null)
					body.append(name, one)
		return this.request(form.action || this.page.address, { method: 'POST', body, ...options })
	}

	// By a link of the command line, as a demo person (key) or an address.
	async signIn(who) {
		await this.get(signInLink(who))
		await this.submit(/./)
		if (this.page.status !== 200)
			throw new Error(`${who} could not sign in: ${this.page.status} ${this.page.address}`)
		return this
	}
}

// Statements of the database's owner, for what no page can do: to let time pass.
const psql = statement => ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', readFileSync(process.env.DAIS_CONFIG, 'utf8').match(/^admin_database = (.*)$/m)[1],
	'-c', statement]
export const sql = statement => execFileSync('psql', psql(statement), { encoding: 'utf8' }).trim()

// The same, so many times at once.
export const sqlAtOnce = (times, statement) => Promise.all(Array.from({ length: times }, () => promisify(execFile)('psql', psql(statement))))

// Lets the sessions of a person end by their idle time.
export const endSessions = email => sql(`update dais.session set last_seen = now() - interval '3 hours'
	where person = (select id from dais.person where email = '${email}')`)

// While this work is done, every commit that has changed the table fails, as late as a commit can.
export async function withoutCommits(table, work) {
	sql(`set role dais_owner; create function dais.no_commit() returns trigger language plpgsql as 'begin raise exception ''no commit''; end';
		create constraint trigger no_commit after insert or update on dais.${table} deferrable initially deferred
			for each row execute function dais.no_commit()`)
	try {
		return await work()
	} finally {
		sql('set role dais_owner; set client_min_messages = warning; drop function dais.no_commit() cascade')
	}
}

export const visitor = who => who ? new Visitor().signIn(who) : new Visitor()

// A slot of its own under Panel III, and somebody who was invited for it, has confirmed and is signed in; staff is a
// signed-in visitor. form() opens the page with the form for the paper.
export async function newPanelist(staff, name = `Test ${randomUUID().slice(0, 8)}`) {
	const email = `${name.toLowerCase().replace(/\W+/g, '.')}@example.org`
	await staff.get(`${url}/en/desk/migrants-2004/items/III`)
	await staff.submit(/items\/III\/slots$/, { from: undefined, label: name, role: 'panelist' })
	const slot = staff.page.address.match(/slots\/([0-9a-f-]{36})/)[1]
	await staff.submit(/invite$/, { name, email, language: 'en', contact: undefined })
	const who = await visitor(email)
	await who.get(`${url}/en/my/slots/${slot}`)
	await who.submit(/confirm$/)
	return Object.assign(who, { slot, email, form: () => who.get(`${url}/en/my/slots/${slot}`) })
}

// The mails to an address, oldest first: { subject, text, html, links, headers }. Waits until there are `count` of them.
export async function mailsTo(address, count = 1, seconds = 20) {
	for (let tries = seconds * 4; ; tries--) {
		const found = readMails().filter(mail => mail.to.includes(address))
		if (found.length >= count || tries === 0)
			return found
		await sleep(250)
	}
}

function readMails() {
	const folder = join(process.env.DAIS_MAIL, 'new')
	const script = `import email, email.policy, json, os, sys
mails = []
for name in sorted(os.listdir(sys.argv[1]), key=lambda name: os.stat(os.path.join(sys.argv[1], name)).st_mtime_ns):
    mail = email.message_from_binary_file(open(os.path.join(sys.argv[1], name), "rb"), policy=email.policy.default)
    mails.append({"to": str(mail["To"]), "subject": str(mail["Subject"]), "text": mail.get_body(("plain",)).get_content(), "html": mail.get_body(("html",)).get_content(),
        "headers": dict((name.lower(), str(value)) for name, value in mail.items())})
print(json.dumps(mails))`
	try {
		readdirSync(folder)
	} catch {
		return []
	}
	const mails = JSON.parse(execFileSync('/usr/bin/python3', ['-c', script, folder], { encoding: 'utf8', maxBuffer: 1 << 26 }))
	return mails.map(mail => ({ ...mail, links: mail.text.match(/https?:\/\/\S+/g) ?? [] }))
}

// Debian's chromium under playwright-core. Close it when done.
export async function browse(options = {}) {
	const { chromium } = createRequire(import.meta.url)('playwright-core')
	return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], ...options })
}

// Signs a browser page in as somebody.
export async function signInPage(page, who) {
	await page.goto(signInLink(who))
	await page.locator('main form button').first().click()
	await page.waitForLoadState()
}
