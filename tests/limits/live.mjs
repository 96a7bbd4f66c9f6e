/*
 * node tests/limits/live.mjs: what 1,000 readers of "now" cost, and 1,000 of a room's screen, each of whom asks as web/live.js does,
 * over a connection of its own. A line each: the name, queries a second that the database sees of them, and the 99th percentile
 * in ms of what they wait; fails when an answer is none. The database counts its calls: track_functions = 'pl'.
 */
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql, url, visitor } from './../helpers.mjs'

const readers = 1000, often = 900, seconds = 10
const desk = `${url}/en/desk/migrants-2004`

// How often the database was asked for what this function answers; a moment later it knows.
async function calls(name) {
	await sleep(1500)
	return Number(sql(`select calls from pg_stat_user_functions where schemaname = 'api' and funcname = '${name}_show'`))
}

function ask(address, agent, known) {
	return new Promise((done, fail) => get(address, { agent, headers: { accept: 'text/html', ...(known && { 'if-none-match': known }) } }, answer => {
		answer.resume()
		answer.on('end', () => [200, 304].includes(answer.statusCode) ? done(answer.headers.etag) : fail(new Error(`${address}: ${answer.statusCode}`)))
	}).on('error', fail))
}

async function read(address, until, waited) {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 })
	let known
	for (await sleep(Math.random() * 3 * often); Date.now() < until; await sleep(often)) {
		const begun = performance.now()
		known = await ask(address, agent, known)
		waited.push(performance.now() - begun)
	}
	agent.destroy()
}

async function measure(name, address) {
	await ask(address, new Agent()) // somebody came before them
	const before = await calls(name), waited = [], until = Date.now() + seconds * 1000
	await Promise.all(Array.from({ length: readers }, () => read(address, until, waited)))
	const asked = await calls(name) - before
	waited.sort((a, b) => a - b)
	console.log(`# ${name}: ${waited.length} answers in ${seconds} s, of which the database gave ${asked}`)
	console.log(name, (asked / seconds).toFixed(3), waited[Math.floor(waited.length * 0.99)].toFixed(1))
}

async function screen() {
	const staff = await visitor('staff')
	await staff.get(`${desk}/groups`)
	if (!staff.page.html.includes('/places'))
		await staff.submit(/groups$/)
	await staff.get(`${desk}/proposals/new`)
	await staff.submit(/proposals\/new$/, { addressee: 'organization', aim: 'promotion', said_by: 'Mexico', written_in: 'en', 'rows.0.kind': 'objective', 'rows.0.text': 'Words '.repeat(300) })
	const list = JSON.parse((await staff.get(`${desk}/decisions.json`)).html)
	await staff.get(`${desk}/decisions/${list.categories[0].lines[0].id}`)
	await staff.submit(/screen$/)
	return `${url}/en/screens/${list.groups[0].screen}`
}

await measure('now', `${url}/en/migrants-2004/now`)
await measure('screen', await screen())
