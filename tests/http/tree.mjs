// The agenda edited by staff without JavaScript: added, changed, moved, withdrawn, deleted; taken back and done again; two
// editors at once. In a meeting of its own, which begins as the sample's file has it.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { forms, importSample, sql, textOf, url, visitor } from './../helpers.mjs'

const slug = `tree-${randomUUID().slice(0, 8)}`
const one = await visitor('admin@example.org'), two = await visitor('admin@example.org')
const json = async (who, path) => JSON.parse((await who.get(`${url}/en/desk/${slug}${path}`, { headers: { accept: 'application/json' } })).html)
const page = (who, path = '/agenda', lang = 'en') => who.get(`${url}/${lang}/desk/${slug}${path}`)
const lines = async () => (await json(one, '/agenda')).items
const outline = async () => (await lines()).filter(item => !item.gone).map(item => `${item.number ?? ''} ${item.title.text}`.trim())
const find = async start => (await lines()).find(item => item.title.text.startsWith(start))
const wrong = seen => [...seen.html.matchAll(/<li><a href="#([^"]+)">/g)].map(([, field]) => field)
const move = async (who, way, start) => {
	const { id } = await find(start)
	await page(who)
	return who.submit(/move$/, { [way]: id })
}

importSample(slug)
const first = await outline()

