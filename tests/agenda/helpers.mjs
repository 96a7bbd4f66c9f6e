// A meeting file as a readable tree, one thing a line; tests/data/agendas/*.tree are written so:
//
//   meeting 2004-09-16 2004-09-17 en          its first and last day, its language
//   title …, heading …, note …                the document's own texts
//   section 1 Context                         with its paragraphs below it
//   day 1 2004-09-16 --DAY ONE--
//   sitting 1 day 1 09:00-18:00 name | room
//   I (1) opening [1 09:00-09:30] Opening: / subtitle   an item: key, (number where it is printed otherwise), kind,
//     - label | line                                     hours by sitting, title; below it its lines,
//     * role holder (open) label = person                its slots,
//     [ annotation                                       and its annotation ("]" when it stands behind the children)
//   ? kind line, # page line                  what is unread, and what is only of the paper
//   ! line 12: sentence                       a warning
//
// node tests/agenda/helpers.mjs FILE prints it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// What dais agenda makes of a file or of bytes, with its warnings one a line.
export function read(from, ...options) {
	const directory = mkdtempSync(tmpdir() + '/agenda-'), file = typeof from === 'string' ? from : directory + '/text'
	if (from !== file)
		writeFileSync(file, from)
	const done = spawnSync('dais', ['agenda', '--starts-on', '2000-01-03', ...options, file], { encoding: 'utf8', maxBuffer: 1 << 28 })
	rmSync(directory, { recursive: true })
	return { status: done.status, signal: done.signal, warnings: done.stderr.split('\n').filter(line => line),
		json: done.status === 0 ? JSON.parse(done.stdout) : null }
}

const text = texts => texts ? Object.values(texts)[0] : ''
const cut = (words, length = 70) => {
	words = words.replace(/\s+/g, ' ')
	return words.length > length ? words.slice(0, length) + '…' : words
}
const hours = entry => `${entry.starts ?? ''}${entry.ends ? '-' + entry.ends : ''}`

function itemLines(item, indent) {
	const title = text(item.long_title ?? item.title), lines = []
	const times = (item.schedule ?? []).map(entry => ` [${entry.sitting} ${hours(entry)}]`).join('')
	const number = item.number === undefined ? '' : ` (${item.number})`
	lines.push(`${indent}${item.key}${number} ${item.kind}${times} ${title}${item.subtitle ? ' / ' + text(item.subtitle).replace(/\n/g, ' / ') : ''}`)
	for (const line of [item.line ?? []].flat())
		lines.push(`${indent}  - ${line.label ? text(line.label) + ' | ' : ''}${cut(text(line.text))}`)
	for (const slot of item.slots ?? [])
		lines.push(`${indent}  * ${slot.role} ${slot.held_by}${slot.open ? ' (open)' : ''} ${text(slot.label)}${slot.people ? ' = ' + slot.people.map(p => p.name).join(', ') : ''}`)
	const annotation = item.annotation && `${indent}  ${item.annotation_after_children ? ']' : '['} ${item.annotation_open}${cut(text(item.annotation))}`
	if (annotation && !item.annotation_after_children)
		lines.push(annotation)
	for (const child of item.children ?? [])
		lines.push(...itemLines(child, indent + '  '))
	if (annotation && item.annotation_after_children)
		lines.push(annotation)
	return lines
}

export function showTree(meeting, warnings = []) {
	const lines = [`meeting ${meeting.starts_on} ${meeting.ends_on} ${meeting.original_language}`]
	for (let body = meeting.body; body; body = body.parent)
		if (!/^secr/.test(body.slug))
			lines.push(`body ${text(body.names)}`)
	for (const key of ['title', 'dates_text', 'venue', 'note'])
		if (meeting[key])
			lines.push(`${key} ${text(meeting[key]).replace(/\n/g, ' / ')}`)
	if (meeting.heading)
		lines.push(`heading ${text(meeting.heading.annotated).replace(/\n/g, ' / ')}`)
	for (const section of meeting.sections) {
		lines.push(`section ${section.number ?? '-'} ${text(section.title)}`)
		for (const block of section.blocks)
			lines.push(`  ${block.kind} ${block.label ? block.label + ' ' : ''}${cut(text(block.text))}`)
	}
	for (const day of meeting.days)
		lines.push(`day ${day.ordinal} ${day.date} ${text(day.label.annotated)}`.trimEnd())
	for (const sitting of meeting.sittings)
		lines.push(`sitting ${sitting.ordinal} day ${sitting.day} ${hours(sitting)} ${text(sitting.name)} | ${text(sitting.room)}`)
	for (const item of meeting.items)
		lines.push(...itemLines(item, ''))
	for (const footnote of meeting.footnotes)
		lines.push(`footnote ${cut(text(footnote.text))}`)
	for (const unread of meeting.unread)
		lines.push(`${unread.kind === 'page' ? '#' : '?'} ${unread.kind} ${unread.label ? unread.label + ' ' : ''}${cut(unread.text)}`)
	for (const warning of warnings)
		lines.push(`! ${cut(warning, 100)}`)
	return lines.join('\n') + '\n'
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { json, warnings } = read(process.argv[2])
	process.stdout.write(json ? showTree(json, warnings) : warnings.join('\n') + '\n')
}
