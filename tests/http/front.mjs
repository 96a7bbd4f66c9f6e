// What stands in front of the application: files that browsers may keep, one address, limits, and nothing private in
// nginx's cache.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { prefixUrl, signInLink, sql, url, visitor } from './../helpers.mjs'

const version = readFileSync(join(process.env.DAIS_STATE, 'prefix/share/dais/static/version'), 'utf8').trim()
const port = new URL(url).port

// fetch sends no Host header of one's own and no path as it is.
function raw(path, { headers = {}, host = '127.0.0.1', method = 'GET' } = {}) {
	return new Promise((resolve, reject) => {
		const request = http.request({ host, port, path, method, headers }, response => {
			let body = ''
			response.on('data', data => body += data)
			response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
		})
		request.on('error', reject)
		request.end()
	})
}

for (const base of [url, prefixUrl])
	test(`style sheet, fonts and scripts below ${new URL(base).pathname} may be kept for ever`, async () => {
		for (const name of ['theme.css', 'govuk.css', 'govuk.js', 'tus.js', 'sans.woff2', 'serif.woff2']) {
			const answer = await fetch(`${base}/static/${version}/${name}`)
			assert.equal(answer.status, 200, name)
			assert.match(answer.headers.get('cache-control'), /max-age=31536000, immutable/)
			assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
		}
	})

// What a worker of our own, with this public address, answers to GET /healthz.
async function answerBehind(publicUrl) {
	const socketPath = join(mkdtempSync(join(tmpdir(), 'dais-worker-')), 'socket')
	const worker = spawn('spawn-fcgi', ['-n', '-s', socketPath, '--', join(process.env.DAIS_STATE, 'prefix/libexec/dais.fcgi')],
		{ stdio: 'ignore', env: { ...process.env, DAIS_PUBLIC_URL: publicUrl } })
	const request = Buffer.concat([[1, 0, 1, 0, 0, 0, 0, 0, 0], [4, ...Buffer.from('\x0e\x03REQUEST_METHODGET\x09\x08DAIS_PATH/healthz')], [4], [5]]
		.map(([type, ...rest]) => Buffer.concat([Buffer.from([1, type, 0, 1, 0, rest.length, 0, 0]), Buffer.from(rest)])))
	try {
		for (let tries = 0; tries < 50; tries++) {
			const answer = await new Promise(resolve => {
				let got = ''
				const socket = net.connect(socketPath, () => socket.write(request))
				socket.on('data', data => got += data)
				socket.on('error', () => resolve(''))
				socket.on('close', () => resolve(got))
			})
			if (answer)
				return answer
			await sleep(100)
		}
	} finally {
		worker.kill()
	}
}

test('behind TLS browsers are told to stay there, elsewhere not', async () => {
	assert.match(await answerBehind('https://meetings.example.org'), /Strict-Transport-Security: max-age=63072000/)
	const plain = await answerBehind('http://meetings.example.org')
	assert.match(plain, /Status: 200/)
	assert.doesNotMatch(plain, /Strict-Transport-Security/)
})

test('texts are sent compressed', async () => {
	for (const path of [`/static/${version}/govuk.css`, '/en/migrants-2004/annotated-agenda'])
		assert.equal((await raw(path, { headers: { 'Accept-Encoding': 'gzip' } })).headers['content-encoding'], 'gzip', path)
})

test('nobody can leave a page where its JSON is kept', async () => {
	for (const headers of [{ Accept: 'application/json; é' }, { Accept: ['text/html', 'application/json'] }, { Accept: ['application/json', 'text/html'] }]) {
		const first = await raw('/en/migrants-2004/documents', { headers })
		await sleep(1100) // what is kept is kept for a second
		await raw('/en/migrants-2004/documents', { headers })
		for (const type of ['application/json', 'text/html'])
			assert.match((await raw('/en/migrants-2004/documents', { headers: { Accept: type } })).headers['content-type'], new RegExp(type), `${first.status}`)
	}
})

test('what is logged of an address in a mail lets nobody in', async () => {
	const link = new URL(signInLink('panelist')).pathname, log = () => readFileSync(join(process.env.DAIS_STATE, 'log/access'), 'utf8')
	await raw(link)
	await raw('/meetings' + link + '?x=1', { headers: { Referer: url + link } })
	assert.ok(!log().includes(link.split('/').pop()))
	assert.match(log(), /"GET \/es\/link\/\.\.\. HTTP\/1\.1" 200/)
})

test('nothing beside the files themselves is there', async () => {
	for (const path of ['/static/', `/static/${version}/`, '/static/version', `/static/${version}/../version`, '/static/%2e%2e/sql/roles.sql', '/.files/', '/.files/x'])
		assert.equal((await raw(path)).status, 404, path)
})

