// What intake finds is told: a paper that would hang its readers is returned with the reason; what was changed in the copy
// is told on the panelist's page, on the receipt, on the desk, by mail and on the title sheet, in the reader's language.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { mailsTo, newPanelist, textOf, url, visitor } from '../helpers.mjs'
import { simple, stream } from '../paper/helpers-intake.mjs'

const meeting = 'migrants-2004'
const staff = await visitor('staff')

async function send(who, bytes) {
	await who.form()
	return who.submit(/papers$/, { title: 'Women who migrate', language: 'en', file: new File([bytes], 'paper.pdf') })
}

// The panelist's page, once intake is done with it.
async function judged(who) {
	for (let tries = 0; tries < 480; tries++) {
		await who.form()
		if (!/being checked/.test(textOf(who.page.html)))
			return textOf(who.page.html)
		await new Promise(resolve => setTimeout(resolve, 250))
	}
	assert.fail('intake takes longer than two minutes')
}

const script = '<</S/JavaScript/JS(app.alert(1))>>'
const loaded = simple({
	catalog: `/OpenAction${script}/AcroForm<</SigFlags 3/Fields[6 0 R 7 0 R]>>`, page: '/Annots[5 0 R 8 0 R]',
	more: [`<</Type/Annot/Subtype/FreeText/Rect[72 400 272 440]/Contents(Amended)>>`, '<</FT/Sig/T(a)/V<</Type/Sig>>>>', '<</FT/Sig/T(b)/V<</Type/Sig>>>>',
		'<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/GoToR/F(annex.pdf)/D[0/Fit]>>>>'],
})
const told = [/1 script was removed\./, /2 digital signatures are not carried over/, /1 mark was drawn in/, /1 link to a file or to an unsafe address was removed\./]
const maria = await newPanelist(staff)
let receipt

test('the page of the panelist says what was changed in the copy', async () => {
	const page = await send(maria, loaded)
	receipt = page.address.match(/receipts\/([0-9A-Z-]{14})/)[1]
	const text = await judged(maria)
	assert.match(text, /Received, in order/)
	for (const sentence of told)
		assert.match(text, sentence)
})

test('so does the receipt, in the language of whoever reads it', async () => {
	const text = textOf((await maria.get(`${url}/en/receipts/${receipt}`)).html)
	for (const sentence of told)
		assert.match(text, sentence)
	for (const [language, sentence] of [['es', /2 firmas digitales/], ['fr', /2 signatures/], ['pt', /2 assinaturas/]])
		assert.match(textOf((await maria.get(`${url}/${language}/receipts/${receipt}`)).html), sentence)
})

test('so does the desk', async () => {
	const text = textOf((await staff.get(`${url}/en/desk/${meeting}/slots/${maria.slot}`)).html)
	for (const sentence of told)
		assert.match(text, sentence)
})

test('what its pages say stands beside the form for what it proposes, for staff alone', async () => {
	const { pages } = JSON.parse((await staff.get(`${url}/en/desk/${meeting}/proposals/new?slot=${maria.slot}`, { headers: { accept: 'application/json' } })).html)
	assert.equal(pages.length, 1)
	assert.match(pages[0].text, /Hello[^]*Amended/)
	assert.match((await staff.get(`${url}/en/desk/${meeting}/proposals/new?slot=${maria.slot}`)).html, /data-page="1">[^<]*Hello/)
	assert.equal((await maria.get(`${url}/en/desk/${meeting}/proposals/new?slot=${maria.slot}`)).status, 404)
})

test('a second mail tells the sender, once', async () => {
	const find = mails => mails.filter(mail => mail.subject.includes('What was changed'))
	let mails = []
	for (let tries = 0; tries < 40 && find(mails).length === 0; tries++) {
		mails = await mailsTo(maria.email, 2)
		await new Promise(resolve => setTimeout(resolve, 250))
	}
	assert.equal(find(mails).length, 1, mails.map(mail => mail.subject).join(' | '))
	for (const sentence of told)
		assert.match(find(mails)[0].text.replace(/\s+/g, ' '), sentence)
	assert.ok(find(mails)[0].text.includes(receipt))
	assert.doesNotMatch(find(mails)[0].text, /\n\n\n/)
})

test('the title sheet of a packet says it', async () => {
	const file = join(mkdtempSync(join(tmpdir(), 'packet-')), 'packet.pdf')
	execFileSync('dais', ['packet', meeting, 'III', '--language', 'en', '--out', file])
	const text = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ')
	for (const sentence of told)
		assert.match(text, sentence)
})

test('a paper in which nothing was changed says nothing and brings no second mail', async () => {
	const rosa = await newPanelist(staff)
	await send(rosa, simple())
	const text = await judged(rosa)
	assert.match(text, /Received, in order/)
	assert.doesNotMatch(text, /In the copy that others open/)
	assert.ok(!(await mailsTo(rosa.email, 2)).some(mail => mail.subject.includes('changed')))
})

test('a paper of a few kilobytes that would hang every reader is returned', async () => {
	const ana = await newPanelist(staff)
	const forms = Array.from({ length: 12 }, (_, at) => stream(at < 11 ? '/F Do\n'.repeat(10) : '0 0 9 9 re f',
		`/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</F ${6 + at} 0 R>>>>`))
	await send(ana, simple({ resources: '/XObject<</F 5 0 R>>', content: stream('/F Do'), more: forms }))
	const text = await judged(ana)
	assert.match(text, /Returned for technical correction/)
	assert.match(text, /too complex/)
})
