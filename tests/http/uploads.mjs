// Resumable uploads: the protocol, header by header, and tus-js-client, the client that browsers run, against the running stack.
import assert from 'node:assert/strict'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { prefixUrl, sql, url, visitor, withoutCommits } from '../helpers.mjs'

const { Upload } = createRequire(import.meta.url)('tus-js-client')
const PIECE = 4 * 1024 * 1024
const OFFSET = 'application/offset+octet-stream'
const me = await visitor('panelist')
const other = await visitor('contact')
const cookie = who => [...who.cookies].map(pair => pair.join('=')).join('; ')

// One request of the protocol, as me unless told otherwise.
async function ask(method, address, headers = {}, body = undefined, who = me) {
	const answer = await fetch(new URL(address, url + '/uploads'), { method, body, redirect: 'manual',
		headers: { 'Tus-Resumable': '1.0.0', ...(who && { Cookie: cookie(who) }), ...headers } })
	const said = await answer.arrayBuffer()
	assert.ok(said.byteLength === 0 || [401, 403, 404, 405].includes(answer.status), 'no body behind the headers')
	return { status: answer.status, get: name => answer.headers.get(name) }
}

const begin = async (size, headers = {}, body) => {
	const made = await ask('POST', '/uploads', { 'Upload-Length': String(size), ...headers }, body)
	assert.equal(made.status, 201)
	return new URL(made.get('location'), url + '/uploads').pathname
}
const append = (address, offset, bytes, headers = {}, who = me) =>
	ask('PATCH', address, { 'Upload-Offset': String(offset), 'Content-Type': OFFSET, ...headers }, bytes, who)
const offset = async address => Number((await ask('HEAD', address)).get('upload-offset'))
const digest = (algorithm, bytes) => `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`
const end = address => ask('DELETE', address)

test('OPTIONS says what is spoken, without a version and without signing in', async () => {
	const answer = await fetch(url + '/uploads', { method: 'OPTIONS' })
	assert.equal(answer.status, 204)
	assert.equal(answer.headers.get('tus-version'), '1.0.0')
	assert.equal(answer.headers.get('tus-extension'), 'creation,creation-with-upload,termination,expiration,checksum')
	assert.equal(answer.headers.get('tus-checksum-algorithm'), 'sha1,sha256')
	assert.ok(Number(answer.headers.get('tus-max-size')) > 0)
})

test('create, ask, append, finish, end', async () => {
	const bytes = randomBytes(700_001), metadata = `filename ${Buffer.from('informe ñ.pdf').toString('base64')},draft`
	const made = await ask('POST', '/uploads', { 'Upload-Length': '700001', 'Upload-Metadata': metadata })
	assert.equal(made.status, 201)
	assert.match(made.get('location'), /^uploads\/[0-9a-f-]{36}$/, 'a relative address')
	assert.equal(made.get('tus-resumable'), '1.0.0')
	assert.ok(Date.parse(made.get('upload-expires')) > Date.now())
	const address = '/' + made.get('location')
	const head = await ask('HEAD', address)
	assert.deepEqual([head.status, head.get('upload-offset'), head.get('upload-length'), head.get('cache-control'), head.get('upload-metadata')],
		[200, '0', '700001', 'no-store', metadata])
	const first = await append(address, 0, bytes.subarray(0, 300_001))
	assert.deepEqual([first.status, first.get('upload-offset')], [204, '300001'])
	assert.equal(first.get('upload-expires'), made.get('upload-expires'))
	assert.equal(await offset(address), 300_001)
	const last = await append(address, 300_001, bytes.subarray(300_001))
	assert.deepEqual([last.status, last.get('upload-offset')], [204, '700001'])
	assert.equal((await end(address)).status, 204)
	assert.equal((await ask('HEAD', address)).status, 404, 'what was ended is not there')
})

test('creation with the first bytes; X-HTTP-Method-Override', async () => {
	const bytes = randomBytes(1000)
	const made = await ask('POST', '/uploads', { 'Upload-Length': '1500', 'Content-Type': OFFSET }, bytes)
	assert.deepEqual([made.status, made.get('upload-offset')], [201, '1000'])
	const address = '/' + made.get('location')
	const more = await ask('POST', address, { 'X-HTTP-Method-Override': 'PATCH', 'Upload-Offset': '1000', 'Content-Type': OFFSET }, bytes.subarray(0, 500))
	assert.deepEqual([more.status, more.get('upload-offset')], [204, '1500'])
	assert.equal((await ask('POST', address, { 'X-HTTP-Method-Override': 'DELETE' })).status, 204)
})

