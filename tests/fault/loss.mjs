// Nothing acknowledged is lost. While panelists file papers, workers, the clerk and PostgreSQL are killed at random. Each
// panelist keeps a ledger: whatever the server acknowledged with a receipt. Afterwards every entry must be there with its
// SHA-256 and its bytes, and none twice. The control is a build that acknowledges before the commit: it must be caught.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { copyFileSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { dais, forms, newPanelist, url, visitor } from '../helpers.mjs'

const state = process.env.DAIS_STATE
const build = process.env.DAIS_BUILD ?? fileURLToPath(new URL('../../build', import.meta.url))
const program = `${state}/prefix/libexec/dais.fcgi`
const seconds = Number(process.env.LOSS_SECONDS ?? 25)
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')
const connection = readFileSync(process.env.DAIS_CONFIG, 'utf8').match(/^admin_database = (.*)$/m)[1]
const sql = statement => execFileSync('psql', ['-XqAtd', connection, '-c', statement], { encoding: 'utf8' }).trim()

const processes = pattern => spawnSync('pgrep', ['-f', pattern], { encoding: 'utf8' }).stdout.trim().split('\n').filter(Boolean).map(Number)
const workers = () => processes(`^${state}/.*/dais\\.fcgi`)
const clerks = () => processes(`^${state}/.*/dais-clerk`)
const kill = pid => {
	try {
		process.kill(pid, 'SIGKILL')
		return true
	} catch {
		return false // gone by itself
	}
}

// As the cluster's owner: the children of a postmaster that was killed need a moment to notice.
async function restartPostgres() {
	const data = `${state}/data`
	kill(Number(readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')[0]))
	const start = ['/usr/lib/postgresql/15/bin/pg_ctl', '-s', '-w', '-D', data, '-l', `${state}/log/postgres`, 'start']
	const owner = execFileSync('stat', ['-c', '%U', data], { encoding: 'utf8' }).trim()
	const [command, ...rest] = process.getuid() === 0 ? ['runuser', '-u', owner, '--', ...start] : start
	for (let tries = 0; tries < 100; tries++) {
		await sleep(100)
		rmSync(`${data}/postmaster.pid`, { force: true })
		if (spawnSync(command, rest, { cwd: '/', stdio: 'ignore' }).status === 0)
			return
	}
	throw new Error('PostgreSQL does not come back')
}

// For so long, and until it was worth it, however slow the machine is, at random: a worker, all workers, a clerk, and twice
// the database.
async function nemesis(siege, duration, killed, enough) {
	const begun = Date.now(), database = [0.3, 0.7].map(part => begun + duration * part)
	while (Date.now() < begun + duration || (killed.worker < 20 || !enough()) && Date.now() < begun + 8 * duration) {
		const all = workers(), dice = randomInt(10)
		if (database.length > 0 && Date.now() > database[0]) {
			database.shift()
			await restartPostgres()
			killed.database++
		} else if (dice === 0) {
			killed.worker += all.filter(kill).length
		} else if (dice < 3) {
			killed.clerk += clerks().slice(0, 1).filter(kill).length
		} else if (all.length > 0) {
			killed.worker += kill(all[randomInt(all.length)])
		}
		await sleep(randomInt(40, 240))
	}
	siege.over = true
}

const cookie = who => [...who.cookies].map(pair => pair.join('=')).join('; ')
const pdf = () => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(randomInt(4) === 0 ? randomInt(1, 6_000_000) : randomInt(1, 60_000))])

// One answer, or null when there was none worth the name: then nobody knows what came of it.
async function ask(who, address, options = {}) {
	try {
		const answer = await fetch(new URL(address, url + '/'), { redirect: 'manual', ...options, headers: { cookie: cookie(who), ...options.headers } })
		await answer.arrayBuffer().catch(() => null)
		return answer.status >= 500 || answer.status === 423 ? null : answer
	} catch {
		return null
	}
}

async function until(request) {
	for (;;) {
		const answer = await request()
		if (answer)
			return answer
		await sleep(randomInt(20, 150))
	}
}

// The bytes by tus, each piece as often as it takes; the upload's id.
async function upload(who, bytes) {
	const headers = { 'Tus-Resumable': '1.0.0', 'Content-Type': 'application/offset+octet-stream' }
	const made = await until(() => ask(who, 'uploads', { method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(bytes.length), 'Upload-Metadata': `filename ${btoa('paper.pdf')}` } }))
	assert.equal(made.status, 201)
	const address = made.headers.get('location')
	for (let at = 0; at < bytes.length;) {
		await ask(who, address, { method: 'PATCH', headers: { ...headers, 'Upload-Offset': String(at) }, body: bytes.subarray(at, at + 1_000_000) })
		const head = await until(() => ask(who, address, { method: 'HEAD', headers }))
		assert.equal(head.status, 200)
		const now = Number(head.headers.get('upload-offset'))
		assert.ok(now >= at, 'the offset never goes back')
		at = now
	}
	return address.split('/').pop()
}

