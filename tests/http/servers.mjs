// The samples for nginx, Apache and lighttpd, each as it is but for paths and port, in front of the same workers: pages, uploads,
// files, and what greedy and slow clients may take. A file of one's own is started for Apache and lighttpd; nginx runs already.
import { test, after } from 'node:test'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, chownSync, readFileSync, rmSync, statSync, readdirSync, watch, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newPanelist, url, visitor } from '../helpers.mjs'
import { makePdf } from '../make-paper.mjs'

const state = process.env.DAIS_STATE
const sample = name => readFileSync(new URL(`../../deploy/${name}.conf`, import.meta.url), 'utf8')
const first = Number(new URL(url).port)
const owner = statSync(join(state, 'run'))
const home = join(state, 'run/servers') // the demo's own directory: it goes with a reset
const version = readFileSync(join(state, 'prefix/share/dais/static/version'), 'utf8').trim()
const running = []

rmSync(home, { recursive: true, force: true })
for (const directory of [home, join(home, 'body')]) {
	mkdirSync(directory)
	chownSync(directory, owner.uid, owner.gid)
}

// The sample with this demo's paths. An edit that finds nothing to change would test something else than the sample.
function placed(text, edits) {
	for (const [from, to] of edits) {
		assert.ok(text.includes(from), from)
		text = text.replaceAll(from, to)
	}
	return text
}

async function start(name, port, configuration, command) {
	const file = join(home, name + '.conf')
	writeFileSync(file, configuration)
	const child = spawn(command[0], [...command.slice(1), file], { uid: owner.uid, gid: owner.gid, stdio: 'inherit' })
	running.push(child)
	for (let tries = 0; ; tries++) {
		try {
			await fetch(`http://127.0.0.1:${port}/healthz`)
			return { name, port, base: `http://127.0.0.1:${port}`, bodies: name === 'apache' ? null : join(home, 'body') }
		} catch (error) {
			if (tries > 50)
				throw error
			await sleep(100)
		}
	}
}

after(() => running.forEach(child => child.kill()))

const paths = [['/run/dais/fcgi.sock', join(state, 'run/fcgi.sock')], ['/usr/local/share/dais', join(state, 'prefix/share/dais')]]
const modules = 'mpm_event authz_core mime alias dir env setenvif deflate filter headers proxy proxy_fcgi reqtimeout xsendfile'.split(' ')
const servers = [
	{ name: 'nginx', port: first, base: url, bodies: join(state, 'tmp/body') },
	await start('apache', first + 20, modules.map(it => `LoadModule ${it}_module /usr/lib/apache2/modules/mod_${it}.so\n`).join('') +
		`ServerName 127.0.0.1\nPidFile ${home}/apache.pid\nDefaultRuntimeDir ${home}\nErrorLog ${home}/apache.log\nTypesConfig /etc/mime.types\nListen 127.0.0.1:${first + 20}\n` +
		placed(sample('apache'), [...paths, ['/var/cache/dais', join(state, 'cache')], ['/var/log/apache2/dais.log', `${home}/access`],
			['meetings.example.org', '127.0.0.1'], ['<VirtualHost *:80>', `<VirtualHost 127.0.0.1:${first + 20}>`]]),
		['apache2', '-DFOREGROUND', '-f']),
	await start('lighttpd', first + 21, `server.document-root = "/var/empty"\nserver.port = ${first + 21}\nserver.bind = "127.0.0.1"\n` +
		`server.errorlog = "${home}/lighttpd.log"\nserver.upload-dirs = ( "${home}/body" )\n` +
		placed(sample('lighttpd'), [...paths, ['/var/cache/dais', join(state, 'cache')], ['/var/log/lighttpd/dais.log', `${home}/access`],
			['meetings.example.org', `127.0.0.1:${first + 21}`]]),
		['lighttpd', '-D', '-f']),
]

const staff = await visitor('staff')
const panelist = await newPanelist(staff, 'Servers')
const chair = await visitor('chair')
const cookieOf = who => ({ Cookie: [...who.cookies].map(pair => pair.join('=')).join('; ') })