test('a piece with a checksum is taken whole or not at all', async () => {
	const bytes = randomBytes(600_000), address = await begin(1_200_000)
	for (const [header, status] of [[digest('sha1', bytes), 204], [digest('sha256', bytes), 460], ['md5 xxxx', 400], ['sha1 !', 400], ['sha1', 400],
		['sha1 AAAA', 400], ['sha256 ' + createHash('sha256').update('other').digest('base64'), 460]]) {
		const at = await offset(address), sent = status === 460 ? Buffer.concat([bytes.subarray(1), Buffer.of(0)]) : bytes
		assert.equal((await append(address, at, sent, { 'Upload-Checksum': header })).status, status, header)
		assert.equal(await offset(address), status === 204 ? at + 600_000 : at, header)
	}
	assert.equal((await append(address, 600_000, bytes, { 'Upload-Checksum': digest('sha256', bytes) })).status, 204)
	await end(address)
})

test('what is refused, and with which status', async () => {
	const address = await begin(1000), absent = '/uploads/00000000-0000-4000-8000-000000000000', some = randomBytes(10)
	const table = [
		['POST', '/uploads', { 'Upload-Length': '10', 'Tus-Resumable': '0.9' }, null, 412],
		['HEAD', address, { 'Tus-Resumable': '2.0.0' }, null, 412],
		['POST', '/uploads', {}, null, 400],
		['POST', '/uploads', { 'Upload-Length': '-1' }, null, 400],
		['POST', '/uploads', { 'Upload-Length': '1e3' }, null, 400],
		['POST', '/uploads', { 'Upload-Length': '99999999999999999999999' }, null, 400],
		['POST', '/uploads', { 'Upload-Length': '999999999999' }, null, 413],
		['POST', '/uploads', { 'Upload-Length': '10', 'Upload-Metadata': 'filename !!!' }, null, 400],
		['POST', '/uploads', { 'Upload-Length': '10', 'Upload-Metadata': ',' }, null, 400],
		['POST', '/uploads', { 'Upload-Length': '10', 'Upload-Metadata': `filename ${Buffer.of(0xff, 0xfe).toString('base64')}` }, null, 400],
		['POST', '/uploads', { 'Upload-Length': '10', 'Content-Type': 'text/plain' }, some, 415],
		['POST', '/uploads', { 'Upload-Length': '5', 'Content-Type': OFFSET }, some, 413],
		['PATCH', address, { 'Upload-Offset': '0', 'Content-Type': 'text/plain' }, some, 415],
		['PATCH', address, { 'Content-Type': OFFSET }, some, 400],
		['PATCH', address, { 'Upload-Offset': '-1', 'Content-Type': OFFSET }, some, 400],
		['PATCH', address, { 'Upload-Offset': '7', 'Content-Type': OFFSET }, some, 409],
		['PATCH', address, { 'Upload-Offset': '0', 'Content-Type': OFFSET }, randomBytes(1001), 413],
		['HEAD', absent, {}, null, 404],
		['PATCH', absent, { 'Upload-Offset': '0', 'Content-Type': OFFSET }, some, 404],
		['DELETE', absent, {}, null, 404],
		['HEAD', '/uploads/x', {}, null, 404],
		['PATCH', '/uploads/x', { 'Upload-Offset': '0', 'Content-Type': OFFSET }, some, 404],
		['POST', '/uploads', { 'Upload-Length': '10', Origin: 'https://evil.example' }, null, 403],
		['GET', address, {}, null, 405],
	]
	for (const [method, where, headers, body, status] of table) {
		const answer = await ask(method, where, headers, body ?? undefined)
		assert.equal(answer.status, status, `${method} ${where} ${JSON.stringify(headers)}`)
		if (status === 412)
			assert.equal(answer.get('tus-version'), '1.0.0')
	}
	assert.equal(await offset(address), 0, 'nothing of it was taken')
	await end(address)
})

test('a piece goes on exactly where the last one ended', async () => {
	const bytes = randomBytes(100), address = await begin(200)
	assert.equal((await append(address, 0, bytes)).status, 204)
	for (const at of [99, 101, 0])
		assert.equal((await append(address, at, bytes)).status, 409, `at ${at}`)
	assert.equal(await offset(address), 100)
	await end(address)
})

test('what was not committed is not acknowledged', async () => {
	const bytes = randomBytes(100), address = await begin(200)
	await withoutCommits('upload', async () => {
		assert.ok((await ask('POST', '/uploads', { 'Upload-Length': '100' })).status >= 500, 'a creation')
		assert.ok((await ask('POST', '/uploads', { 'Upload-Length': '100', 'Content-Type': OFFSET }, bytes)).status >= 500, 'with its bytes')
		assert.ok((await append(address, 0, bytes)).status >= 500, 'a piece')
	})
	assert.equal(await offset(address), 0)
	assert.equal((await append(address, 0, bytes)).status, 204, 'and afterwards it goes on')
	await end(address)
})

test('an upload that is whole takes no more, not even nothing', async () => {
	const address = await begin(10)
	assert.equal((await append(address, 0, randomBytes(10))).status, 204)
	for (const [at, bytes] of [[0, randomBytes(10)], [10, randomBytes(1)], [10, Buffer.alloc(0)]])
		assert.equal((await append(address, at, bytes)).status, 409)
	assert.equal(await offset(address), 10)
	await end(address)
})

