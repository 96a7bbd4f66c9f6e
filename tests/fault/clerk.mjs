// The clerk under attack: killed in mid-job, told to stop in mid-job, robbed of its cache, and before a mail server that
// says later, no, or nothing at all.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { emailOf, newPanelist, sql, visitor } from './../helpers.mjs'
import { makePdf } from './../make-paper.mjs'

const state = process.env.DAIS_STATE
const page = '/en/desk/migrants-2004/packets/V.a'
const clerks = () => {
	try {
		return execFileSync('pgrep', ['-f', `^${state}/.*/dais-clerk`], { encoding: 'utf8' }).trim().split('\n').map(Number)
	} catch {
		return []
	}
}
const signal = name => clerks().forEach(pid => {
	try {
		process.kill(pid, name)
	} catch { /* it has just ended */ }
})
const papersAtWork = () => {
	try {
		return execFileSync('pgrep', ['-f', `^dais-paper .*${state}/`], { encoding: 'utf8' }).trim().split('\n').length
	} catch {
		return 0
	}
}

const staff = await visitor('staff')
const show = async () => JSON.parse((await staff.get(page, { headers: { accept: 'application/json' } })).html)

async function compile() {
	await staff.get(page)
	await staff.submit(/packets/)
}

async function finished(seconds = 90) {
	for (let tries = seconds * 5; tries > 0; tries--) {
		const now = await show()
		assert.ok(!now.failed, 'no job is given up')
		if (!now.working)
			return now.packet
		await sleep(200)
	}
	assert.fail('the packet is not finished')
}

await compile()
const whole = await finished()

test('killed in mid-job: another clerk takes the job at once, and nothing is different', async () => {
	let interrupted = 0
	for (let round = 0; round < 60 && interrupted < 3; round++) {
		await compile()
		await sleep(Math.random() * 120)
		signal('SIGKILL')
		const begun = Date.now()
		assert.equal((await finished()).sha256, whole.sha256)
		const again = Number(sql('select attempts from dais.job order by id desc limit 1'))
		interrupted += again > 1
		if (again > 1)
			assert.ok(Date.now() - begun < 15_000, `free at once, not after ${Date.now() - begun} ms`)
	}
	assert.ok(interrupted > 0, 'at least one job was really interrupted')
	await sleep(300)
	assert.equal(papersAtWork(), 0, 'no child outlives its clerk')
})

test('told to stop in mid-job: the job is given back and does not count as an attempt', async () => {
	let released = 0
	for (let round = 0; round < 30; round++) {
		await compile()
		await sleep(Math.random() * 120)
		signal('SIGTERM')
		assert.equal((await finished()).sha256, whole.sha256)
		assert.equal(sql('select attempts from dais.job order by id desc limit 1'), '1')
		released++
	}
	assert.equal(released, 30)
})

test('the cache may be emptied: the packet is made again, the same', async () => {
	for (const folder of ['segments', 'cleaned', 'packets'])
		for (const name of readdirSync(join(state, 'cache', folder)))
			rmSync(join(state, 'cache', folder, name))
	const first = await staff.get(`/en/packets/${whole.id}`)
	assert.equal(first.status, 503)
	assert.ok(first.headers.get('retry-after'))
	await finished()
	const answer = await staff.get(`/en/packets/${whole.id}`)
	assert.equal(answer.status, 200)
	assert.equal(createHash('sha256').update(answer.bytes).digest('hex'), whole.sha256)
})

test('no working directory is left', () => {
	const left = readdirSync(join(state, 'cache/work'))
	// A killed clerk cannot clear up; whatever it left is swept after two hours. A stopped one leaves nothing.
	assert.ok(left.length <= 70, `${left.length} left`)
})

// A mail server that answers the recipient's address as told, and keeps what it was given.
async function mailServer(answers) {
	const taken = [], heard = []
	const server = createServer(socket => {
		let data = null
		socket.setEncoding('utf8')
		socket.on('error', () => {})
		socket.write('220 test\r\n')
		let rest = ''
		socket.on('data', piece => {
			rest += piece
			for (let end; (end = rest.indexOf('\r\n')) >= 0;) {
				const line = rest.slice(0, end)
				rest = rest.slice(end + 2)
				heard.push(line)
				if (data !== null && line !== '.')
					data.push(line)
				else if (data !== null) {
					taken.push(data.join('\n'))
					data = null
					socket.write('250 taken\r\n')
				} else if (/^RCPT/i.test(line))
					socket.write(`${answers.length > 1 ? answers.shift() : answers[0]}\r\n`)
				else if (/^DATA/i.test(line)) {
					data = []
					socket.write('354 go on\r\n')
				} else if (/^QUIT/i.test(line))
					socket.end('221 bye\r\n')
				else if (/^EHLO/i.test(line))
					socket.write('250-test\r\n250 AUTH PLAIN LOGIN\r\n')
				else
					socket.write('250 ok\r\n')
			}
		})
	})
	await new Promise(ready => server.listen(0, '127.0.0.1', ready))
	server.unref()
	return { taken, heard, port: server.address().port, close: () => server.close() }
}