await panelist.form()
await panelist.submit(/papers$/, { title: 'Behind three servers', language: 'en', file: new File([makePdf({ pages: 1 })], 'paper.pdf') })
let paper
for (let tries = 0; tries < 120 && !paper; tries++) {
	await sleep(250)
	paper = (await panelist.form()).html.match(/papers\/([0-9a-f-]{36})"/)?.[1]
}

// What stands in the directory for bodies while something is done: the names of files that came.
async function bodiesDuring(server, action) {
	const seen = []
	if (!server.bodies)
		return seen
	const before = readdirSync(server.bodies) // what an earlier request left may go away only now
	const watcher = watch(server.bodies, (event, name) => before.includes(name) || seen.push(name))
	await action()
	await sleep(200)
	watcher.close()
	return seen
}

// A request written by hand: bytes in pieces, and what came back.
function talk(port, pieces, { wait = 0, limit = 20_000 } = {}) {
	return new Promise(resolve => {
		const socket = net.connect(port, '127.0.0.1')
		let answer = ''
		const end = () => {
			clearTimeout(timer)
			socket.destroy()
			resolve(answer)
		}
		const timer = setTimeout(end, limit)
		socket.on('data', data => answer += data)
		socket.on('error', end)
		socket.on('close', end)
		;(async () => {
			for (const piece of pieces) {
				if (socket.destroyed)
					return
				socket.write(piece)
				if (wait)
					await sleep(wait)
			}
		})()
	})
}

for (const server of servers) {
	const { name, base, port } = server
	const ask = (method, path, headers = {}, body) => fetch(base + path, { method, body, redirect: 'manual',
		headers: { Origin: url, 'Tus-Resumable': '1.0.0', ...headers } })
	const large = (path, size, headers = {}) => talk(port, [`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${url}\r\nTus-Resumable: 1.0.0\r\nUpload-Length: ${size}\r\n` +
		`Content-Type: ${path === '/uploads' ? 'application/offset+octet-stream' : 'application/x-www-form-urlencoded'}\r\n` +
		`Content-Length: ${size}\r\nConnection: close\r\n${Object.entries(headers).map(pair => pair.join(': ') + '\r\n').join('')}\r\n`, ...Array.from({ length: size >> 20 }, () => Buffer.alloc(1 << 20, 'x'))], { wait: 1 })

	test(`${name}: pages, the same below a path, and static files`, async () => {
		const page = await (await fetch(base + '/en/migrants-2004')).text()
		assert.match(page, /<h1/)
		assert.equal(await (await fetch(base + '/meetings/en/migrants-2004')).text(), page)
		assert.equal(new URL((await fetch(base + '/meetings', { redirect: 'manual' })).headers.get('location'), base).href, base + '/meetings/')
		for (const prefix of ['', '/meetings']) {
			const file = await fetch(`${base}${prefix}/static/${version}/theme.css`)
			assert.equal(file.status, 200)
			assert.match(file.headers.get('cache-control'), /immutable/)
			assert.equal(file.headers.get('x-content-type-options'), 'nosniff')
			assert.equal(file.headers.get('cross-origin-resource-policy'), 'same-origin')
		}
		for (const path of ['/static/', '/static/version', '/static/../version', '/.files/x', `/static/${version}/`])
			assert.equal((await fetch(base + path)).status, 404, path)
	})

	test(`${name}: its version stands nowhere, and nothing is told to it that the reader gets`, async () => {
		const answers = [await talk(port, ['GET / HTTP/9.9\r\n\r\n']), await talk(port, ['nonsense\r\n\r\n']),
			await talk(port, [`GET /%zz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`]),
			await talk(port, [`GET /en HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n`]),
			await talk(port, [`GET /en/migrants-2004 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`])]
		for (const answer of answers)
			assert.doesNotMatch(answer, /(nginx|Apache|lighttpd)\/\d|x-accel|x-sendfile/i)
	})

	test(`${name}: an upload, and a form with a file`, async () => {
		const bytes = randomBytes(5_000_000)
		const made = await ask('POST', '/uploads', { ...cookieOf(panelist), 'Upload-Length': '5000000' })
		assert.equal(made.status, 201)
		const address = '/' + made.headers.get('location')
		for (const [offset, end] of [[0, 4_000_000], [4_000_000, 5_000_000]])
			assert.equal((await ask('PATCH', address, { ...cookieOf(panelist), 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
				bytes.subarray(offset, end))).status, 204)
		assert.equal((await ask('HEAD', address, cookieOf(panelist))).headers.get('upload-offset'), '5000000')
		assert.equal((await ask('DELETE', address, cookieOf(panelist))).status, 204)
		assert.equal((await ask('OPTIONS', '/uploads')).status, 204)
		const form = new FormData()
		form.append('token', 'wrong')
		form.append('file', new Blob([bytes]), 'x.pdf')
		assert.equal((await ask('POST', `/en/my/slots/${panelist.slot}/papers`, cookieOf(panelist), form)).status, 403, 'it reaches dais, which wants a good token')
	})

	test(`${name}: nobody but who may upload has a body stored`, async () => {
		const size = 30 << 20
		const strange = { '/verify': /^HTTP\/1.1 413/, '/en/verify': /^HTTP\/1.1 413/, '/en/my': /^HTTP\/1.1 413/, '/en/desk/migrants-2004': /^HTTP\/1.1 413/,
			'/en/delegation/migrants-2004/members': /^HTTP\/1.1 413/, '/uploads': /^HTTP\/1.1 401/, [`/en/my/slots/${panelist.slot}/papers`]: /^HTTP\/1.1 401/ }
		const stored = await bodiesDuring(server, async () => {
			for (const [path, expected] of Object.entries(strange))
				assert.match(await large(path, size), name === 'apache' ? /^HTTP\/1.1 4\d\d/ : expected, path) // Apache lets dais answer first
			assert.match(await large('/uploads', size, cookieOf(chair)), /^HTTP\/1.1 (403|404)/, 'signed in, but nothing to file')
		})
		assert.deepEqual(stored, [])
		assert.equal((await ask('POST', '/en/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'x'.repeat(1_100_000))).status, 413)
		assert.match(await (await ask('POST', '/es/sign-in', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'x'.repeat(1_000_000))).text(), /Demasiado/, 'dais says so in the reader\'s language')
		if (server.bodies) // the control: the bodies of those who may are seen in this directory
			assert.notDeepEqual(await bodiesDuring(server, () => large('/uploads', size, cookieOf(panelist))), [])
	})

	test(`${name}: a derived file goes out guarded`, async () => {
		const answer = await fetch(`${base}/en/papers/${paper}`, { headers: cookieOf(panelist) })
		assert.equal(answer.status, 200)
		assert.match(Buffer.from(await answer.arrayBuffer()).subarray(0, 5).toString(), /%PDF-/)
		assert.match(answer.headers.get('content-security-policy'), /sandbox/)
		assert.match(answer.headers.get('content-disposition'), /^attachment/)
		assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
		assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin')
		assert.equal(answer.headers.get('referrer-policy'), 'same-origin')
		assert.equal((await fetch(`${base}/en/papers/${paper}`)).status, 404)
	})

	test(`${name}: 2,200 clients that never end their headers keep nobody out`, async () => {
		const slow = Array.from({ length: 2200 }, () => net.connect(port, '127.0.0.1'))
		const drip = setInterval(() => slow.forEach(socket => socket.destroyed || socket.write('x')), 1000)
		let cut = 0
		for (const socket of slow) {
			socket.on('error', () => {})
			socket.on('close', () => cut++)
			socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: `)
		}
		try {
			await sleep(1000)
			assert.match(await talk(port, [`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`], { limit: 5000 }), /^HTTP\/1.1 200/)
			if (name === 'lighttpd') // it limits the pause between two bytes, not the whole time, so these stay open
				return
			for (let tries = 0; tries < 60 && cut < slow.length; tries++)
				await sleep(500)
			assert.equal(cut, slow.length)
		} finally {
			clearInterval(drip)
			slow.forEach(socket => socket.destroy())
		}
	})
}

test('what nginx asks and keeps for itself is not there for others', async () => {
	const names = readdirSync(join(state, 'cache'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
		.map(entry => join(entry.path ?? entry.parentPath, entry.name).slice(join(state, 'cache').length + 1))
	const cleaned = names.find(name => name.startsWith('cleaned'))
	assert.ok(cleaned, names.join())
	for (const path of [`/.files/${cleaned}`, '/.may-send'])
		assert.equal((await fetch(url + path)).status, 404, path)
})

test('half of a record holds no worker for long', async () => {
	const begin = Buffer.from([1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
	const parameters = Buffer.from([1, 4, 0, 1, 0xff, 0xf8, 0, 0, 3, 1])
	const silent = Array.from({ length: 16 }, (_, i) => {
		const socket = net.connect(join(state, 'run/fcgi.sock'))
		socket.on('error', () => {})
		socket.write(Buffer.concat([begin, parameters].slice(0, i % 3)))
		return socket
	})
	const drip = setInterval(() => silent.forEach(socket => socket.destroyed || socket.write('x')), 500)
	try {
		assert.equal((await fetch(url + '/healthz', { signal: AbortSignal.timeout(40_000) })).status, 200)
	} finally {
		clearInterval(drip)
		silent.forEach(socket => socket.destroy())
	}
})
