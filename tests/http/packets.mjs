// A panel's packet through the front door: a paper is sent, cleared by the clerk, compiled by staff, read by chair and
// focal point; what poppler and qpdf say of the file; out of date after a replacement; the same bytes by `dais packet`.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dais, forms, textOf, visitor } from './../helpers.mjs'
import { words } from '../words.mjs'

const folder = mkdtempSync(join(tmpdir(), 'dais-packets-'))
after(() => rmSync(folder, { recursive: true }))
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')
const run = (...command) => execFileSync(command[0], command.slice(1), { encoding: 'utf8', maxBuffer: 1 << 26 })

// A PDF of so many pages, each with one line of text, a bookmark a page, and a link from the first to the last.
function pdf(text, pages) {
	const objects = []
	const add = body => objects.push(body)
	const page = n => 5 + 2 * n
	add('<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>')
	add(`<</Type/Pages/Count ${pages}/Kids[${Array.from({ length: pages }, (_, n) => `${page(n)} 0 R`).join(' ')}]>>`)
	add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')
	const marks = 5 + 2 * pages
	add(`<</First ${marks} 0 R/Last ${marks + pages - 1} 0 R/Count ${pages}>>`)
	for (let n = 0; n < pages; n++) {
		const content = `BT /F 24 Tf 72 600 Td (${text} ${n + 1}) Tj ET`
		const link = n === 0 ? `/Annots[<</Type/Annot/Subtype/Link/Rect[72 590 300 630]/Dest[${page(pages - 1)} 0 R/Fit]>>]` : ''
		add(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents ${page(n) + 1} 0 R${link}>>`)
		add(`<</Length ${content.length}>>stream\n${content}\nendstream`)
	}
	for (let n = 0; n < pages; n++)
		add(`<</Title(${text}, part ${n + 1})/Parent 4 0 R/Dest[${page(n)} 0 R/Fit]` +
			(n > 0 ? `/Prev ${marks + n - 1} 0 R` : '') + (n < pages - 1 ? `/Next ${marks + n + 1} 0 R` : '') + '>>')
	let out = '%PDF-1.5\n'
	const offsets = objects.map((body, i) => {
		const at = out.length
		out += `${i + 1} 0 obj\n${body}\nendobj\n`
		return at
	})
	const xref = out.length
	out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}` +
		`trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`
	return Buffer.from(out, 'latin1')
}

async function until(look, what, seconds = 60) {
	for (let tries = seconds * 4; tries > 0; tries--) {
		const found = await look()
		if (found)
			return found
		await sleep(250)
	}
	assert.fail(`waited in vain for: ${what}`)
}

const json = async (who, address) => JSON.parse((await who.get(address, { headers: { accept: 'application/json' } })).html)

const staff = await visitor('staff')
const panelist = await visitor('panelist')

// The slot that the demo's panelist holds, and the panel it belongs to.
const slots = (await json(panelist, '/en/my')).slots
const held = slots[0]
const slot = held.id ?? held.slot?.id ?? held.slot
const panel = (await json(panelist, `/en/my/slots/${slot}`)).item.address ?? 'III'
const page = `/en/desk/migrants-2004/packets/${panel}`

async function send(bytes, title) {
	await panelist.get(`/en/my/slots/${slot}`)
	if (forms(panelist.page.html).some(form => /confirm$/.test(form.action ?? '')))
		await panelist.submit(/confirm$/)
	await panelist.submit(/papers$/, { title, language: 'en', file: new File([bytes], 'paper.pdf', { type: 'application/pdf' }) })
	assert.equal(panelist.page.status, 200, textOf(panelist.page.html).slice(0, 400))
	assert.match(panelist.page.address, /receipts/)
	await until(async () => (await json(staff, page)).entries.some(entry => entry.cleared?.sha256 === sha256(bytes)), 'the paper cleared')
}

async function compile(choice = { two_sided: undefined }) {
	await staff.get(page)
	await staff.submit(/packets/, choice)
	assert.equal(staff.page.status, 200)
	assert.match(staff.page.html, /<progress|Open the packet/)
	return until(async () => {
		const state = await json(staff, page)
		assert.ok(!state.failed, 'the job did not fail')
		return !state.working && state.packet
	}, 'the packet')
}

let packet, file

test('staff compile the packet of a panel', async () => {
	await send(pdf('Alpha', 3), 'The first paper')
	packet = await compile()
	assert.equal(packet.stale, false)
	const answer = await staff.get(`/en/packets/${packet.id}`)
	assert.equal(answer.status, 200)
	assert.equal(answer.headers.get('content-type'), 'application/pdf')
	assert.equal(sha256(answer.bytes), packet.sha256)
	file = join(folder, 'packet.pdf')
	writeFileSync(file, answer.bytes)
})

test('the reader of another language is offered the one that there is, on the page and in the list', async () => {
	const offered = new RegExp(`<a href="[^"]*packets/${packet.id}" hreflang="en">Inglés</a>`)
	for (const path of [page, '/en/desk/migrants-2004/packets'].map(path => path.replace('/en/', '/es/'))) {
		assert.match((await staff.get(path)).html, offered, path)
		assert.ok(textOf(staff.page.html).includes(words('es')('Not compiled in this language yet. There is one in:')), path)
	}
	assert.equal((await staff.get(`/es/packets/${packet.id}`)).status, 200)
	assert.doesNotMatch((await staff.get(page)).html, /hreflang="en">English<\/a>/, 'her own is not offered twice')
	const chair = await visitor('chair'), mission = await visitor('focal-point')
	for (const reader of [chair, mission])
		assert.match((await reader.get('/fr/desk/migrants-2004/packets')).html, /hreflang="en">Anglais<\/a>/)
})

test('qpdf finds nothing wrong with it', () => {
	assert.match(run('qpdf', '--check', file), /No syntax or stream encoding errors found/)
	assert.equal(Number(run('qpdf', '--show-npages', file)), packet.pages)
})

test('every page but the cover has its running head, with page x of y', () => {
	for (let number = 2; number <= packet.pages; number++) {
		const text = run('pdftotext', '-f', `${number}`, '-l', `${number}`, '-layout', file, '-')
		assert.match(text, new RegExp(`Panel ${panel}`), `page ${number}`)
		assert.match(text, new RegExp(`Page ${number} of ${packet.pages}`), `page ${number}`)
	}
})

test('it holds cover, contents, a sheet for every slot, the paper and a manifest', async () => {
	const text = run('pdftotext', '-layout', file, '-')
	const { entries } = await json(staff, page)
	for (const word of ['Contents', 'Manifest', 'Alpha 3', 'Not yet received', ...entries.map(entry => entry.short)])
		assert.ok(text.includes(word), word)
	assert.ok(text.replace(/\s/g, '').includes(sha256(pdf('Alpha', 3))), 'SHA-256 of the paper')
})

test('the manifest as JSON says where the paper stands, and the hash of what readers hold', async () => {
	const chair = await visitor('chair')
	const manifest = await json(chair, `/en/packets/${packet.id}/manifest.json`)
	const line = manifest.files.find(paper => paper.sha256 === sha256(pdf('Alpha', 3)))
	assert.equal(manifest.packet.sha256, packet.sha256)
	assert.match(run('pdftotext', '-f', `${line.page}`, '-l', `${line.page}`, file, '-'), /Alpha 1/)
	assert.match(run('pdftotext', '-f', `${line.page + line.pages - 1}`, '-l', `${line.page + line.pages - 1}`, file, '-'), /Alpha 3/)
	assert.deepEqual([line.state, line.language, line.pages, line.file_name], ['in packet', 'en', 3, 'paper.pdf'])
	assert.match(line.receipt, /^\w{4}-\w{4}-\w{4}$/)
	const copy = await staff.get(`/en/papers/${line.file}`)
	assert.equal(sha256(copy.bytes), line.cleaned_sha256)
	assert.notEqual(line.cleaned_sha256, line.sha256)
	assert.match(copy.headers.get('content-disposition'), /paper-cleared\.pdf/)
	assert.equal(line.cleaned_name, 'paper-cleared.pdf')
	const text = run('pdftotext', '-layout', file, '-').replace(/\s/g, '')
	for (const told of [line.cleaned_sha256, line.cleaned_name, line.receipt])
		assert.ok(text.includes(told), told)
	assert.equal((await panelist.get(`/en/packets/${packet.id}/manifest.json`)).status, 404)
	const reader = await visitor()
	for (const [digest, answer] of [[line.cleaned_sha256, /Match\s*This is the copy for readers/], [line.sha256, /Match\s*This receipt/], [sha256('x'), /No match/]]) {
		await reader.get('/en/verify')
		assert.match(textOf((await reader.submit(/verify$/, { receipt: line.receipt, sha256: digest })).html), answer)
	}
	writeFileSync(join(folder, line.cleaned_name), copy.bytes)
	const saved = join(folder, 'receipt.txt'), held = join(folder, line.cleaned_name)
	writeFileSync(saved, (await panelist.get(`/en/receipts/${line.receipt}.txt`)).html)
	for (const receipt of [line.receipt, saved])
		assert.match(run('sh', '-c', `dais verify "${receipt}" "${held}" 2>&1`), /copy for readers of file 1 of this receipt\nmatch/)
	const unreachable = spawnSync('dais', ['verify', saved, held], { encoding: 'utf8', env: { ...process.env, DAIS_ADMIN_DATABASE: `host=${folder}` } })
	assert.equal(unreachable.status, 2, 'without the database it is not called false')
	assert.match(unreachable.stderr, /genuine but does not list this file/)
})

test('the cover counts what has a receipt, and its dates are those of the meeting', async () => {
	const cover = run('pdftotext', '-l', '1', '-layout', file, '-')
	const { entries } = await json(staff, page)
	const received = entries.filter(entry => entry.filed).length
	assert.match(cover, new RegExp(`Papers +${received} of ${entries.length} received`))
	assert.match(cover, /Dates +\w+ \d+–\d+, \d{4}/)
	assert.doesNotMatch(cover, /2004/, 'the demo is not in the year of its source')
	const placeholder = entries.find(entry => entry.state === 'not received')
	const text = run('pdftotext', '-layout', file, '-').split('\f').find(sheet => sheet.includes(placeholder.short) && /Not yet received[^]*Deadline/.test(sheet))
	assert.match(text, /Deadline +\w+ \d+, \d{4}/)
	assert.match(text, /Questions +.*working-group@example\.org/)
})

test('bookmarks of the paper and links of contents and paper are alive', () => {
	const dump = run('qpdf', '--qdf', '--object-streams=disable', file, '-')
	const titles = [...dump.matchAll(/\/Title \(([^)]*)\)/g)].map(found => found[1])
	assert.ok(titles.some(title => title === 'Alpha, part 3'), titles.join(' | '))
	const links = dump.match(/\/Subtype \/Link/g).length
	assert.ok(links >= 3, `${links} links`)
})

test('chair and focal point read it, a panelist and the public do not', async () => {
	for (const who of ['chair', 'focal-point']) {
		const reader = await visitor(who)
		assert.equal((await reader.get(`/en/packets/${packet.id}`)).status, 200, who)
		assert.equal((await reader.get('/en/desk/migrants-2004/packets')).status, 200, who)
		assert.ok(!forms(reader.page.html).some(form => /packets/.test(form.action ?? '')), `${who} cannot compile`)
	}
	assert.equal((await panelist.get(`/en/packets/${packet.id}`)).status, 404)
	assert.equal((await panelist.get(page)).status, 404)
	const nobody = await visitor()
	assert.notEqual((await nobody.get(`/en/packets/${packet.id}`, { follow: false })).status, 200)
})

test('dais packet gives the same bytes and the same manifest', async () => {
	const out = join(folder, 'by-command.pdf'), told = join(folder, 'by-command.json')
	dais('packet', 'migrants-2004', panel, '--out', out, '--manifest', told)
	assert.equal(sha256(readFileSync(out)), packet.sha256)
	const { files } = await json(staff, `/en/packets/${packet.id}/manifest.json`)
	assert.deepEqual(JSON.parse(readFileSync(told)).files, files)
})

test('compiled again, it is the same', async () => {
	assert.equal((await compile()).sha256, packet.sha256)
})

test('a replaced paper marks it out of date, until it is compiled again', async () => {
	await send(pdf('Beta', 2), 'The first paper')
	const stale = await json(staff, page)
	assert.equal(stale.packet.stale, true)
	assert.equal(stale.packet.sha256, packet.sha256, 'the last good packet stays')
	const fresh = await compile()
	assert.equal(fresh.stale, false)
	assert.notEqual(fresh.sha256, packet.sha256)
	assert.equal(fresh.pages, packet.pages - 1)
})

test('paper and sides are the meeting’s, which staff set on its page', async () => {
	const settings = '/en/desk/migrants-2004/settings'
	await staff.get(settings)
	const before = staff.page.html.match(/name="paper_size" value="(\w+)" checked/)[1]
	await staff.submit(/settings$/, { paper_size: 'a4', two_sided: '1' })
	assert.match(staff.page.address, /done=saved/)
	assert.match(staff.page.html, /value="a4" checked/)
	assert.equal((await json(staff, page)).packet.stale, true)
	await staff.get(settings)
	await staff.submit(/settings$/, { paper_size: before, two_sided: undefined })
	assert.equal((await json(staff, page)).packet.stale, false)
})

test('for two-sided printing every paper begins on the front of a leaf, and the choice is kept', async () => {
	const leaves = await compile({ two_sided: '1' })
	const manifest = await json(staff, `/en/packets/${leaves.id}/manifest.json`)
	for (const page of [...manifest.files, ...manifest.placeholders].flatMap(({ page, sheet_page }) => [page, sheet_page]).filter(Number))
		assert.equal(page % 2, 1, `page ${page}`)
	const out = join(folder, 'leaves.pdf')
	dais('packet', 'migrants-2004', panel, '--out', out, '--two-sided')
	assert.equal(sha256(readFileSync(out)), leaves.sha256)
	assert.match((await staff.get(page)).html, /name="two_sided"[^>]* checked/)
	await compile()
	assert.doesNotMatch((await staff.get(page)).html, /name="two_sided"[^>]* checked/)
})
