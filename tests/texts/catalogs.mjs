// Every text of the templates has a translation into every other language of dais that is neither missing, empty nor
// fuzzy, keeps the English text's tags, and is used; and nothing visible stands in a template outside of a text.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { web, templates, texts, entries, codes } from '../../web/po/texts.mjs'

// What a translation must keep: the renderer's tags, HTML's, and the placeholders of letters, in any order.
const tags = text => (text.match(/\{\{.*?\}\}|<[^>]*>|\{\w+\}/g) ?? []).sort()

const sources = texts()

function faults(language) {
	const found = []
	const known = new Set()
	for (const { msgid, msgid_plural, msgstr, fuzzy } of entries(join(web, 'po', `${language}.po`))) {
		const source = sources.get(msgid)
		if (known.has(msgid))
			found.push(`twice: ${msgid}`)
		known.add(msgid)
		if (!source) {
			found.push(`not used: ${msgid}`)
			continue
		}
		if (fuzzy)
			found.push(`fuzzy: ${msgid}`)
		if (source.plural !== msgid_plural)
			found.push(`another plural: ${msgid}`)
		const english = [msgid, msgid_plural]
		for (let form = 0; form < (msgid_plural ? 2 : 1); form++)
			if (!msgstr[form]?.trim())
				found.push(`empty: ${english[form]} (${[...source.files]})`)
			else if (String(tags(msgstr[form])) !== String(tags(english[form])))
				found.push(`other tags: ${english[form]} | ${msgstr[form]}`)
	}
	for (const [msgid, { files }] of sources)
		if (!known.has(msgid))
			found.push(`missing: ${msgid} (${[...files]})`)
	return found
}

const none = list => list.length && assert.fail(list.join('\n'))

for (const language of codes.slice(1))
	test(`${language}.po has every text (web/po/update brings it up to the templates)`, () => none(faults(language)))

test('every partial and parent exists', () => {
	const all = templates()
	const names = new Set(all.map(({ name }) => name.replace(/\.mustache$/, '')))
	const lost = all.flatMap(({ name, source }) =>
		[...source.replace(/\{\{!.*?\}\}/gs, '').matchAll(/\{\{[><]\s*(\S+?)\s*\}\}/g)]
			.filter(([, called]) => !names.has(called)).map(([, called]) => `${name}: ${called}`))
	none(lost)
})

// Words that are the same in every language.
const same = /\b(dais|SHA-256|Ed25519|PDF|DOCX|PPTX|JSON|TXT|ID|rev|UTC|MB|Subject)\b/g

// What a reader sees of a template besides its texts: the words between tags, and in the attributes that are read aloud.
function bare(source) {
	const rest = source
		.replace(/\{\{!.*?\}\}/gs, '')
		.replace(/\{\{#(tr|plural)\}\}.*?\{\{\/\1\}\}/gs, '')
		.replace(/\{\{\$(field|next|more|kind)\}\}.*?\{\{\/\1\}\}/g, '') // a name or attributes, handed to a partial
		.replace(/\{\{.*?\}\}/gs, '')
		.replace(/<!--.*?-->|<(pre|code|kbd)\b.*?<\/\1>/gs, '') // what is typed is the same in every language
		.replace(/ aria-current="page"/g, '') // what a page hands to the layout
	const read = [...rest.matchAll(/\b(?:alt|title|placeholder|aria-label|aria-description|data-text-\w+)="([^"]*)"/g)].map(match => match[1])
	const between = rest.replace(/<[^>]*>/g, ' ').replace(/&\w+;/g, ' ').replace(/\S*\/\S*/g, ' ') // and so are addresses
	return [between, ...read].join(' ').replace(same, ' ').match(/\p{L}{2,}/gu) ?? []
}

test('no word stands outside of a text', () => {
	const found = templates().map(({ name, source }) => [name, bare(source)]).filter(([, words]) => words.length)
	none(found.map(([name, words]) => `${name}: ${words.join(' ')}`))
})
