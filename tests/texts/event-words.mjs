// Every kind of event that sql/ appends to the log has words on the page that shows it.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'

const top = new URL('../../', import.meta.url)
const words = readFileSync(new URL('web/event-words.mustache', top), 'utf8')
const calls = readdirSync(new URL('sql', top)).filter(name => name.endsWith('.sql')).flatMap(name =>
	readFileSync(new URL(`sql/${name}`, top), 'utf8').match(/(event_append|invitation_send)\([^;]*;/g) ?? [])
// Kinds have two words or more; what else is quoted in a call has one.
const kinds = new Set(calls.flatMap(call => [...call.matchAll(/'([a-z-]+(?: [a-z]+)+)'/g)].map(([, kind]) => kind)))

test('the calls are found', () => assert.ok(kinds.size > 50 && kinds.has('session begun') && kinds.has('item withdrawn'), [...kinds].join()))
for (const kind of [...kinds, 'slot confirmed', 'slot declined'].filter(kind => !/^(taken off|focal point)$/.test(kind)))
	test(kind, () => assert.ok(words.includes(`{{#kind.${kind.replaceAll(' ', '-')}}}`)))
