// Every code that refuses a form has its sentence in web/error-text.mustache, whether C or SQL raises it.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
const files = (folder, end) => readdirSync(join(root, folder)).filter(name => name.endsWith(end)).map(name => readFileSync(join(root, folder, name), 'utf8'))
const known = new Set([...readFileSync(join(root, 'web/error-text.mustache'), 'utf8').matchAll(/{{#code\.([a-z-]+)}}/g)].map(([, code]) => code))

function codes(texts, ...patterns) {
	return [...new Set(texts.flatMap(text => patterns.flatMap(pattern => [...text.matchAll(pattern)].map(([, code]) => code))))]
}

test('codes that the checks of fields and the pages raise', () => {
	const fields = readFileSync(join(root, 'fcgi/serve/field.c'), 'utf8')
	const raised = [...codes([fields], /return "([a-z-]+)"/g),
		...codes([...files('fcgi/serve', '.c'), ...files('fcgi/pages', '.c')], /request_refuse\([^;]*?"([a-z-]+)"\)/g)]
	assert.ok(raised.length > 5)
	assert.deepEqual(raised.filter(code => !known.has(code)), [])
})

test('codes that the functions of the database raise', () => {
	const raised = codes(files('sql', '.sql'), /api\.refuse\('[a-z_]+', '([a-z-]+)'\)/g)
	assert.ok(raised.length > 8)
	assert.deepEqual(raised.filter(code => !known.has(code)), [])
})