test('an upload belongs to who began it', async () => {
	const address = await begin(1000)
	for (const [who, status] of [[other, 404], [null, 401]]) {
		assert.equal((await ask('HEAD', address, {}, undefined, who)).status, status)
		assert.equal((await append(address, 0, randomBytes(10), {}, who)).status, status)
		assert.equal((await ask('DELETE', address, {}, undefined, who)).status, status)
	}
	assert.equal(await offset(address), 0)
	await end(address)
})

test('an upload that expired is gone', async () => {
	const address = await begin(1000)
	sql(`update dais.upload set expires = now() - interval '1 second' where id = '${address.split('/').pop()}'`)
	assert.equal((await ask('HEAD', address)).status, 410)
	assert.equal((await append(address, 0, randomBytes(10))).status, 410)
})

test('a digest that does not fit what was received is not continued', async () => {
	const address = await begin(1000)
	assert.equal((await append(address, 0, randomBytes(100))).status, 204)
	const spoil = value => sql(`update dais.upload set digest_state = set_byte(digest_state, 40, ${value}) where id = '${address.split('/').pop()}'`)
	for (const [index, status] of [[255, 500], [37, 500], [100 % 64, 204]]) {
		spoil(index)
		assert.equal((await append(address, 100, randomBytes(10))).status, status, `${index} bytes in the block`)
	}
	await end(address)
})

test('two writers at once: one wins, the other is told', async () => {
	const bytes = randomBytes(8 * PIECE)
	for (let round = 0; round < 3; round++) {
		const address = await begin(bytes.length)
		const answers = await Promise.all([0, 1, 2].map(() => append(address, 0, bytes)))
		const statuses = answers.map(answer => answer.status).sort()
		assert.equal(statuses[0], 204)
		assert.ok(statuses.slice(1).every(status => status === 423 || status === 409), String(statuses))
		assert.equal(await offset(address), bytes.length)
		await end(address)
	}
})

test('below a path prefix the address is there, too', async () => {
	const headers = { Cookie: cookie(me), 'Tus-Resumable': '1.0.0' }
	const made = await fetch(prefixUrl + '/uploads', { method: 'POST', headers: { ...headers, 'Upload-Length': '10' } })
	const address = new URL(made.headers.get('location'), prefixUrl + '/uploads')
	assert.ok(address.href.startsWith(prefixUrl + '/uploads/'))
	assert.equal((await fetch(address, { method: 'HEAD', headers })).status, 200)
	assert.equal((await fetch(address, { method: 'DELETE', headers })).status, 204)
})

test('at most 20 unfinished uploads a person, also of sixty that begin together', async () => {
	const made = await Promise.all(Array.from({ length: 60 }, () => ask('POST', '/uploads', { 'Upload-Length': '10' })))
	assert.deepEqual([...new Set(made.map(answer => answer.status))].sort(), [201, 429])
	const begun = made.filter(answer => answer.status === 201)
	assert.equal((await ask('POST', '/uploads', { 'Upload-Length': '10', 'Upload-Metadata': `filename ${btoa('old.doc')}` })).status, 415, 'by its name, before a byte is sent')
	for (const answer of begun)
		await end('/' + answer.get('location'))
	assert.ok(begun.length <= 20, `${begun.length} were begun`)
})

// A file that passes for a PDF at filing; what it is beyond that is not this test's concern.
const pdf = size => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])

const upload = (bytes, options) => new Promise((resolve, reject) => {
	const running = new Upload(bytes, { endpoint: url + '/uploads', chunkSize: PIECE, retryDelays: [0, 100, 500], headers: { Cookie: cookie(me) },
		metadata: { filename: 'paper.pdf' }, onError: reject, onSuccess: () => resolve(running.url), ...options(() => running, resolve) })
	running.start()
})

test('tus-js-client sends 20 MB in pieces', async () => {
	const bytes = pdf(20_000_000)
	const address = await upload(bytes, () => ({}))
	assert.equal(await offset(address), bytes.length)
	await end(address)
})

test('tus-js-client, interrupted and resumed at random, arrives with every byte', async () => {
	const bytes = pdf(6_000_000)
	let address, highest = 0
	for (let tries = 0; tries < 100; tries++) {
		const stop = randomInt(0, 3_000_000)
		let aborted = false
		const end = await upload(bytes, (running, resolve) => ({
			chunkSize: randomInt(100_000, 2_000_000), ...(address && { uploadUrl: address }),
			onUploadUrlAvailable: () => { address = running().url },
			onProgress: sent => {
				if (!aborted && sent > highest + stop && sent < bytes.length) {
					aborted = true
					running().abort().then(() => resolve(null))
				}
			},
		}))
		if (address) {
			const now = await offset(address)
			assert.ok(now >= highest, 'the offset never goes back')
			highest = now
		}
		if (end)
			break
	}
	assert.equal(highest, bytes.length)
	await me.get('/en/my')
	await end(address)
})
