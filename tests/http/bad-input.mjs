// What no page of ours would send: it gets a clear answer, never a 500, and no worker is lost.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { forms, newPanelist, url, visitor, textOf } from './../helpers.mjs'

const port = new URL(url).port
const origin = { origin: url }
const workers = () => execFileSync('pgrep', ['-f', `^${process.env.DAIS_STATE}/.*/dais\\.fcgi`], { encoding: 'utf8' }).trim()
let alive
before(() => { alive = workers() })
after(() => assert.equal(workers(), alive, 'every worker still lives'))

// A request as it is, byte for byte; answers the status.
function raw(bytes) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes))
		let got = ''
		socket.setTimeout(20000, () => socket.destroy(new Error('no answer')))
		socket.on('data', data => got += data)
		socket.on('end', () => resolve(Number(got.split(' ')[1])))
		socket.on('error', reject)
	})
}
const ask = (target, lines = []) => raw([`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', ...lines, '', ''].join('\r\n'))

test('addresses', async () => {
	for (const [target, ...statuses] of [['/en/%ff', 400], ['/en/%00', 400], ['/en/%0d%0aX', 400, 404], ['/%c0%af', 400], ['/en/migrants-2004/items/%F0%28%8C%28', 400],
		['/xx/migrants-2004', 404], ['/en/nowhere/agenda', 404], ['/en/migrants-2004/items/IX', 404], ['/en/migrants-2004/items/' + 'x'.repeat(500), 404],
		['/' + 'x'.repeat(3000), 404, 414], ['/en/../../etc/passwd', 400, 404], ['/en/migrants-2004/editions/99999999999999999999', 404], ['/en/migrants-2004/editions/0', 404],
		['/en/migrants-2004/agenda?%', 400], ['/en/migrants-2004/agenda?a=%zz', 400], ['/en/migrants-2004/agenda?' + 'a=1&'.repeat(2500), 414],
		['/en/my/slots/not-an-id', 303, 404], ["/en/receipts/'; drop table dais.file; --", 400, 303, 404]])
		assert.ok(statuses.includes(await ask(target)), `${target.slice(0, 60)} → ${await ask(target)}`)
})

test('pages that say what went wrong keep the meeting, its contact and who is signed in', async () => {
	const staff = await visitor('staff')
	for (const path of ['/en/migrants-2004/nothing', '/en/migrants-2004/items/IX', '/en/desk/migrants-2004/items/IX', '/en/migrants-2004/documents/x']) {
		assert.equal((await staff.get(url + path)).status, 404)
		assert.match(staff.page.html, /sign-out/, path)
		assert.match(staff.page.html, /working-group@example\.org/, path)
		const nobody = await (await visitor()).get(url + path)
		assert.match(nobody.html, /working-group@example\.org|sign-in/, path)
	}
	await staff.get(`${url}/en/sign-out`)
	assert.equal(staff.page.status, 405)
	assert.match(staff.page.html, /action="[^"]*sign-out/)
	assert.doesNotMatch((await (await visitor()).get(`${url}/en/nowhere/agenda`)).html, /working-group@/)
})

test('methods that an address does not have', async () => {
	for (const [method, path, status] of [['POST', '/en/migrants-2004', 405], ['DELETE', '/en/sign-in', 405], ['GET', '/en/sign-out', 405], ['PUT', '/en/sign-in', 405], ['TRACE', '/', 405]]) {
		const got = await raw(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
		assert.equal(got, status, `${method} ${path}`)
	}
	const answer = await fetch(`${url}/en/sign-out`)
	assert.equal(answer.headers.get('allow'), 'POST')
})

test('cookies and headers of every kind', async () => {
	for (const lines of [['Cookie: __Host-dais-session=' + 'A'.repeat(43)], ['Cookie: __Host-dais-session=; ;;==; a'], ['Cookie: ' + 'a=b; '.repeat(500)], ['Cookie: \xff\xfe=\x01'],
		['Accept-Language: \xff'], ['Accept-Language: ' + 'de,'.repeat(500) + 'fr'], ['Accept: application/json'], ['If-None-Match: ' + '"x",'.repeat(500)], ['Range: bytes=0-0,1-1']])
		assert.ok([200, 303, 400].includes(await ask('/en/migrants-2004', lines)), lines[0].slice(0, 50))
})

// POSTs to the sign-in form, which anybody may send.
async function post(body, type, more = {}) {
	const someone = visitor()
	await someone.get(`${url}/en/sign-in`)
	const token = someone.page.html.match(/name="token" value="([^"]+)"/)[1]
	const filled = typeof body === 'string' ? body.replace('TOKEN', token) : body
	return someone.request(`${url}/en/sign-in`, { method: 'POST', body: filled, headers: { 'content-type': type, ...origin, ...more }, follow: false })
}
const urlencoded = 'application/x-www-form-urlencoded'

test('bodies that are not what they say', async () => {
	for (const [body, type, ...statuses] of [
		['token=TOKEN&email=%', urlencoded, 400], ['token=TOKEN&email=%ff%fe', urlencoded, 400], ['token=TOKEN&email=a%00b', urlencoded, 400],
		['token=TOKEN&' + 'a=1&'.repeat(5000), urlencoded, 413], ['token=TOKEN&email=' + 'x'.repeat(250000), urlencoded, 413, 422],
		['{"token":"TOKEN"', 'application/json', 400], ['{"token":"TOKEN","token":"TOKEN"}', 'application/json', 400], ['[]', 'application/json', 400], ['{"token":"TOKEN","email":{}}', 'application/json', 400],
		['{"token":"TOKEN","email":"\\u0000"}', 'application/json', 400], ['{"token":"TOKEN","email":1}', 'application/json', 400], ['\ufeff{}', 'application/json', 400],
		['[', 'application/json', 400], ['['.repeat(100000), 'application/json', 400],
		['--x\r\n', 'multipart/form-data; boundary=x', 400], ['', 'multipart/form-data; boundary=x', 400], ['x', 'multipart/form-data', 415],
		['--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nTOKEN\r\n--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n--x--', 'multipart/form-data; boundary=x', 400],
		['token=TOKEN', 'text/plain', 415], ['<a/>', 'application/xml', 415]]) {
		const page = await post(body, type)
		assert.ok(statuses.includes(page.status), `${type}: ${body.slice(0, 60)} → ${page.status}`)
		assert.ok(textOf(page.html).length > 50, 'and says so')
	}
})

test('a form comes back filled, with what is wrong', async () => {
	const page = await post('token=TOKEN&email=somebody&password=x&next=/en/my', urlencoded)
	assert.equal(page.status, 422)
	assert.match(page.html, /govuk-error-summary/)
	assert.match(page.html, /value="somebody"/)
	assert.doesNotMatch(page.html, /value="x"/, 'but never a password')
})

// The forms of a page that somebody fills in, each with its place on the page; hidden fields tell forms of one address apart.
function fillable(html) {
	const found = [...html.matchAll(/<form\b[\s\S]*?<\/form>/g)].map(({ 0: text, index }) => ({ text, begin: index, end: index + text.length, ...forms(text)[0] }))
	return found.filter(form => form.method === 'post' && /<textarea|<input(?![^>]*type="(hidden|radio|checkbox)")/.test(form.text)).map(form => {
		const kept = [...form.text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => tag).filter(tag => !/name="(token|once|key|revision)"/.test(tag))
		return { ...form, which: form.action.replace(/.*\/(?=en\/)/, '') + kept.join('') }
	})
}

// Fields of a form as somebody would fill them in; the last one that takes text is too long.
function filled({ text, fields }) {
	const typed = {}
	let wrong
	for (const [tag, kind] of text.matchAll(/<(input|textarea|select)\b[^>]*>/g)) {
		const of = name => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1]
		const name = of('name'), most = of('maxlength')
		if (!name || /type="(hidden|password|file|radio)"/.test(tag))
			continue
		if (kind === 'select')
			typed[name] = [...text.slice(text.indexOf(tag)).split('</select>')[0].matchAll(/<option value="([^"]*)"/g)].at(-1)[1]
		else if (/type="checkbox"/.test(tag))
			typed[name] = of('value')
		else if (/type="datetime-local"/.test(tag))
			typed[name] = '2099-01-01T10:00'
		else
			typed[name] = /type="email"/.test(tag) ? `${name}@example.org` : `A ${name}`
		wrong = most && kind !== 'select' ? [name, 'x'.repeat(Number(most) + 1)] : wrong
	}
	return { fields, typed: { ...typed, [wrong[0]]: wrong[1] }, wrong: wrong[0] }
}

test('of several forms of a page the one that was refused comes back filled, with what is wrong; the others as they were', async () => {
	const staff = await visitor('staff'), panelist = await newPanelist(staff), focal = await visitor('focal-point')
	const desk = '/en/desk/migrants-2004'
	await focal.get(`${url}/en/delegation/migrants-2004`)
	await focal.submit(/members$/, { name: 'Form Filler', function: 'adviser' })
	const contact = await visitor('contact')
	let tried = 0
	for (const [who, path] of [[await visitor(), '/en/sign-in'], [staff, `${desk}/items/III`], [staff, `${desk}/items/IV`], [staff, `${desk}/slots/${panelist.slot}`],
		[staff, `${desk}/delegations`], [staff, `${desk}/delegations/CRI`], [staff, `${desk}/publish`], [panelist, `/en/my/slots/${panelist.slot}`],
		[contact, (await contact.get(`${url}/en/my`)).html.match(/my\/slots\/[^"]+/)[0].replace(/^/, '/en/')], [focal, '/en/delegation/migrants-2004']]) {
		const before = fillable((await who.get(url + path)).html)
		for (const form of before) {
			const { fields, typed, wrong } = filled(form)
			await who.get(url + path)
			const token = forms(who.page.html).find(it => it.fields.token).fields
			const body = form.enctype === 'multipart/form-data' ? new FormData() : new URLSearchParams()
			for (const [name, value] of Object.entries({ ...fields, ...typed, token: token.token, once: token.once }))
				body.append(name, value)
			const { status, html } = await who.request(form.action, { method: 'POST', body, headers: origin })
			assert.equal(status, 422, `${form.which}: ${wrong}`)
			const after = fillable(html), again = after.find(it => it.which === form.which) ?? assert.fail(`${form.which} is gone`)
			for (const [name, value] of Object.entries(typed))
				assert.equal(again.fields[name], value, `${name} of ${form.which}`)
			for (const { index } of html.matchAll(/<p class="govuk-error-message"/g))
				assert.ok(html.slice(0, index).lastIndexOf('<h2') >= html.slice(0, again.begin).lastIndexOf('<h2') && index < again.end, `a message outside ${form.which}`)
			assert.match(html.slice(html.slice(0, again.begin).lastIndexOf('<h2'), again.end), /govuk-error-message/, `a message in ${form.which}`)
			for (const other of after.filter(it => it !== again)) {
				const was = before.find(it => it.which === other.which).fields
				for (const name of Object.keys(was).filter(name => !/^(token|once|key)$/.test(name)))
					assert.equal(other.fields[name], was[name], `${name} of ${other.which}, after ${form.which}`)
			}
			tried++
		}
	}
	assert.ok(tried > 15, `${tried} forms`)
})

test('a missing or foreign form token changes nothing, and the form comes back filled', async () => {
	for (const token of ['', 'token=&', `token=${'A'.repeat(43)}&`]) {
		const page = await post(`${token}email=somebody%40example.org&password=x`, urlencoded)
		assert.equal(page.status, 403)
		assert.match(page.html, /value="somebody@example.org"/)
	}
})

test('a form of another site is refused', async () => {
	for (const more of [{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])
		assert.equal((await post('token=TOKEN&email=a%40example.org&password=x', urlencoded, more)).status, 403)
})

test('every answer carries the security headers', async () => {
	for (const path of ['/', '/en', '/en/sign-in', '/en/migrants-2004', '/en/nothing', '/healthz', '/en/%ff', '/en/my']) {
		const answer = await fetch(url + path, { redirect: 'manual' })
		assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/, path)
		assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path)
		assert.equal(answer.headers.get('x-frame-options'), 'DENY', path)
	}
})

// One record of FastCGI, and a request out of such records, as a web server that is cut off would send it; answers the status.
const record = (type, content) => Buffer.concat([Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]), content])
function cutOff(body, length, type) {
	const parameters = Object.entries({ REQUEST_METHOD: 'POST', DAIS_PATH: '/en/sign-in', CONTENT_LENGTH: String(length), CONTENT_TYPE: type })
		.map(([name, value]) => Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]))
	const bytes = Buffer.concat([record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])), record(4, Buffer.concat(parameters)), record(4, Buffer.alloc(0)),
		record(5, Buffer.from(body)), record(5, Buffer.alloc(0))])
	return new Promise((resolve, reject) => {
		const socket = net.connect(join(process.env.DAIS_STATE, 'run/fcgi.sock'), () => socket.write(bytes))
		let got = ''
		socket.on('data', data => got += data)
		socket.on('error', reject)
		socket.on('close', () => resolve(Number(got.match(/Status: (\d+)/)?.[1])))
	})
}

test('a body that was cut short is no form', async () => {
	const [field, end] = ['--x\r\nContent-Disposition: form-data; name="email"\r\n\r\na', '\r\n--x--\r\n']
	for (const [whole, part, type] of [['email=a%40example.org', 'email=a', urlencoded], ['{"email":"a"}', '{}', 'application/json'],
		[field + end, field, 'multipart/form-data; boundary=x'], [field + end, field + '\r\n--x', 'multipart/form-data; boundary=x']]) {
		assert.equal(await cutOff(part, whole.length, type), 400, `${part} of ${whole}`)
		assert.equal(await cutOff(whole, whole.length, type), 403, 'whole, it only lacks its token')
	}
})

test('garbage on the FastCGI socket', async () => {
	const path = join(process.env.DAIS_STATE, 'run', readdirSync(join(process.env.DAIS_STATE, 'run')).find(name => name === 'fcgi.sock'))
	const begin = Buffer.from([1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
	let seed = 12345
	const random = most => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % most
	for (let round = 0; round < 300; round++) {
		const params = Buffer.from('\x0e\x03REQUEST_METHODGET\x09\x04DAIS_PATH/en/')
		const record = Buffer.concat([begin, Buffer.from([1, 4, 0, 1, 0, params.length, 0, 0]), params, Buffer.from([1, 4, 0, 1, 0, 0, 0, 0, 1, 5, 0, 1, 0, 0, 0, 0])])
		for (let times = random(6); times > 0; times--)
			record[random(record.length)] = random(256)
		await new Promise(resolve => {
			const socket = net.connect(path, () => socket.end(record.subarray(0, random(2) ? record.length : random(record.length))))
			socket.setTimeout(3000, () => socket.destroy())
			socket.on('data', () => {})
			socket.on('error', () => {})
			socket.on('close', resolve)
		})
	}
	assert.equal((await fetch(`${url}/healthz`)).status, 200)
})
