// dais agenda over agendas of many house styles (tests/data/agendas, invented bodies): each gives its tree, loses no
// character, and can be changed reading by reading. And over what is no agenda: a sentence, soon.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { read, showTree } from './helpers.mjs'

const data = fileURLToPath(new URL('../data/', import.meta.url))
const names = readdirSync(data + 'agendas').filter(name => name.endsWith('.txt')).map(name => name.slice(0, -4))
const samples = [...names.map(name => `${data}agendas/${name}.txt`), data + 'draft-agenda-2004.txt']
const scratch = mkdtempSync(tmpdir() + '/agenda-')
process.on('exit', () => rmSync(scratch, { recursive: true }))

// The text as the reader cleans it: line ends made one, nothing invisible.
const clean = bytes => Buffer.from(bytes.toString('utf8').replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').replace(/[\u200B\u00AD]/g, ''))
const strings = value => ['string', 'number'].includes(typeof value) ? [String(value)] : value && typeof value === 'object' ? Object.values(value).flatMap(strings) : []
const items = list => list.flatMap(item => [item, ...items(item.children ?? [])])

for (const name of names)
	test(`${name} has its tree`, () => {
		const { json, warnings } = read(`${data}agendas/${name}.txt`)
		assert.equal(showTree(json, warnings), readFileSync(`${data}agendas/${name}.tree`, 'utf8'))
	})

test('each character of a source belongs to one reading', () => {
	for (const file of samples) {
		const source = clean(readFileSync(file)), covered = new Uint8Array(source.length)
		for (const reading of read(file, '--readings').json.readings)
			for (const [begin, end] of reading.spans)
				for (let at = begin; at < end; at++)
					covered[at]++
		for (let at = 0; at < source.length; at++)
			assert.ok(covered[at] === 1 || (covered[at] === 0 && /[\s\u00A0\u2000-\u200A\u202F]|[\x80-\xFF]/.test(String.fromCharCode(source[at]))),
				`${file}: byte ${at} is in ${covered[at]} readings: ${source.subarray(at, at + 40)}`)
	}
})

test('each word of a source is in the meeting file', () => {
	for (const file of samples) {
		const have = new Set(strings(read(file).json).flatMap(text => text.split(/[^\p{L}\p{N}]+/u)))
		for (const reading of read(file, '--readings').json.readings)
			for (const word of `${reading.label ?? ''} ${reading.text}`.split(/[^\p{L}\p{N}]+/u))
				assert.ok(have.has(word), `${file}: "${word}" of line ${reading.line} (${reading.kind}) is lost`)
	}
})

test('readings alone make the same meeting, and a changed reading another', () => {
	for (const file of samples) {
		const readings = read(file, '--readings').json, again = `${scratch}/readings.json`
		writeFileSync(again, JSON.stringify(readings))
		assert.deepEqual(read(again, '--from-readings').json, read(file).json, file)
	}
	const file = `${data}agendas/oas-committee-en.txt`, changed = `${scratch}/changed.json`
	const readings = read(file, '--readings').json
	Object.assign(readings.readings.find(one => one.text === 'Calendar of activities for the second half of 2011'), { kind: 'annotation', depth: 0 })
	writeFileSync(changed, JSON.stringify(readings))
	const fifth = read(changed, '--from-readings').json.items[4]
	assert.equal(fifth.children.length, 1)
	assert.match(fifth.annotation.en, /Calendar of activities/)
})

test('Part B of 2004: two days, seven items, six sub-items, two dialogues, its slots, one warning', () => {
	const whole = readFileSync(data + 'draft-agenda-2004.txt'), right = JSON.parse(readFileSync(data + 'migrants-2004.json'))
	const partB = whole.subarray(whole.indexOf('\nB.') + 1)
	const slots = meeting => items(meeting.items).map(item => (item.slots ?? []).map(slot =>
		[slot.role, slot.held_by, slot.open, slot.label.en.toLowerCase(), slot.expects_paper ?? true]))
	const printed = meeting => items(meeting.items).map(item => [item.key, item.kind, item.day, item.long_title?.en ?? item.title.en, item.subtitle?.en,
		item.line && [item.line.label?.en, item.line.text.en], item.annotation && [item.annotation_open, item.annotation.en, item.annotation_close,
			item.annotation_after_children ?? false]])
	for (const text of [partB, whole]) {
		const { json, warnings } = read(text)
		assert.equal(json.days.length, 2)
		assert.equal(json.items.length, 7)
		assert.equal(json.items.flatMap(item => item.children ?? []).filter(item => item.kind !== 'dialogue').length, 6)
		assert.equal(items(json.items).filter(item => item.kind === 'dialogue').length, 2)
		assert.deepEqual(slots(json), slots(right))
		assert.deepEqual(printed(json), printed(right))
		assert.equal(warnings.length, 1, warnings.join('\n'))
		assert.match(warnings[0], /bracket is never closed.*Day two will provide/)
		assert.deepEqual(json.unread, [])
	}
	assert.deepEqual(read(whole).json.items.map(item => item.short_title.en), right.items.map(item => item.short_title.en))
})

test('a text is read in the encodings of Windows, too', () => {
	const text = readFileSync(`${data}agendas/oas-taller-es.txt`, 'utf8'), right = showTree(read(Buffer.from(text)).json)
	const windows = Buffer.from([...text].map(c => ({ '–': 0x96, '“': 0x93, '”': 0x94 })[c] ?? c.charCodeAt(0)))
	const little = Buffer.from(text, 'utf16le')
	for (const bytes of [little, Buffer.concat([Buffer.from([0xFF, 0xFE]), little]), Buffer.concat([Buffer.from([0xFE, 0xFF]), Buffer.from(little).swap16()]),
		Buffer.from(text.replace(/\n/g, '\r\n')), Buffer.from('\uFEFF' + text)])
		assert.equal(showTree(read(bytes).json), right)
	const { json, warnings } = read(windows)
	assert.equal(showTree(json), right)
	assert.match(warnings[0], /Windows-1252/)
})

const hostile = {
	'10 MB': [Buffer.alloc(10 << 20, 'agenda '), /too large/],
	'100,000 lines': ['1. Item\n'.repeat(100_000), /too long/],
	'NUL': ['1. One\0\n2. Two\n', /not plain text/],
	'a PDF': ['%PDF-1.7\n1 0 obj', /not plain text/],
	'nothing': ['', /no words/],
	'blanks': [' \n\t\u00A0\n'.repeat(100), /no words/],
	'nothing but brackets': ['['.repeat(500_000), /no words/],
	'brackets on lines': ['[\n'.repeat(19_000), /no words/],
	'brackets around words': ['[a\n'.repeat(19_000), /never closed/],
	'one line': ['Agenda item words '.repeat(100_000), /./],
	'nesting of 1,000': [Array.from({ length: 1000 }, (_, n) => '1.'.repeat(1 + n % 4) + '1 ' + '('.repeat(n) + 'a) Deep').join('\n'), null],
	'ever deeper': [Array.from({ length: 1000 }, (_, n) => ['I. ', 'A. ', '1. ', 'a) ', '(i) ', '1) '][n % 6] + 'Level ' + n).join('\n'), null],
	'times without end': ['21:00 - 9:00 Room 1\n'.repeat(19_000), /ends before/],
	'rooms without end': [Array.from({ length: 9000 }, (_, n) => `9:00 - 10:00 Item ${n} (Room ${n})`).join('\n'), null],
	'continued without end': ['I. One\n' + 'I. One (continued)\n'.repeat(15_000), null],
	'commas': ['1. One\n2. Two\nPanelists: Representatives of ' + 'the A, '.repeat(200_000), null],
	'bidi controls': ['1. One\n2. \u202Eowt\u202C\n', /Invisible characters/],
}
for (const [name, [text, sentence]] of Object.entries(hostile))
	test(`${name}: a plain sentence, in bounded time and memory`, () => {
		const before = Date.now(), { json, warnings, signal } = read(Buffer.from(text))
		assert.equal(signal, null)
		assert.ok(Date.now() - before < 20_000, `${Date.now() - before} ms`)
		if (sentence)
			assert.match(warnings.join('\n'), sentence)
		if (json)
			assert.ok(!JSON.stringify(json).includes('\u202E'))
	})
