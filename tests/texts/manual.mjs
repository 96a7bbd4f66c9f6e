// dais(1): well-formed, and it names every command and option of the program.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)
const manual = readFileSync(new URL('deploy/dais.1', root), 'utf8')

test('mandoc finds nothing wrong', () => {
	const { status, stdout, error } = spawnSync('mandoc', ['-Tlint', '-W', 'warning', new URL('deploy/dais.1', root).pathname], { encoding: 'utf8' })
	assert.ok(!error, String(error))
	assert.equal(stdout, '')
	assert.equal(status, 0)
})

test('every command and every option is described', () => {
	const table = readFileSync(new URL('fcgi/dais.c', root), 'utf8')
	const names = [...table.matchAll(/\{ "([a-z]+)", command_/g)].map(found => found[1])
	assert.ok(names.length >= 8)
	for (const name of names)
		assert.match(manual, new RegExp(`^\\.It Cm ${name}`, 'm'), name)
	const sources = ['fcgi/dais.c', ...readdirSync(new URL('fcgi/command/', root)).map(name => `fcgi/command/${name}`)]
	for (const source of sources)
		for (const [, option] of readFileSync(new URL(source, root), 'utf8').matchAll(/\{ "([a-z-]+)", (?:required|no)_argument/g))
			assert.match(manual, new RegExp(`Fl (-\\w+ \\| )?-${option}\\b`), `${source}: --${option}`)
})
