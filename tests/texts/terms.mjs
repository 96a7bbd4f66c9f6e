// web/po/TERMS.md holds: each of its terms is the one that the texts use, in every language, and no struck word is left.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { web, texts, entries, codes } from '../../web/po/texts.mjs'

const [used, struck] = readFileSync(join(web, 'po/TERMS.md'), 'utf8').split('## Struck')
	.map(part => part.split('\n').filter(line => /^\| (?!---|English|language)/.test(line)).map(line => line.slice(1, -1).split('|').map(cell => cell.trim())))
const none = list => list.length && assert.fail(list.join('\n'))
const catalog = language => entries(join(web, 'po', `${language}.po`)).map(({ msgid, msgid_plural, msgstr }) => [[msgid, msgid_plural].join(' '), msgstr.join(' ')])

// What is read of a text: without tags, and without the names of the values that it takes.
const read = text => text.replace(/\{\{.*?\}\}|<[^>]*>|\{\w+\}/g, ' ')
const forms = cell => cell.split(', ')
const word = (form, flags) => new RegExp(`(?<![\\p{L}-])${form.replace(/[(.]/g, '\\$&')}(?![\\p{L}(/])`, `${flags}u`)

for (const [at, language] of codes.slice(1).entries())
	test(`${language}: what English calls by one term is called by one term`, () => {
		const found = []
		for (const [english, text] of catalog(language))
			for (const [term, ...others] of used)
				if (forms(term).some(form => word(`${form}s?`, /^[A-Z]/.test(form) ? '' : 'i').test(read(english))) &&
						!forms(others[at]).some(form => read(text).toLowerCase().includes(form.toLowerCase())))
					found.push(`${term} is ${others[at]}: ${english} | ${text}`)
		none(found)
	})

const eitherCase = form => word(form.replace(/^\p{L}/u, first => `[${first.toLowerCase()}${first.toUpperCase()}]`), '')

// A struck word that is written with a small letter is struck at the beginning of a sentence, too, and the other way round.
for (const language of codes)
	test(`${language}: no struck word`, () => {
		const rows = struck.filter(row => row[0] === language)
		assert.ok(rows.length > 3)
		const all = language === 'en' ? [...texts()].flatMap(([english, { plural = '' }]) => `${english} ${plural}`) : catalog(language).map(([, text]) => text)
		none(all.flatMap(text => rows.filter(([, cell]) => forms(cell).some(form => eitherCase(form).test(text)))
			.map(([, cell, instead]) => `${cell}: better ${instead}: ${text}`)))
	})

test('fr: a no-break space inside of « » and before high punctuation', () =>
	none(catalog('fr').map(([, text]) => read(text)).filter(text => /[^\u00a0:;?!][:;?!»](?=\s|$)|«[^\u00a0]/.test(text))))
