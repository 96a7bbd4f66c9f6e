/*
 * node tests/limits/meeting.mjs SLUG [PANELS]: the meeting of tests/data/migrants-2004.json under another slug, for `dais
 * import`; with its second panel so many times in the place of its agenda.
 */
import { readFileSync } from 'node:fs'

const [slug, panels] = process.argv.slice(2)
const data = JSON.parse(readFileSync(new URL('../data/migrants-2004.json', import.meta.url), 'utf8').replaceAll('migrants-2004', slug))
if (panels)
	data.items = Array.from({ length: Number(panels) }, (_, at) => ({ ...data.items[1], key: `II-${at + 1}` }))
process.stdout.write(JSON.stringify(data))
