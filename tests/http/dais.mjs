// The command line: what it exits with, what it says, and that migrate and log verify cannot be fooled.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, appendFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emailOf, url } from './../helpers.mjs'

const folder = mkdtempSync(join(tmpdir(), 'dais-cli-'))
after(() => rmSync(folder, { recursive: true }))
const dais = (argv, env = {}, input = '') => spawnSync('dais', argv, { encoding: 'utf8', input, env: { ...process.env, ...env } })
const setting = name => dais(['--check-config']).stdout.match(new RegExp(`^${name} = (.*)$`, 'm'))[1]
const sql = statement => execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d',
	setting('admin_database').replace(/user=\S+/, 'user=postgres'), '-c', statement], { encoding: 'utf8' }).trim()

function refuses(argv, sentence, status = 2, env = {}) {
	const { status: got, stderr } = dais(argv, env)
	assert.match(stderr, sentence)
	assert.equal(got, status, stderr)
}

test('help and version', () => {
	const { status, stdout } = dais(['--help'])
	assert.equal(status, 0)
	for (const name of ['setup', 'migrate', 'import', 'export', 'people', 'link', 'verify', 'packet', 'log'])
		assert.match(stdout, new RegExp(`^  ${name} `, 'm'))
	assert.match(dais(['--version']).stdout, /^dais \d+\.\d+\n$/)
})

test('wrong usage is told, with 2', () => {
	refuses(['frobnicate'], /there is no command "frobnicate"/)
	refuses(['link'], /usage: dais link/)
	refuses(['packet', 'migrants-2004', 'III'], /usage: dais packet/)
	refuses(['import', 'x.json', '--shift-weeks', 'two'], /wants a whole number/)
	refuses(['log', 'verify', 'a', 'b'], /usage: dais log/)
	refuses(['setup', '--name', 'N'.repeat(256)], /longer than 255 bytes/)
	assert.equal(dais([]).status, 2)
})

test('the configuration is checked, passwords are not shown', () => {
	assert.equal(setting('public_url'), url)
	const shown = dais(['--check-config'], { DAIS_DATABASE: 'host=x password=secret' }).stdout
	assert.match(shown, /^database = host=x password=\(hidden\)$/m)
	const addresses = dais(['--check-config'], { DAIS_DATABASE: 'postgresql://me:secret@host/dais', DAIS_SMTP_URL: 'smtps://me:se@cret@host:465' }).stdout
	assert.match(addresses, /^database = postgresql:\/\/me:\(hidden\)$/m)
	assert.match(addresses, /^smtp_url = smtps:\/\/me:\(hidden\)$/m)
	const file = join(folder, 'bad.conf')
	writeFileSync(file, '# fine\ncolour = blue\n')
	refuses(['--config', file, '--check-config'], /bad\.conf, line 2 names an unknown setting/)
	refuses(['--config', join(folder, 'none'), '--check-config'], /No such file/)
})

test('a file that cannot be read, or is none, changes nothing', () => {
	refuses(['import', join(folder, 'none.json')], /cannot be read: No such file/)
	const file = join(folder, 'bad.json')
	writeFileSync(file, '{"slug": "x", "slug": "y"}')
	refuses(['import', file], /is not JSON/)
	writeFileSync(file, '{"slug": "x"}')
	refuses(['import', file], /was not read; nothing was changed/)
	refuses(['people', file], /was not read; nothing was changed/)
})

test('the database is away: one sentence, with 2', () => {
	refuses(['log', 'verify'], /the database does not answer/, 2, { DAIS_ADMIN_DATABASE: `host=${folder}` })
})

test('setup and migrate are harmless to run again', () => {
	const { status, stdout } = dais(['setup'])
	assert.equal(status, 0)
	assert.match(stdout, /there is an administrator already/)
	const again = dais(['migrate'])
	assert.equal(again.status, 0, again.stderr)
	assert.doesNotMatch(again.stdout, /applied/)
})

test('migrate refuses an applied change that is not the same any more, and a broken file, as a whole', () => {
	const share = join(folder, 'share')
	cpSync(join(setting('share'), 'sql'), join(share, 'sql'), { recursive: true })
	const functions = () => sql("select count(*) from pg_proc join pg_namespace n on n.oid = pronamespace where nspname in ('api', 'clerk', 'admin')")
	const before = functions()
	writeFileSync(join(share, 'sql/zz-broken.sql'), 'create function api.broken() returns nothing;')
	refuses(['migrate'], /zz-broken\.sql: [\s\S]*the database was left as it was/, 2, { DAIS_SHARE: share })
	assert.equal(functions(), before)
	rmSync(join(share, 'sql/zz-broken.sql'))
	appendFileSync(join(share, 'sql/changes/001-tables.sql'), '-- edited\n')
	refuses(['migrate'], /001-tables\.sql has been applied, but is not the same any more/, 2, { DAIS_SHARE: share })
	assert.equal(functions(), before)
})

