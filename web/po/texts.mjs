// Finds every text of the templates: {{#tr}}…{{/tr}} and {{#plural}}one|many{{/plural}}, white space folded as
// base/catalog.c does. Run alone it prints them as a .pot file; the test of the catalogs imports it.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const web = dirname(dirname(fileURLToPath(import.meta.url)))

// The languages of dais, [{ code, name }]; the first is that of the templates.
export const languages = [...readFileSync(join(dirname(web), 'sql/languages.sql'), 'utf8').matchAll(/^\t\('([a-z]+)', '([^']+)'/gm)]
	.map(([, code, name]) => ({ code, name }))
export const codes = languages.map(({ code }) => code)

export function templates(directory = web) {
	return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
		const path = join(directory, entry.name)
		if (entry.isDirectory())
			return entry.name === 'node_modules' ? [] : templates(path)
		return entry.name.endsWith('.mustache') ? [{ name: relative(web, path), source: readFileSync(path, 'utf8') }] : []
	}).sort((a, b) => (a.name < b.name ? -1 : 1))
}

export const fold = text => text.trim().replace(/[ \t\r\n]+/g, ' ')

// A map from the English to { plural, files }.
export function texts() {
	const found = new Map()
	for (const { name, source } of templates()) {
		for (const [, section, raw] of source.replace(/\{\{!.*?\}\}/gs, '').matchAll(/\{\{#(tr|plural)\}\}(.*?)\{\{\/\1\}\}/gs)) {
			const [english, plural] = section === 'plural' ? fold(raw).split('|') : [fold(raw)]
			const text = found.get(english) ?? { plural, files: new Set() }
			text.plural ??= plural
			text.files.add(name)
			found.set(english, text)
		}
	}
	return found
}

// The entries of a .po file: { msgid, msgid_plural, msgstr: [forms], fuzzy }, without the header.
export function entries(path) {
	const list = []
	let last
	for (const line of readFileSync(path, 'utf8').split('\n')) {
		const [, keyword, index, quoted] = line.match(/^(?:(msgid|msgid_plural|msgstr)(?:\[(\d)\])? )?(".*")$/) ?? []
		if (line === '')
			last = undefined
		else if (line.startsWith('#~'))
			continue
		else if (!last)
			list.push(last = { msgstr: [] })
		if (/^#, .*fuzzy/.test(line))
			last.fuzzy = true
		if (keyword === 'msgstr')
			last.at = [last.msgstr, index ?? 0]
		else if (keyword)
			last.at = [last, keyword]
		if (quoted)
			last.at[0][last.at[1]] = (last.at[0][last.at[1]] ?? '') + JSON.parse(quoted)
	}
	return list.filter(entry => entry.msgid)
}

const quote = text => `"${text.replace(/["\\]/g, '\\$&')}"`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	console.log('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"')
	for (const [english, { plural, files }] of texts()) {
		console.log(`\n#: ${[...files].join(' ')}\nmsgid ${quote(english)}`)
		console.log(plural === undefined ? 'msgstr ""' : `msgid_plural ${quote(plural)}\nmsgstr[0] ""\nmsgstr[1] ""`)
	}
}
