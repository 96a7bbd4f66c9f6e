// Now, at the front door: what staff move everybody reads within two seconds, though the web server keeps the answer; who moves from an old
// page is told; the stored pages of the program stay as they are.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { textOf, url, visitor } from './../helpers.mjs'

const desk = `${url}/en/desk/migrants-2004/now`, page = `${url}/en/migrants-2004/now`
const [staff, chair, reader] = await Promise.all(['staff', 'chair', undefined].map(visitor))
const now = async () => JSON.parse((await reader.get(`${page}.json`)).html)
const names = list => list.map(line => line.number)

async function until(right) {
	const begun = Date.now()
	for (;; await sleep(50)) {
		const it = await now()
		if (right(it))
			return Date.now() - begun
		assert.ok(Date.now() - begun < 5000, JSON.stringify(it))
	}
}

async function backToTheBeginning() {
	for (await staff.get(desk); staff.page.html.includes('/now/back'); )
		await staff.submit(/now\/back$/)
}

test('everybody reads what was moved within two seconds', async () => {
	await backToTheBeginning()
	await until(it => it.phase === 'before')
	for (const [press, right] of [[/now\/next$/, it => names(it.current)[0] === 'I'], [/now\/next$/, it => names(it.current)[0] === 'II'], [/now\/back$/, it => names(it.current)[0] === 'I']]) {
		await now() // which the web server keeps
		await staff.submit(press)
		const took = await until(right)
		assert.ok(took < 1200, `${took} ms until the answer that is kept was renewed`) // a page asks every 0.9 s
	}
	await reader.get(page.replace('/en/', '/es/'))
	assert.match(textOf(reader.page.html), /Ahora I\. .* desde/)
})

test('whoever has the answer already is told so in a line', async () => {
	for (const accept of ['text/html', 'application/json']) {
		const { headers, status } = await reader.get(page, { headers: { accept } })
		assert.equal(status, 200)
		const again = await reader.get(page, { headers: { accept, 'if-none-match': headers.get('etag') } })
		assert.equal(`${again.status} ${again.bytes.length}`, '304 0')
	}
})

test('who moves from an old page skips nothing, and reads where the meeting stands', async () => {
	await chair.get(desk)
	await staff.get(desk)
	await staff.submit(/now\/next$/)
	await chair.submit(/now\/next$/)
	assert.equal(chair.page.status, 409)
	assert.match(textOf(chair.page.html), /Somebody else has moved on/)
	await chair.submit(/now\/back$/)
	assert.equal(chair.page.status, 200)
})

test('several at once, by choosing', async () => {
	await staff.get(desk)
	const entry = JSON.parse((await staff.get(`${desk}.json`)).html).steps.find(step => step.number === 'VII').entry
	await staff.get(desk)
	await staff.submit(new RegExp(entry), { also: '1' })
	await until(it => names(it.current).join() === 'I,VII')
	await staff.submit(new RegExp(entry), { end: '1' })
	await until(it => names(it.current).join() === 'I')
})

test('the stored program does not change with it', async () => {
	const before = await reader.get(`${url}/en/migrants-2004`)
	await staff.submit(/now\/next$/)
	await until(it => names(it.current)[0] === 'II')
	const after = await reader.get(`${url}/en/migrants-2004`)
	assert.equal(after.html, before.html)
	assert.equal(after.headers.get('etag'), before.headers.get('etag'))
	assert.match(after.html, /data-live="[^"]*\/now"[^>]*><p><a href="[^"]*migrants-2004\/now"/)
	await backToTheBeginning()
})