test('link: for who is known, logged; for who is not, 1', () => {
	const count = () => Number(sql("select count(*) from dais.event where kind = 'link minted'"))
	const before = count()
	const link = dais(['link', emailOf('staff')])
	assert.match(link.stdout, new RegExp(`^${url}/en/link/[\\w-]{32}\n$`))
	assert.equal(count(), before + 1)
	refuses(['link', 'nobody@example.org'], /nobody here has the address/, 1)
	assert.ok(!sql('select token_hash from dais.link').includes(link.stdout.trim().split('/').at(-1)), 'only a hash is stored')
})

test('import: a meeting whose pages would be too large is not read, and keeps no other from being read', () => {
	const source = new URL('../data/migrants-2004.json', import.meta.url)
	const meeting = JSON.parse(readFileSync(source, 'utf8'))
	const count = () => sql('select count(*) from dais.meeting')
	const before = count()
	meeting.items[0].annotation = { en: 'word '.repeat(900_000) }
	writeFileSync(join(folder, 'large.json'), JSON.stringify({ ...meeting, slug: 'large-2004' }))
	refuses(['import', join(folder, 'large.json')], /annotated-agenda is larger than 4 MB[^]*nothing was changed/)
	assert.equal(count(), before)
	assert.equal(dais(['import', source.pathname, '--ahead']).status, 0)
})

test('export: what it prints is read again, and gives the same public pages byte for byte', async () => {
	refuses(['export', 'nowhere'], /there is no meeting nowhere/)
	const read = (file, slug) => {
		writeFileSync(join(folder, `${slug}.json`), file.replaceAll('migrants-2004"', `${slug}"`))
		assert.equal(dais(['import', join(folder, `${slug}.json`)]).status, 0, slug)
		return dais(['export', slug]).stdout
	}
	const first = read(readFileSync(new URL('../data/migrants-2004.json', import.meta.url), 'utf8'), 'carried-one')
	const second = read(first.replaceAll('carried-one"', 'migrants-2004"'), 'carried-two')
	assert.equal(second.replaceAll('carried-two', 'carried-one'), first)
	for (const page of ['', '/agenda', '/annotated-agenda', '/items/III', '/documents', '/editions'])
		for (const lang of ['en', 'es', 'fr', 'pt']) {
			const [one, two] = await Promise.all(['carried-one', 'carried-two'].map(async slug => (await (await fetch(`${url}/${lang}/${slug}${page}`)).text()).replaceAll(slug, 'x')))
			assert.ok(one.includes('<main'), page)
			assert.equal(two, one, `${lang} ${page}`)
		}
})

test('packet: an item that is not there', () => {
	refuses(['packet', 'migrants-2004', 'XLII', '--out', join(folder, 'x.pdf')], /there is no item XLII in a meeting migrants-2004/)
	refuses(['packet', 'nowhere', 'III', '--out', join(folder, 'x.pdf')], /there is no item III in a meeting nowhere/)
})

test('packet: a panel without papers, in another language', () => {
	const out = join(folder, 'vb.pdf')
	const { status, stderr } = dais(['packet', 'migrants-2004', 'V.b', '--out', out, '--language', 'fr'])
	assert.equal(status, 0, stderr)
	assert.equal(readFileSync(out).subarray(0, 5).toString(), '%PDF-')
	const text = execFileSync('pdftotext', [out, '-'], { encoding: 'utf8' })
	assert.match(text, /Table des matières/)
	assert.match(text, /Page 2 sur/)
})

test('log verify finds a changed, a missing and a forged record', () => {
	const verify = () => dais(['log', 'verify'])
	assert.equal(verify().status, 0, verify().stdout)
	refuses(['log', 'verify', 'nowhere'], /there is no meeting nowhere/)
	const number = sql('select max(number) - 1 from dais.event where meeting is null')
	const at = `meeting is null and number = ${number}`
	const kept = sql(`select to_jsonb(event) from dais.event where ${at}`)
	const restore = `insert into dais.event select * from jsonb_populate_record(null::dais.event, '${kept.replace(/'/g, "''")}')`
	for (const damage of [
		`update dais.event set data = data || '{"x":1}' where ${at}`,
		`update dais.event set at = at + interval '1 second' where ${at}`,
		`update dais.event set actor = gen_random_uuid() where ${at}`,
		`delete from dais.event where ${at}`,
	]) {
		sql(damage)
		const { status, stdout } = verify()
		sql(`delete from dais.event where ${at}; ${restore}`)
		assert.equal(status, 1, damage)
		assert.match(stdout, new RegExp(`\\(installation\\): broken at event ${damage.startsWith('delete') ? Number(number) + 1 : number}`), damage)
	}
	const last = Number(number) + 1
	const end = sql(`select to_jsonb(event) from dais.event where meeting is null and number = ${last}`)
	sql(`delete from dais.event where meeting is null and number = ${last}`)
	assert.equal(verify().status, 1, 'the end cut off')
	sql(`insert into dais.event select * from jsonb_populate_record(null::dais.event, '${end.replace(/'/g, "''")}')`)
	assert.equal(verify().status, 0, verify().stdout)
})