test('an item is added at the end of its day or behind another, in several languages', async () => {
	await page(one, '/agenda/new')
	await one.submit(/new$/, { kind: 'working', 'long_title.en': 'A new item', 'long_title.es': 'Un punto nuevo', day: '1' })
	assert.match(one.page.address, /\/agenda\?done=saved#i/)
	const added = await find('A new item')
	assert.ok((await outline()).indexOf(`${added.number} A new item`) < (await outline()).findIndex(it => it.includes('Identification')))
	assert.deepEqual(added.missing.map(it => it.language), ['fr', 'pt'])
	await page(one, `/agenda/new?after=${added.id}`)
	await one.submit(/new$/, { kind: 'break', 'long_title.en': 'Lunch' })
	const all = (await lines()).map(it => it.title.text)
	assert.equal(all[all.indexOf('A new item') + 1], 'Lunch')
	assert.match((await page(one, '/agenda', 'es')).html, /Un punto nuevo/)
})

test('moving: up and down, across days, in and out', async () => {
	const place = async () => { const it = await find('A new item'); return { depth: it.depth, number: it.number } }
	const at = async () => (await lines()).map(it => it.title.text).indexOf('A new item')
	const before = await at()
	await move(one, 'up', 'A new item')
	assert.ok(await at() < before)
	await move(one, 'in', 'A new item')
	assert.equal((await place()).depth, 2)
	await move(one, 'out', 'A new item')
	assert.equal((await place()).depth, 1)
	await move(one, 'down', 'A new item')
	const day = () => sql(`select day from dais.item join dais.meeting as m on m.id = item.meeting where m.slug = '${slug}' and long_title ->> 'en' = 'A new item'`)
	assert.equal(day(), '1')
	for (let i = 0; i < 3 && day() === '1'; i++)
		await move(one, 'down', 'A new item')
	assert.equal(day(), '2')
	const { id } = await find('A new item')
	await page(one, `/agenda/${id}`)
	const circle = await one.submit(new RegExp(`agenda/${id}$`), { parent: id })
	assert.deepEqual(wrong(circle), ['parent'])
})

test('two editors: what one renames and the other moves both counts; of the same text the second sees the first’s', async () => {
	const { id } = await find('A new item')
	await page(one, `/agenda/${id}`)
	await page(two, `/agenda/${id}`)
	await one.submit(new RegExp(`agenda/${id}$`), { 'long_title.en': 'Renamed by one' })
	await move(two, 'up', 'Renamed by one')
	await page(two, `/agenda/${id}`)
	await page(one, `/agenda/${id}`)
	await one.submit(new RegExp(`agenda/${id}$`), { 'long_title.en': 'Renamed again by one', 'annotation.en': 'Said by one' })
	const clash = await two.submit(new RegExp(`agenda/${id}$`), { 'long_title.en': 'Renamed by two', 'long_title.fr': 'Par deux' })
	assert.equal(clash.status, 409)
	assert.deepEqual(wrong(clash), ['long_title-en'])
	assert.match(textOf(clash.html), /Renamed again by one/)
	for (const value of ['value="Renamed by two"', 'value="Par deux"'])
		assert.ok(clash.html.includes(value), value)
	await two.submit(new RegExp(`agenda/${id}$`))
	const it = await json(one, `/agenda/${id}`)
	const text = (name, lang) => it.form[name].find(entry => entry.language === lang).text
	assert.equal(text('long_title', 'en'), 'Renamed by two')
	assert.equal(text('annotation', 'en'), 'Said by one')
	assert.equal(text('long_title', 'fr'), 'Par deux')
})

test('withdrawing, deleting: what is in use stays', async () => {
	const panel = (await lines()).find(it => it.number === 'III')
	await page(one, `/agenda/${panel.id}`)
	const kept = await one.submit(/delete$/)
	assert.equal(kept.status, 409)
	assert.match(textOf(kept.html), /withdraw it instead/)
	await page(one, `/agenda/${panel.id}`)
	await one.submit(/withdraw$/)
	assert.equal((await lines()).find(it => it.id === panel.id).gone, true)
	await page(one, `/agenda/${panel.id}`)
	await one.submit(/withdraw$/, { restore: '1' })
	assert.equal((await lines()).find(it => it.id === panel.id).number, 'III')
	const lunch = await find('Lunch')
	await page(one, `/agenda/${lunch.id}`)
	await one.submit(/delete$/)
	assert.match(one.page.address, /done=item-deleted/)
	assert.equal(await find('Lunch'), undefined)
})

test('everything can be taken back, to the first state, and done again', async () => {
	const last = await outline()
	let undone = 0
	for (;; undone++) {
		const { acts } = await json(one, '/changes')
		const act = acts.find(it => !it.undone && !it.undo)
		if (!act)
			break
		await page(one, '/changes')
		await one.submit(new RegExp(`${act.act}/undo$`))
		assert.equal(one.page.status, 200, JSON.stringify(act.lines))
	}
	assert.ok(undone > 9)
	assert.deepEqual(await outline(), first)
	for (let redone = 0; redone < undone; redone++) {
		const { acts } = await json(one, '/changes')
		const act = acts.filter(it => it.undo && !it.undone)[0]
		await page(one, '/changes')
		await one.submit(new RegExp(`${act.act}/undo$`))
		assert.equal(one.page.status, 200)
	}
	assert.deepEqual(await outline(), last)
})

test('what the agenda prints besides its items: its head, sections with paragraphs, footnotes; taken back like the rest', async () => {
	const preview = async () => textOf((await page(one, '/preview/annotated-agenda')).html)
	const before = await preview()
	await page(one, '/agenda')
	assert.ok(one.page.html.includes(`/en/desk/${slug}/agenda/document"`))
	await page(one, '/agenda/document')
	await one.submit(/agenda\/document$/)
	assert.equal(await preview(), before)
	await page(one, '/agenda/document')
	await one.submit(/agenda\/document$/, { 'title_note.en': '(As amended)', 'printed_title.fr': '' })
	assert.match(textOf(one.page.html), /Title \(optional\) Missing: French/)
	await page(one, '/agenda/document/section/new')
	assert.deepEqual(wrong(await one.submit(/section\/new$/, { number: '' })), ['title'])
	await one.submit(/section\/new$/, { number: '3', 'title.en': 'Documents' })
	const section = (await json(one, '/agenda/document')).sections.at(-1)
	await page(one, `/agenda/document/paragraph/new?section=${section.id}`)
	await one.submit(/paragraph\/new$/, { style: 'objective', mark: 'a.', 'text.en': 'To be read before.' })
	await page(one, '/agenda/document/footnote/new')
	const clash = await one.submit(/footnote\/new$/, { mark: '1', stands_at: 'title', 'text.en': 'Provisional title.' })
	assert.deepEqual(wrong(clash), ['mark'])
	assert.match(clash.html, /Provisional title\./)
	await one.submit(/footnote\/new$/, { mark: '2' })
	await page(one, '/agenda/document/footnote/new')
	assert.match(textOf(one.page.html), /at: a\. To be read before/)
	await one.submit(/footnote\/new$/, { mark: '3', stands_at: section.id, 'text.en': 'On paper.' })
	const { id } = (await json(one, '/agenda/document')).footnotes.at(-1)
	for (const visitor of [one, two])
		await page(visitor, `/agenda/document/footnote/${id}`)
	const form = new RegExp(`footnote/${id}$`)
	await two.submit(form, { stands_at: 'note' })
	assert.match(textOf((await one.submit(form, { stands_at: 'heading' })).html), /Now it is: at the note below the title/)
	await page(two, `/agenda/document/footnote/${id}`)
	await two.submit(form, { stands_at: section.id })
	const after = await preview()
	for (const printed of ['MIGRANTS” 2 ', '(As amended) 1 ', '3. Documents 3 a. To be read before. ', '2. Provisional title.', '3. On paper.'])
		assert.ok(after.includes(printed), printed)
	const short = textOf((await page(one, '/preview/agenda')).html)
	assert.ok(short.includes('2. Provisional title.') && !short.includes('On paper.'), 'the short agenda has no sections')
	assert.match(textOf((await page(one, '/changes')).html), /\(Footnote\) added.*\(Paragraph\) added.*\(Section\) added.*head of the agenda changed/)
	for (let i = 0; i < 7; i++) {
		await page(one, '/agenda/document')
		await one.submit(/undo$/)
		assert.match(one.page.address, /agenda\/document\?done=undone/)
	}
	assert.equal(await preview(), before)
})

test('what others have built upon is not taken back over their heads', async () => {
	await page(one, '/agenda/new')
	await one.submit(/new$/, { kind: 'panel', 'long_title.en': 'Upon this', day: '2' })
	const { id } = await find('Upon this')
	const { act } = (await json(one, '/agenda')).undo
	await page(two, `/agenda/${id}`)
	await two.submit(new RegExp(`agenda/${id}$`), { 'long_title.es': 'Sobre esto' })
	await page(one, '/changes')
	const refused = await one.submit(new RegExp(`${act}/undo$`))
	assert.equal(refused.status, 409)
	assert.match(textOf(refused.html), /Others have built upon this change/)
	assert.ok(await find('Upon this'))
})

test('where drag and drop puts an item: behind another, or first of all; never below itself', async () => {
	const { id } = await find('Upon this')
	const put = async fields => {
		await page(one)
		const { fields: own } = forms(one.page.html).find(it => /move$/.test(it.action))
		return one.request(`${url}/en/desk/${slug}/agenda/${id}/put`, { method: 'POST', body: new URLSearchParams({ token: own.token, ...fields }), headers: { origin: url } })
	}
	const all = async () => (await lines()).map(it => it.title.text)
	await put({ after: (await find('Regional Groups')).id })
	assert.equal((await all())[(await all()).indexOf('Regional Groups') + 1], 'Upon this')
	assert.equal((await find('Upon this')).depth, 2)
	await put({})
	assert.equal((await all())[0], 'Upon this')
	assert.equal((await find('Upon this')).number, 'I')
	assert.equal((await put({ parent: id })).status, 422)
})