// One mail to somebody, sent by a clerk of our own to this server while the demo's clerks are stopped (SIGSTOP).
async function withClerk(who, port, work, secret = '') {
	signal('SIGSTOP')
	sql(`insert into dais.outbox (person, address, language, template, data) select id, email, language, 'receipt',
		'{"title":"A paper","receipt":"${who}"}' from dais.person where email = '${emailOf(who)}'`)
	const own = spawn(join(state, 'prefix/libexec/dais-clerk'), [], { stdio: 'ignore',
		env: { ...process.env, DAIS_SMTP_URL: `smtp://${secret}127.0.0.1:${port}` } })
	try {
		return await work()
	} finally {
		own.kill('SIGTERM')
		await new Promise(ended => own.on('exit', ended))
		signal('SIGCONT')
	}
}
after(() => signal('SIGCONT'))

const newest = field => sql(`select ${field} from dais.outbox order by created desc limit 1`)
async function until(look, what) {
	for (let tries = 100; tries > 0; tries--) {
		if (look())
			return
		await sleep(100)
	}
	assert.fail(what)
}

// Kills dais-paper whenever it begins, as a machine without memory would.
async function withoutMemory(work) {
	const program = join(state, 'prefix/libexec/dais-paper')
	renameSync(program, `${program}.away`)
	writeFileSync(program, '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 })
	try {
		return await work()
	} finally {
		renameSync(`${program}.away`, program)
	}
}

test('a machine without memory returns no paper: it is tried again, and what fails for good is shown to staff', async () => {
	const panelist = await newPanelist(staff), title = `Sent to a busy machine ${Date.now()}`
	const paper = field => sql(`select ${field} from dais.file join dais.submission on submission.id = file.submission where slot = '${panelist.slot}'`)
	const job = field => sql(`select ${field} from dais.job join dais.file on file.id = job.subject join dais.submission on submission.id = file.submission
		where job.kind = 'intake' and slot = '${panelist.slot}' order by job.id desc limit 1`)
	const again = () => sql(`update dais.job set not_before = now() where kind = 'intake' and state = 'queued'; notify dais_work`)
	await withoutMemory(async () => {
		await panelist.form()
		await panelist.submit(/papers$/, { title, language: 'en', file: new File([makePdf(title)], 'busy.pdf', { type: 'application/pdf' }) })
		for (let tries = 1; tries <= 4; tries++) {
			await until(() => Number(job('attempts')) >= tries && job('job.state') !== 'running', `try ${tries}`)
			assert.equal(paper('file.state'), 'received')
			again()
		}
		await until(() => job('job.state') === 'failed', 'it is given up')
	})
	await staff.get(`/en/desk/migrants-2004/slots/${panelist.slot}`)
	assert.match(staff.page.html, /could not be looked at/)
	await staff.submit(/retry$/)
	await until(() => paper('file.state') === 'cleared', 'tried again by staff, it is taken')
	await staff.get(`/en/desk/migrants-2004/slots/${panelist.slot}`)
	assert.doesNotMatch(staff.page.html, /could not be looked at/)
})

test('a mail server that says "later" gets it later', async () => {
	const server = await mailServer(['450 4.2.0 greylisted', '250 ok'])
	await withClerk('contact', server.port, async () => {
		await until(() => newest('attempts') === '1', 'the first try')
		assert.match(newest('last_error'), /^450 /)
		assert.equal(newest('failed_at'), '')
		assert.equal(newest("not_before > now() + interval '30 seconds'"), 't')
		sql('update dais.outbox set not_before = now() where sent_at is null and failed_at is null')
		await until(() => newest('sent_at') !== '', 'the second try')
	})
	assert.equal(server.taken.length, 1)
	assert.match(server.taken[0], /^Auto-Submitted: auto-generated$/m)
	server.close()
})

test('a mail server that says "never" is believed, and the reason is kept', async () => {
	const server = await mailServer(['550 5.1.1 no such person'])
	await withClerk('panelist', server.port, () => until(() => newest('failed_at') !== '', 'the failure'))
	assert.match(newest('last_error'), /^550 /)
	assert.equal(server.taken.length, 0)
	server.close()
})

test('no mail server at all: the mail waits', async () => {
	const server = await mailServer(['250 ok'])
	server.close()
	await withClerk('focal-point', server.port, () => until(() => newest('attempts') === '1', 'the first try'))
	assert.equal(newest('failed_at'), '')
	sql('update dais.outbox set not_before = now() where sent_at is null and failed_at is null')
	await until(() => newest('sent_at') !== '', 'the demo sends it')
})

test('a password goes over no open line: the mail waits for the operator', async () => {
	const server = await mailServer(['250 ok'])
	await withClerk('chair', server.port, () => until(() => newest('attempts') === '1', 'the first try'), 'clerk:secret@')
	assert.ok(server.heard.length > 0)
	assert.deepEqual(server.heard.filter(line => /^(AUTH|MAIL)/i.test(line)), [])
	assert.equal(server.taken.length, 0)
	sql('update dais.outbox set not_before = now() where sent_at is null and failed_at is null')
	await until(() => newest('sent_at') !== '', 'the demo sends it')
	server.close()
})
