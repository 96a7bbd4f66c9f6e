// Workers are told to stop while requests run, small ones and uploads of some megabytes: not one may fail. The control
// kills them instead, and the same requests must then show failures, or they would prove nothing.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { url, visitor } from './../helpers.mjs'

const workers = () => spawnSync('pgrep', ['-f', `^${process.env.DAIS_STATE}/.*/dais\\.fcgi`], { encoding: 'utf8' }).stdout.trim().split('\n').filter(Boolean).map(Number)
const seconds = 8

// Until it is over: asks, and counts what came back.
async function ask(tally, request) {
	while (!tally.over) {
		try {
			const status = await request()
			tally[status < 500 ? 'answered' : 'failed']++
		} catch {
			tally.failed++
		}
	}
}

async function uploads() {
	const someone = visitor()
	const file = new Blob([Buffer.alloc(6 << 20, 'x')])
	await someone.get(`${url}/en/verify`)
	const token = someone.page.html.match(/name="token" value="([^"]+)"/)[1]
	const body = () => {
		const form = new FormData()
		form.append('token', token)
		form.append('receipt', 'none')
		form.append('file', file, 'paper.pdf')
		return form
	}
	return async () => (await fetch(`${url}/en/verify`, { method: 'POST', body: body(),
		headers: { cookie: [...someone.cookies].map(pair => pair.join('=')).join('; ') } })).status
}

// For so long, and until it was enough, however slow the machine is.
async function load(signal, enough, everyone = false) {
	const tally = { answered: 0, failed: 0, stopped: 0, over: false }
	const begun = Date.now()
	const page = async () => {
		const answer = await fetch(`${url}/readyz`)
		await answer.arrayBuffer()
		return answer.status
	}
	const asking = [page, page, page, page, page, page, await uploads(), await uploads()].map(request => ask(tally, request))
	try {
		while (Date.now() < begun + seconds * 1000 || !enough(tally) && Date.now() < begun + 10 * seconds * 1000) {
			const all = workers()
			for (const worker of everyone ? all : all.slice(Math.floor(Math.random() * all.length)).slice(0, 1))
				try {
					process.kill(worker, signal)
				} catch { /* it has just ended */ }
			tally.stopped++
			await sleep(everyone ? randomInt(30, 600) : 100) // time enough to begin with a request
		}
		await sleep(500)
	} finally {
		tally.over = true
	}
	await Promise.all(asking)
	return tally
}

test('a worker that is told to stop ends between two requests', async t => {
	const enough = tally => tally.stopped >= 10 && tally.answered >= 100
	const tally = await load('SIGTERM', enough)
	t.diagnostic(JSON.stringify(tally))
	assert.ok(enough(tally), 'there was something to lose')
	assert.equal(tally.failed, 0)
})

test('control: workers that are killed do lose requests, and this test sees it', async t => {
	const tally = await load('SIGKILL', tally => tally.failed > 0, true)
	t.diagnostic(JSON.stringify(tally))
	assert.ok(tally.failed > 0)
	await sleep(1000)
	assert.equal((await fetch(`${url}/healthz`)).status, 200)
})

// The trigger waits for its connection to be ended, at the first slot that is added and at no other.
test('what changes something is not repeated by itself when the connection is lost', async () => {
	const staff = await visitor('staff')
	const superuser = statement => execFileSync('psql', ['-XqAt', '-h', `${process.env.DAIS_STATE}/run`, '-U', 'postgres', '-d', 'dais', '-c', statement], { encoding: 'utf8' }).trim()
	superuser(`create sequence dais.added; grant usage on sequence dais.added to dais_web;
		create function dais.wait() returns trigger language plpgsql as
			'begin if nextval(''dais.added'') = 1 then perform pg_sleep(20); end if; return new; end';
		create trigger wait before insert on dais.slot for each row execute function dais.wait()`)
	try {
		await staff.get(`${url}/en/desk/migrants-2004/items/III`)
		const sent = staff.submit(/items\/III\/slots$/, { from: undefined, label: 'Added while the line was cut', role: 'panelist' })
		for (let tries = 0; tries < 50; tries++, await sleep(100))
			if (superuser("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and usename = 'dais_web'") === 't')
				break
		assert.equal((await sent).status, 503)
		assert.equal(superuser("select count(*) from dais.slot where label ->> 'en' like 'Added while%'"), '0',
			'nobody knows whether a lost commit arrived: a person decides to try again')
	} finally {
		superuser('drop trigger wait on dais.slot; drop function dais.wait(); drop sequence dais.added')
	}
})