test('other names of this machine lead to the one address', async () => {
	const answer = await raw('/en/migrants-2004?x=1', { headers: { Host: `localhost:${port}` } })
	assert.equal(answer.status, 307)
	assert.equal(answer.headers.location, `${url}/en/migrants-2004?x=1`)
})

test('the same application answers below a path', async () => {
	for (const path of ['/healthz', '/readyz', '/en/sign-in', '/en/migrants-2004'])
		assert.equal((await fetch(prefixUrl + path)).status, (await fetch(url + path)).status, path)
	assert.equal((await raw('/meetings')).headers.location, '/meetings/')
})

test('links of a page below a path stay below it', async () => {
	const html = await (await fetch(`${prefixUrl}/en/sign-in`)).text()
	const links = [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, link]) => link)
	assert.ok(links.length > 3)
	for (const link of links.filter(link => !link.startsWith('#')))
		assert.ok(new URL(link, `${prefixUrl}/en/sign-in`).href.startsWith(prefixUrl), link)
})

test('a form without a file may not be large', async () => {
	for (const size of [300_000, 1_200_000]) { // the first is refused by dais, the second by the web server
		const answer = await fetch(`${url}/en/sign-in`, { method: 'POST', body: new URLSearchParams({ email: 'x'.repeat(size) }) })
		assert.equal(answer.status, 413)
	}
})

test('no page with a cookie is kept by nginx', async () => {
	const first = await fetch(`${url}/en/sign-in`)
	const second = await fetch(`${url}/en/sign-in`)
	assert.ok(first.headers.get('set-cookie'))
	assert.notEqual(first.headers.get('set-cookie'), second.headers.get('set-cookie'))
	assert.match(first.headers.get('cache-control'), /private|no-store/)
})

test('what is shown to somebody who is signed in is kept by no cache', async () => {
	for (const role of ['staff', 'panelist']) {
		const who = await visitor(role)
		for (const path of ['', '/agenda', '/documents', '/editions', '/items/III', '.json'])
			assert.equal((await who.get(`${url}/en/migrants-2004${path}`)).headers.get('cache-control'), 'private, no-store', path)
	}
})

test('nginx keeps nothing of who sends a cookie', async () => {
	const kept = path => spawnSync('grep', ['-rqaxF', `KEY: GETpage127.0.0.1${path}`, join(process.env.DAIS_STATE, 'tmp/pages')]).status === 0
	const path = `/en/migrants-2004/documents?${Date.now()}`
	await raw(path, { headers: { Cookie: 'theme=dark' } }) // dais's own headers would allow nginx to keep it
	assert.ok(!kept(path))
	await raw(path)
	assert.ok(kept(path), 'of nobody in particular it does')
})

test('nginx gives who sends a cookie nothing that it keeps for others', async () => {
	const path = `/en?${Date.now()}`, renamed = 'Renamed a moment ago'
	const name = sql("select name from dais.meeting where slug = 'migrants-2004'").replaceAll("'", "''")
	const rename = value => sql(`update dais.meeting set name = ${value} where slug = 'migrants-2004'`)
	let old = renamed
	for (let tries = 0; tries < 5 && old.includes(renamed); tries++) { // what is kept is kept for a second
		await raw(`${path}&${tries}`)
		rename(`jsonb_build_object('en', '${renamed}')`)
		const [without, withCookie] = await Promise.all([raw(`${path}&${tries}`), raw(`${path}&${tries}`, { headers: { Cookie: 'theme=dark' } })])
		rename(`'${name}'`)
		old = without.body
		assert.ok(withCookie.body.includes(renamed))
	}
	assert.ok(!old.includes(renamed), 'the control: without a cookie it was kept')
})

test('a public page carries no cookie and may be kept only by who asks again', async () => {
	const answer = await fetch(`${url}/en/migrants-2004`)
	assert.equal(answer.status, 200)
	assert.equal(answer.headers.get('set-cookie'), null)
	assert.match(answer.headers.get('cache-control'), /no-cache/)
	assert.equal(answer.headers.get('x-accel-expires'), null)
})

test('malformed requests are refused without harm', async () => {
	assert.equal((await raw('/en/%ff%fe')).status, 400)
	assert.equal((await raw('/en/%00')).status, 400)
	assert.ok([400, 404, 405].includes((await raw('/en/sign-in', { method: 'BREW' })).status))
	assert.equal((await raw(`/en/${'x'.repeat(7000)}`)).status, 414)
	assert.equal((await raw('/healthz')).status, 200)
})
