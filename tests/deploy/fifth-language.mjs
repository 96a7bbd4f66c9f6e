// Another language is a row of sql/languages.sql and a .po, and nothing else: put into a copy of the sources, which is built
// and started, it is offered and spoken on pages, in dates and mails, and the database takes it. What its .po does not say
// yet is read in English, marked so.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const port = process.env.DAIS_DEMO_TEST_PORT ?? '8091'
const copy = mkdtempSync(join(tmpdir(), 'fifth-language-'))
const demo = command => execFileSync('deploy/demo', ['--port', port, command], { cwd: copy, encoding: 'utf8', stdio: 'pipe' })
let help

const ROW = `	('it', 'Italiano', false, null, null, null, 'd MMMM y', 'd MMMM', 'd', 'd MMMM y', ' e ', '–'),\n`
const TEXTS = {
	'Agenda': 'Ordine del giorno',
	'in {{#language_name}}{{fallback}}{{/language_name}}': 'in {{#language_name}}{{fallback}}{{/language_name}}',
	'Invitation: {{meeting.name}}': 'Invito: {{meeting.name}}',
}

function change(path, edit) {
	const old = readFileSync(join(copy, path), 'utf8'), made = edit(old)
	assert.notEqual(made, old, path)
	writeFileSync(join(copy, path), made)
}

before(async () => {
	execFileSync('sh', ['-c', `tar -C "$1" -c --exclude=./.git --exclude='./build-*' --exclude=node_modules . | tar -x -C "$2"`, '-', root, copy])
	change('sql/languages.sql', sql => sql.replace(/^\t\('pt'/m, row => ROW + row))
	execFileSync('web/po/update', { cwd: copy, stdio: 'pipe' })
	change('web/po/it.po', po => Object.entries(TEXTS).reduce((all, [english, text]) =>
		all.replace(`msgid "${english}"\nmsgstr ""`, `msgid "${english}"\nmsgstr "${text}"`), po))
	demo('reset')
	for (const [, name, value] of demo('env').matchAll(/(\w+)='([^']*)'/g))
		process.env[name] = name === 'PATH' ? `${value}:${process.env.PATH}` : value
	help = await import('../helpers.mjs')
})

after(() => {
	demo('stop')
	rmSync(copy, { recursive: true })
})

const page = async path => (await fetch(`${help.url}/${path}`, { headers: { 'accept-language': 'it-CH, en;q=0.5' } })).text()

test('the page, its tabs and its dates are in it, and it is offered beside the others', async () => {
	const html = await page('it/migrants-2004')
	assert.match(html, /<html lang="it">/)
	assert.match(html, />Ordine del giorno</)
	assert.match(html, /\d+ e \d+ (gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre) \d{4}/)
	assert.match(await page('en/migrants-2004'), /<a href="[^"]*it\/migrants-2004" lang="it"[^>]*>.*>Italiano</)
	assert.match(await page('verify'), /<html lang="it">/, 'and chosen for who prefers it')
})

test('what its texts do not say is English and marked, but not in a tag or a title', async () => {
	const html = await page('it/migrants-2004')
	assert.match(html, /<span lang="en">Skip to main content<\/span>/)
	assert.match(html, /<nav class="tab-groups" aria-label="Meeting">/)
	assert.doesNotMatch(html, /<title>[^<]*<span|="[^"]*<span/)
	assert.match(html, /\(in inglese\)/, 'a text of the meeting that is not there in it')
})

test('whoever is invited in it gets mails in it; the database keeps it, and forms offer it', async () => {
	const staff = await help.visitor('staff'), email = `invitata.${process.pid}@example.org`
	await staff.get(`${help.url}/en/desk/migrants-2004/items/III`)
	await staff.submit(/items\/III\/slots$/, { from: undefined, label: 'Italia', role: 'panelist' })
	assert.match(staff.page.html, /<option value="it" lang="it">Italiano</)
	await staff.submit(/invite$/, { name: 'Anna', email, language: 'it', contact: undefined })
	assert.equal(help.sql(`select language from dais.person where email = '${email}'`), 'it')
	const [mail] = await help.mailsTo(email)
	assert.match(mail.subject, /^Invito: /)
	assert.match(mail.links[0], /\/it\/link\//)
	const anna = await help.visitor(email)
	await anna.get(`${help.url}/it/my`)
	assert.match(anna.page.html, /<html lang="it">/)
})

test('a language without a row is refused', () => {
	assert.throws(() => help.sql(`update dais.person set language = 'xx'`), /violates check constraint/)
})
