/*
 * node tests/limits/full.mjs [FOLDER]: how long each page takes of a meeting as large as dais is made for (tests/limits/meeting.mjs), with its people,
 * papers and mails. Makes that meeting in the demo, once, and asks each page 15 times as whoever may read it, one after the other.
 * Prints `MILLISECONDS ROLE ADDRESS`, the median of each, the slowest last. With FOLDER the pages' JSON is written there
 * instead: the same before and after something was made faster.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dais, sql, url, visitor } from './../helpers.mjs'

const beside = name => fileURLToPath(new URL(name, import.meta.url))

function makeMeeting() {
	const folder = mkdtempSync(join(tmpdir(), 'dais-full-')), file = join(folder, 'meeting.json')
	chmodSync(folder, 0o755)
	writeFileSync(file, execFileSync(process.execPath, [beside('meeting.mjs'), 'full', 'full']))
	dais('import', file)
	sql(readFileSync(beside('full.sql'), 'utf8'))
}

/* What a part of an address in tests/access.tsv stands for. */
function parts() {
	const one = table => sql(`select x.id from dais.${table} as x join dais.meeting as m on m.id = x.meeting where m.slug = 'full' order by 1 limit 1`)
	const ids = Object.fromEntries(['sitting', 'theme', 'letter'].map(table => [table, one(table)]))
	return { ...ids, lang: 'en', meeting: 'full', number: '2', kind: 'theme', item: 'XXX.b', party: 'P100', entry: one('schedule_entry'),
		person: sql(`select id from dais.person where email = 'speaker500@example.org'`),
		member: sql(`select x.id from dais.delegation_member as x join dais.party as p on p.id = x.party where p.code = 'P100' order by 1 limit 1`) }
}

/* The addresses that a role reads by GET, of tests/access.tsv, whatever says nothing of this meeting left out. */
function addresses(known) {
	const rows = readFileSync(beside('../access.tsv'), 'utf8').trim().split('\n').map(line => line.split('\t'))
	const wanted = rows.filter(([method, , which]) => method === 'GET' && which !== 'other' && which !== 'elsewhere').map(([, path]) => path)
	return [...new Set(wanted)].filter(path => path.startsWith('/{lang}') && [...path.matchAll(/\{(\w+)\}/g)].every(([, name]) => known[name]))
		.map(path => path.replace(/\{(\w+)\}/g, (_, name) => known[name]))
}

const median = list => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]

async function milliseconds(who, address) {
	const taken = []
	for (let n = 0; n < 15; n++) {
		const begun = performance.now()
		await who.get(address)
		taken.push(performance.now() - begun)
	}
	return median(taken)
}

/* What tells the time differs from one second to the next. */
const lasting = json => json.replace(/"seconds":\d+/g, '"seconds":0')

const [folder] = process.argv.slice(2)
if (!sql(`select 1 from dais.meeting where slug = 'full'`))
	makeMeeting()
const known = parts()
const roles = { staff: 'staff.full@example.org', admin: 'admin@example.org', panelist: 'speaker500@example.org',
	'focal-point': sql(`select p.email from dais.role_grant as g join dais.person as p on p.id = g.person join dais.party on party.id = g.party
		where role = 'focal point' and party.code = 'P100'`), chair: 'chair.full@example.org' }
known.slot = sql(`select slot from dais.slot_person as s join dais.person as p on p.id = s.person where email = '${roles.panelist}' limit 1`)
const lines = []
for (const [role, email] of Object.entries(roles)) {
	const who = await visitor(email)
	for (const path of addresses(known)) {
		const page = await who.get(url + path + (folder ? '.json' : ''))
		if (page.status !== 200)
			continue
		if (folder)
			writeFileSync(join(folder, `${role}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}-${path.replace(/\W+/g, '-')}`.slice(0, 120)), lasting(page.html))
		else
			lines.push([await milliseconds(who, url + path), role, path])
	}
}
for (const [taken, role, path] of lines.sort((a, b) => a[0] - b[0]))
	console.log(`${taken.toFixed(1)} ${role} ${path}`)