// Files papers while the siege goes on, each with its own key, each POST repeated until it is answered. Nobody files more than
// thirty in an hour: the next of the people goes on.
async function file(people, siege, ledger) {
	for (let who = people.pop(), filed = 0; who && !siege.over; filed++) {
		if (filed > 0 && filed % 25 === 0 && !(who = people.pop()))
			return
		const bytes = pdf(), key = randomUUID()
		const fields = { token: who.token, key, title: 'Filed under fire', language: 'en' }
		if (randomInt(2) === 0)
			fields.upload = await upload(who, bytes)
		const answer = await until(() => {
			const form = new FormData()
			for (const [name, value] of Object.entries(fields))
				form.append(name, value)
			if (!fields.upload)
				form.append('file', new File([bytes], 'paper.pdf'))
			return ask(who, `en/my/slots/${who.slot}/papers`, { method: 'POST', body: form })
		})
		assert.equal(answer.status, 303, `filing answered ${answer.status}`)
		ledger.push({ who, key, sha256: sha256(bytes), receipt: answer.headers.get('location').match(/receipts\/([0-9A-Z-]{14})/)[1] })
	}
}

async function settled() {
	for (let tries = 0; tries < 100; tries++) {
		const answer = await fetch(`${url}/readyz`).catch(() => null)
		await answer?.arrayBuffer()
		if (answer?.status === 200)
			return
		await sleep(200)
	}
	throw new Error('dais does not come back')
}

async function besiege(t, duration, enough = ledger => ledger.length >= 20) {
	const staff = await visitor('staff'), people = []
	for (let i = 0; i < 30; i++) {
		const who = await newPanelist(staff)
		await who.form()
		who.token = forms(who.page.html).find(form => /papers$/.test(form.action)).fields.token
		people.push(who)
	}
	const slots = people.map(who => `'${who.slot}'`).join(','), ledger = [], killed = { worker: 0, clerk: 0, database: 0 }, siege = { over: false }
	await Promise.all([nemesis(siege, duration * 1000, killed, () => enough(ledger, slots)), ...Array.from({ length: 6 }, () => file(people, siege, ledger))])
	await settled()
	t.diagnostic(`${ledger.length} receipts; killed ${JSON.stringify(killed)}`)
	assert.ok(enough(ledger, slots) && killed.worker >= 20 && killed.database === 2, 'there was something to lose')
	return { ledger, slots }
}

// What of the ledger is not there, word for word and byte for byte.
function missing(ledger, slots) {
	const rows = sql(`select filing.receipt, encode(file.sha256, 'hex'), encode((select sha256(string_agg(data, ''::bytea order by start))
			from dais.chunk where chunk.upload = file.upload), 'hex'), split_part(filing.idempotency_key, ':', 1)
		from dais.file join dais.filing on filing.id = file.filing join dais.submission as s on s.id = file.submission where s.slot in (${slots})`)
	const there = new Map(rows.split('\n').filter(Boolean).map(row => row.split('|')).map(row => [row[0], row]))
	return { there, lost: ledger.filter(entry => {
		const [, said, stored, key] = there.get(entry.receipt) ?? []
		return said !== entry.sha256 || stored !== entry.sha256 || key !== entry.key
	}) }
}

// Of what was acknowledged, but for the newest of each of the six, which may be on its way. While the database comes back
// nobody can tell.
function hasLost(ledger, slots) {
	try {
		return missing(ledger.slice(0, -6), slots).lost.length > 0
	} catch {
		return false
	}
}

test('every acknowledged receipt is there with its SHA-256 and its bytes, and none twice', async t => {
	const { ledger, slots } = await besiege(t, seconds)
	const { there, lost } = missing(ledger, slots)
	assert.deepEqual(lost.map(entry => entry.receipt), [])
	assert.equal(new Set(ledger.map(entry => entry.receipt)).size, ledger.length, 'one receipt for each paper')
	assert.equal(there.size, ledger.length, 'nothing was filed twice')
	const count = statement => Number(sql(`select count(*) from ${statement}`))
	const filings = `dais.filing join dais.file on file.filing = filing.id join dais.submission as s on s.id = file.submission where s.slot in (${slots})`
	assert.equal(count(`${filings} and (select count(*) from dais.event where kind = 'filing received' and subject = filing.id) <> 1`), 0, 'one event each')
	assert.equal(count(`${filings} and (select count(*) from dais.outbox where template = 'receipt' and data ->> 'receipt' = filing.receipt) <> 1`), 0, 'one mail each')
	assert.equal(count(`${filings} and not exists (select from dais.job where kind = 'intake' and subject = file.id)`), 0, 'an intake each')
	assert.equal(count('dais.upload where sha256 is null and received <> (select coalesce(sum(length(data)), 0) from dais.chunk where chunk.upload = upload.id)'), 0,
		'an upload has as many bytes as it says')
	assert.match(dais('log', 'verify', 'migrants-2004'), /./)
})

test('control: a build that acknowledges before the commit is caught', async t => {
	execFileSync(fileURLToPath(new URL('../sabotage/build', import.meta.url)), [build, 'acknowledge-early', 'dais.fcgi'], { stdio: 'pipe' })
	const kept = `${program}.kept`
	renameSync(program, kept)
	try {
		copyFileSync(`${build}/sabotage/acknowledge-early/build/dais.fcgi`, program)
		workers().forEach(kill)
		await sleep(500)
		await settled()
		const { ledger, slots } = await besiege(t, Math.max(12, seconds / 2), hasLost)
		const { lost } = missing(ledger, slots)
		t.diagnostic(`${lost.length} of ${ledger.length} lost`)
		assert.ok(lost.length > 0)
	} finally {
		renameSync(kept, program)
		workers().forEach(kill)
		await settled()
	}
})
