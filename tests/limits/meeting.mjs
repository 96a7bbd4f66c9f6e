/*
 * node tests/limits/meeting.mjs SLUG [PANELS [SLOTS]]: the meeting of tests/data/migrants-2004.json under another slug, for `dais
 * import`; with its second panel so many times in the place of its agenda, and so many slots in each.
 *
 * node tests/limits/meeting.mjs SLUG full: one as large as dais is made for: 8 days, 200 parties, 300 items (60 panels, each with three
 * parts and a dialogue), 1,000 slots.
 */
import { readFileSync } from 'node:fs'

const [slug, panels, slots] = process.argv.slice(2)
const data = JSON.parse(readFileSync(new URL('../data/migrants-2004.json', import.meta.url), 'utf8').replaceAll('migrants-2004', slug))
const [, panel, third] = data.items
const many = (count, make) => Array.from({ length: Number(count) }, (_, at) => make(at))
const dialogue = third.children.find(it => it.kind === 'dialogue')
const inAll = text => Object.fromEntries(['en', 'es', 'fr', 'pt'].map(lang => [lang, text]))
const clock = minutes => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const slotOf = at => ({ role: 'panelist', held_by: 'institution', party: `P${at % 200}`, label: inAll(`Party ${at % 200}`) })

/* Panel `at`: eight of them a day, an hour each, fifteen minutes of it for each of its parts and for its dialogue. */
function largePanel(at) {
	const sitting = 1 + Math.floor(at / 8), begins = 9 * 60 + 60 * (at % 8)
	const hours = quarter => [{ sitting, starts: clock(begins + 15 * quarter), ends: clock(begins + 15 * quarter + 15) }]
	const parts = [6, 6, at < 40 ? 5 : 4].map((places, part) => ({ ...panel, key: `P-${at}-${part}`, day: sitting, children: [],
		schedule: hours(part), slots: many(places, nth => slotOf(17 * at + 6 * part + nth)) }))
	return { ...panel, key: `P-${at}`, day: sitting, slots: [], schedule: [{ sitting, starts: clock(begins), ends: clock(begins + 60) }],
		children: [...parts, { ...dialogue, key: `P-${at}.dialogue`, day: sitting, schedule: hours(3) }] }
}

function makeFull() {
	const dayOf = ordinal => new Date(Date.UTC(2030, 0, 6 + ordinal)).toISOString().slice(0, 10)
	data.draft = true // its editions are issued once its people are there
	data.starts_on = dayOf(1)
	data.ends_on = dayOf(8)
	data.deadline = `${dayOf(0)}T12:00`
	data.days = many(8, at => ({ ...data.days[0], ordinal: at + 1, date: dayOf(at + 1) }))
	data.sittings = many(8, at => ({ ...data.sittings[0], ordinal: at + 1, day: at + 1 }))
	data.parties = many(200, at => ({ code: `P${at}`, kind: 'state', iso: null, names: inAll(`Party ${at}`), acronyms: null }))
	data.items = many(60, largePanel)
}

if (panels === 'full')
	makeFull()
else if (panels)
	data.items = many(panels, at => ({ ...panel, key: `II-${at + 1}`, slots: slots ? many(slots, () => panel.slots[0]) : panel.slots }))
process.stdout.write(JSON.stringify(data))
