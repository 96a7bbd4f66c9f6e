// A paper from the form to the receipt and back out: what is taken, what is refused and in which words, who may open what,
// and that a receipt is believed for its file and for no other.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { forms, mailsTo, newPanelist, sql, textOf, url, visitor, withoutCommits } from '../helpers.mjs'
import { makeOffice, makeZip as zipOf } from '../make-paper.mjs'
import { pdf as pdfOf, stream } from '../paper/helpers-intake.mjs'

const meeting = 'migrants-2004'
const staff = await visitor('staff')
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')
const panelist = () => newPanelist(staff)
const says = (page, pattern) => assert.match(textOf(page.html), pattern)

// A PDF of one page, real enough for every reader.
function pdf(text = randomUUID()) {
	const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>', null,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>']
	const content = `BT /F1 24 Tf 72 700 Td (${text}) Tj ET`
	objects[3] = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`
	let out = '%PDF-1.4\n'
	const offsets = objects.map((object, i) => {
		const at = out.length
		out += `${i + 1} 0 obj\n${object}\nendobj\n`
		return at
	})
	const xref = out.length
	out += `xref\n0 6\n0000000000 65535 f \n${offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`
	return Buffer.from(out + `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`)
}

const [docx, pptx, odt, odp] = ['docx', 'pptx', 'odt', 'odp'].map(kind => makeOffice(kind))

async function send(who, bytes, name = 'paper.pdf', fields = {}) {
	await who.form()
	return who.submit(/papers$/, { title: 'Women who migrate', language: 'es', ...fields, ...(bytes && { file: new File([bytes], name) }) })
}
const receiptOf = page => page.address.match(/receipts\/([0-9A-Z-]{14})/)[1]

const maria = await panelist()
const first = pdf()
let receipt

test('an ordinary form files a paper, and the receipt says what was received', async () => {
	const page = await send(maria, first, 'Ponencia “niñas”.pdf', { themes: ['remittances', 'other'], other_theme: 'Consular protection', objectives: ['a'] })
	assert.equal(page.status, 200)
	receipt = receiptOf(page)
	says(page, /Ponencia “niñas”\.pdf/)
	says(page, /Women who migrate/)
	says(page, /On time/)
	assert.ok(textOf(page.html).replace(/ /g, '').includes(sha256(first)))
	await maria.form()
	assert.match(maria.page.html, /value="remittances" checked/)
	assert.match(maria.page.html, /value="Consular protection"/)
	says(maria.page, /Version 1/)
})

test('the receipt comes by mail, too', async () => {
	const mails = await mailsTo(maria.email, 1)
	const mail = mails.find(one => one.subject.includes(receipt))
	assert.ok(mail, mails.map(one => one.subject).join(' | '))
	assert.ok(mail.text.includes(sha256(first)))
	assert.ok(mail.links.some(link => link.endsWith(`/receipts/${receipt}`)))
})

test('the signed text holds without us: openssl says so, and denies one changed byte', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'receipt-'))
	const text = (await maria.get(`${url}/en/receipts/${receipt}.txt`)).html
	writeFileSync(join(folder, 'receipt.txt'), text)
	writeFileSync(join(folder, 'key.pem'), (await fetch(url + '/receipts/key.pem').then(answer => answer.text())))
	const check = "sed '/^$/,$d' receipt.txt > text; sed -n 's/^Signature: //p' receipt.txt | base64 -d > signature; " +
		'openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile signature'
	assert.match(execFileSync('sh', ['-c', check], { cwd: folder, encoding: 'utf8' }), /Verified Successfully/)
	writeFileSync(join(folder, 'receipt.txt'), text.replace('Standing: in time', 'Standing: in tima'))
	assert.throws(() => execFileSync('sh', ['-c', check], { cwd: folder, stdio: 'pipe' }))
})

test('verify says match for the file, no match for one byte changed, and nothing else', async () => {
	const anybody = await visitor(), changed = Buffer.from(first)
	changed[changed.length - 20] ^= 1
	const ask = async fields => {
		await anybody.get(url + '/en/verify')
		return textOf((await anybody.submit(/verify$/, { sha256: undefined, ...fields })).html)
	}
	const text = (await maria.get(`${url}/en/receipts/${receipt}.txt`)).html
	for (const [fields, match] of [
		[{ receipt, file: new File([first], 'x.pdf') }, true],
		[{ receipt: receipt.toLowerCase(), file: new File([first], 'x.pdf') }, true],
		[{ receipt, sha256: sha256(first) }, true],
		[{ receipt: ` ${receipt.replaceAll('-', ' ')} `, sha256: sha256(first).toUpperCase() }, true],
		[{ receipt: receipt.replaceAll('-', ''), sha256: sha256(first).match(/../g).join(':') }, true],
		[{ receipt: text, file: new File([first], 'x.pdf') }, true],
		[{ receipt: '\ufeff' + text, sha256: sha256(first) }, true],
		[{ receipt: 'On Monday she wrote:\n' + text.replace(/^/gm, '> '), sha256: sha256(first) }, true],
		[{ receipt: text.replace(/(Meeting: \S+) /, '$1\n'), sha256: sha256(first) }, true],
		[{ receipt: text.replace(/(Signature: .{20})/, '$1\n'), sha256: sha256(first) }, true],
		[{ receipt: text.replace('Signature: ', 'Signature:\n'), sha256: sha256(first) }, true],
		[{ receipt, file: new File([changed], 'x.pdf') }, false],
		[{ receipt, sha256: sha256(changed) }, false],
		[{ receipt: 'AAAA-AAAA-AAAA', file: new File([first], 'x.pdf') }, false],
		[{ receipt: text.replace('Standing: in time', 'Standing: late'), file: new File([first], 'x.pdf') }, false],
		[{ receipt: text.replace(/Signature: ../, 'Signature: xx'), file: new File([first], 'x.pdf') }, false],
	]) {
		const answer = await ask(fields)
		assert.match(answer, match ? /Match This receipt/ : /No match/, JSON.stringify(fields).slice(0, 80))
		if (!fields.receipt.includes('\n'))
			assert.doesNotMatch(answer, /Women who migrate|Ponencia/)
	}
	for (const fields of [{ receipt, sha256: 'abc' }, { receipt: 'O0I1', sha256: sha256(first) }, { receipt: 'my receipt', sha256: sha256(first) },
		{ receipt: text.replace(/\nSignature.*/, ''), sha256: sha256(first) }, { receipt: text.slice(20, 200), sha256: sha256(first) }]) {
		assert.doesNotMatch(await ask(fields), /No match|Match This/, 'what cannot be read is an error, not a denial')
		assert.equal(anybody.page.status, 422)
	}
	for (const alone of [receipt, text]) {
		await anybody.get(url + '/en/verify')
		assert.equal((await anybody.submit(/verify$/, { receipt: alone, sha256: undefined })).status, 422, 'a receipt without a file')
	}
	const key = execFileSync('dais', ['--check-config'], { encoding: 'utf8' }).match(/^key = (.*)$/m)[1]
	renameSync(key, key + '.away')
	try {
		await anybody.get(url + '/en/verify')
		assert.equal((await anybody.submit(/verify$/, { receipt: text, sha256: sha256(first) })).status, 503, 'without the key nothing is called false')
		writeFileSync(key, 'ab'.repeat(32) + '\n', { mode: 0o644 })
		const forged = text.replace('Standing: in time', 'Standing: late')
		assert.match(await ask({ receipt: text, sha256: sha256(first) }), /Match This receipt/, 'a receipt from before the key was changed')
		assert.match(await ask({ receipt: forged, sha256: sha256(first) }), /No match/, 'but not with other words')
		assert.match(await ask({ receipt: text, sha256: sha256(changed) }), /No match/, 'nor for another file')
	} finally {
		renameSync(key + '.away', key)
	}
})

test('verify answers without a language, in the one that the reader prefers', async () => {
	for (const base of [url, process.env.DAIS_PREFIX_URL]) {
		const answer = await fetch(base + '/verify', { headers: { 'Accept-Language': 'pt' } })
		assert.equal(answer.url, base + '/pt/verify')
		assert.equal(answer.status, 200)
	}
})

test('dais verify says the same', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'verify-'))
	const changed = Buffer.from(first)
	changed[50] ^= 1
	writeFileSync(join(folder, 'receipt.txt'), (await maria.get(`${url}/en/receipts/${receipt}.txt`)).html)
	writeFileSync(join(folder, 'good.pdf'), first)
	writeFileSync(join(folder, 'bad.pdf'), changed)
	const verify = (said, file) => {
		try {
			execFileSync('dais', ['verify', said, file], { cwd: folder, stdio: 'pipe' })
			return 0
		} catch (failed) {
			return failed.status
		}
	}
	assert.deepEqual([verify('not a number', 'good.pdf'), verify('bad.pdf', 'good.pdf')], [2, 2])
	for (const said of ['receipt.txt', receipt, receipt.toLowerCase().replaceAll('-', ' ')])
		assert.deepEqual([verify(said, 'good.pdf'), verify(said, 'bad.pdf')], [0, 1])
	const key = execFileSync('dais', ['--check-config'], { encoding: 'utf8' }).match(/^key = (.*)$/m)[1]
	renameSync(key, key + '.away')
	try {
		writeFileSync(key, 'ab'.repeat(32) + '\n', { mode: 0o644 })
		assert.deepEqual([verify('receipt.txt', 'good.pdf'), verify('receipt.txt', 'bad.pdf')], [0, 1], 'under an earlier key')
	} finally {
		renameSync(key + '.away', key)
	}
})

test('a repeated POST gives the same receipt; a new paper is a new version, and the first is kept', async () => {
	await maria.form()
	const { fields } = forms(maria.page.html).find(form => /papers$/.test(form.action))
	const second = pdf(), form = () => {
		const body = new FormData()
		for (const [name, value] of Object.entries({ ...fields, title: 'Second', language: 'es' }))
			body.append(name, value)
		body.append('file', new File([second], 'second.pdf'))
		return body
	}
	const post = () => maria.request(`${url}/en/my/slots/${maria.slot}/papers`, { method: 'POST', body: form() })
	const answers = [await post(), await post(), ...await Promise.all([post(), post()])]
	const receipts = new Set(answers.map(receiptOf))
	assert.equal(receipts.size, 1)
	assert.ok(!receipts.has(receipt))
	const page = await maria.get(`${url}/en/receipts/${receipt}`)
	says(page, /A newer version was received after this one/)
	const kept = page.html.match(/papers\/([0-9a-f-]{36})\/original/)[1]
	assert.equal(sha256((await maria.get(`${url}/en/papers/${kept}/original`)).bytes), sha256(first))
	await maria.form()
	says(maria.page, /Version 2/)
	says(maria.page, /Version 1/)
	assert.doesNotMatch(maria.page.html, /has arrived but is not filed/)
})

test('a file is not stored before its form has shown its token', async () => {
	const lucia = await panelist(), uploads = () => sql(`select count(*) from dais.upload join dais.person on person.id = upload.person where email = '${lucia.email}'`)
	for (const order of [['file', 'token'], ['file'], ['wrong', 'file']]) {
		await lucia.form()
		const { fields } = forms(lucia.page.html).find(form => /papers$/.test(form.action)), body = new FormData()
		for (const name of order)
			name === 'file' ? body.append('file', new File([pdf()], 'a.pdf')) : body.append('token', name === 'token' ? fields.token : 'x'.repeat(43))
		assert.equal((await lucia.request(`${url}/en/my/slots/${lucia.slot}/papers`, { method: 'POST', body })).status, 403)
	}
	assert.equal(uploads(), '0')
})

test('no receipt without its commit', async () => {
	const ivan = await panelist(), bytes = pdf()
	const page = await withoutCommits('outbox', () => send(ivan, bytes)) // the file itself is there, the filing is not
	assert.ok(page.status >= 500)
	assert.doesNotMatch(page.address, /receipts/)
	assert.doesNotMatch((await ivan.form()).html, /Version 1/)
	await withoutCommits('upload', async () => assert.ok((await send(ivan, bytes)).status >= 500))
	receiptOf(await send(ivan, bytes))
})

test('the same file filed once more is remarked: on its receipt, in the mail, on the panelist\'s page and on the desk', async () => {
	const teresa = await panelist(), paper = pdf()
	const before = receiptOf(await send(teresa, paper))
	assert.doesNotMatch(textOf(teresa.page.html), /same file/)
	const again = receiptOf(await send(teresa, paper, 'renamed.pdf', { language: 'en' }))
	assert.notEqual(again, before)
	const remark = new RegExp(`The same file was received before: Receipt ${before}`)
	says(teresa.page, remark)
	await teresa.form()
	says(teresa.page, remark)
	says(await staff.get(`${url}/en/desk/${meeting}/slots/${teresa.slot}`), remark)
	let mail
	for (let tries = 0; tries < 40 && !mail; tries++) {
		mail = (await mailsTo(teresa.email)).find(one => one.subject.includes(again))
		await new Promise(resolve => setTimeout(resolve, 500))
	}
	assert.match(mail.text.replace(/\s+/g, ' '), new RegExp(`The same file was received before: ${before}`))
	const other = await panelist()
	assert.doesNotMatch(textOf((await send(other, paper)).html), /same file/, 'what somebody else sent is not told')
})

test('thirty filings in an hour are enough, each is a mail: the page says so, and what was sent is kept', async () => {
	const ana = await panelist()
	await send(ana, pdf())
	const hers = `person = (select id from dais.person where email = '${ana.email}')`
	sql(`insert into dais.filing (meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
		select meeting, submission, person, now(), punctuality, receipt || '/' || n, key_id, receipt_text, idempotency_key || n
		from dais.filing, generate_series(1, 29) as n where ${hers}`)
	const stopped = await send(ana, pdf(), 'one-too-many.pdf')
	assert.equal(stopped.status, 429)
	says(stopped, /tried too often in a short time. Nothing was lost/)
	sql(`update dais.filing set received_at = now() - interval '2 hours' where ${hers}`)
	await ana.form()
	says(ana.page, /one-too-many\.pdf .*need not choose it again/)
	receiptOf(await ana.submit(/papers$/, { title: 'Later', language: 'es', file: undefined }))
})

test('a paper in two languages: both are a first version, and neither replaces the other', async () => {
	const rosa = await panelist()
	const spanish = receiptOf(await send(rosa, pdf(), 'es.pdf', { title: 'Mujeres migrantes' }))
	await send(rosa, pdf(), 'en.pdf', { title: 'Migrant women', language: 'en' })
	assert.doesNotMatch(textOf((await rosa.get(`${url}/en/receipts/${spanish}`)).html), /newer version/)
	const desk = await staff.get(`${url}/en/desk/${meeting}/slots/${rosa.slot}`)
	says(desk, /en\.pdf [^·]*Version 1 · English/)
	says(desk, /es\.pdf [^·]*Version 1 · Spanish/)
})

test('an original: saved and never shown, one range, for the people of its slot and the staff only', async () => {
	const page = await maria.get(`${url}/en/receipts/${receipt}`)
	const address = `${url}${page.html.match(/\/en\/papers\/[0-9a-f-]{36}\/original/)[0]}`
	const whole = await maria.get(address)
	assert.match(whole.headers.get('content-disposition'), /^attachment; filename="Ponencia .*filename\*=UTF-8''Ponencia%20/)
	assert.equal(whole.headers.get('x-content-type-options'), 'nosniff')
	assert.match(whole.headers.get('content-security-policy'), /^sandbox/)
	const n = first.length
	for (const [range, status, bytes, said] of [['bytes=0-0', 206, first.subarray(0, 1), `bytes 0-0/${n}`], ['bytes=10-', 206, first.subarray(10), `bytes 10-${n - 1}/${n}`],
		['bytes=-5', 206, first.subarray(-5), `bytes ${n - 5}-${n - 1}/${n}`], ['bytes=5-99999999', 206, first.subarray(5), `bytes 5-${n - 1}/${n}`],
		[`bytes=${n}-`, 416, Buffer.alloc(0), `bytes */${n}`], ['bytes=0-1,3-4', 200, first, null], ['bytes=9-3', 200, first, null], ['bytes=x', 200, first, null]]) {
		const part = await maria.get(address, { headers: { range } })
		assert.equal(part.status, status, range)
		assert.equal(part.headers.get('content-range'), said, range)
		assert.ok(part.bytes.equals(bytes), range)
	}
	assert.equal((await staff.get(address)).status, 200)
	assert.equal((await (await visitor('chair')).get(address)).status, 404)
	assert.equal((await (await visitor('contact')).get(address)).status, 404)
	const nobody = await (await visitor()).get(address)
	assert.match(nobody.address, /sign-in/)
})

// The page of her paper, once it says this.
async function comes(who, pattern) {
	for (let tries = 0; tries < 480; tries++) {
		await who.form()
		if (pattern.test(textOf(who.page.html)))
			return who.page
		await new Promise(resolve => setTimeout(resolve, 250))
	}
	assert.fail(`it never says ${pattern}: ${textOf(who.page.html)}`)
}

test('Office files are taken and wait to be converted', async () => {
	const nora = await panelist()
	for (const [name, bytes] of [['a.docx', docx], ['b.pptx', pptx], ['c.odt', odt], ['D.ODP', odp],
		['web.docx', makeOffice('docx', { main: 'word/document2.xml' })], ['elsewhere.docx', makeOffice('docx', { main: 'start.xml' })]]) {
		const page = await send(nora, bytes, name)
		assert.equal(page.status, 200, name)
		says(page, /being checked/)
	}
	await comes(nora, /^(?!.*being checked).*(to be converted.*){6}/)
})

test('an Office file that acts or reaches outside is returned, with what to do', async () => {
	const kim = await panelist()
	assert.equal((await send(kim, makeOffice('docx', { members: [['word/vbaProject.bin', 'x']] }), 'macros.docx')).status, 200)
	await comes(kim, /Returned for technical correction.*It holds programs/)
	assert.match((await mailsTo(kim.email, 4)).map(mail => mail.text).join(), /Save a copy without them, or save it as PDF/)
	assert.equal((await send(kim, makeOffice('odt', { body: '<draw:image xmlns:draw="d" xlink:href="http://198.51.100.1/a.png"/>' }), 'fetches.odt')).status, 200)
	await comes(kim, /It fetches parts from elsewhere/)
})

test('a damaged page is named, and its sender may send it as a picture of what could be read', async () => {
	const lea = await panelist()
	const noise = stream(Buffer.alloc(200, 0xa5), '/Filter/FlateDecode'), page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<>>'
	const bytes = pdfOf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>', `${page}/Contents 5 0 R>>`, `${page}/Contents 6 0 R>>`, stream('0 0 9 9 re f'), noise])
	assert.equal((await send(lea, bytes, 'damaged.pdf')).status, 200)
	await comes(lea, /Page 2 cannot be read/)
	await lea.submit(/salvage$/)
	assert.match(textOf(lea.page.html), /becomes a picture of what could be read/)
	await comes(lea, /Received, in order.*1 page is damaged, and is blank because nothing of it could be read: page 2/)
	assert.ok(!/salvage/.test(lea.page.html))
})

test('what is refused says why, keeps the form filled, and loses no upload', async () => {
	const eve = await panelist()
	for (const [name, bytes, status, pattern] of [
		['virus.exe', pdf(), 422, /not a PDF, DOCX/],
		['old.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 422, /earlier programs.*save it as PDF/],
		['talk.KEY', zipOf([['a', 'b']]), 422, /Keynote.*Export the presentation to PDF/],
		['paper.pdf', Buffer.from('<html>not a PDF</html>'), 422, /not a PDF, DOCX/],
		['paper.docx', pdf(), 422, /not a PDF, DOCX/],
		['paper.pptx', docx, 422, /not a PDF, DOCX/],
		['paper.odt', odp, 422, /not a PDF, DOCX/],
		['paper.docx', docx.subarray(0, docx.length - 30), 422, /not a PDF, DOCX/],
		['paper.docx', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), randomBytes(2000)]), 422, /protected with a password/],
		['paper.docx', makeOffice('docx', { flags: 1 }), 422, /protected with a password/],
		['paper.pdf', Buffer.alloc(0), 422, /empty/],
	]) {
		const page = await send(eve, bytes, name, { title: 'Kept & filled', language: 'fr', themes: ['racism'] })
		assert.equal(page.status, status, name)
		says(page, pattern)
		assert.doesNotMatch(textOf(page.html), /has arrived but is not filed/, `${name} is not offered for filing`)
		assert.match(page.html, /value="Kept &amp; filled"/)
		assert.match(page.html, /value="fr"[^>]* selected/)
		assert.match(page.html, /value="racism" checked/)
	}
	const untitled = await send(eve, pdf('untitled'), 'good.pdf', { title: ' ' })
	assert.equal(untitled.status, 422)
	says(untitled, /Write the title of the presentation/)
	says(untitled, /good\.pdf .*need not choose it again/)
	const filed = await eve.submit(/papers$/, { title: 'Now with a title', file: undefined })
	assert.equal(filed.status, 200)
	says(filed, /good\.pdf/)
	const without = await send(eve, null)
	assert.equal(without.status, 422)
})

test('limits count characters, in every script, and a long file name keeps its ending', async () => {
	const amal = await panelist()
	const title = 'م'.repeat(300), name = `${'ورقة'.repeat(60)}.pdf`
	const page = await send(amal, pdf(), name, { title })
	assert.equal(page.status, 200)
	assert.ok(page.html.includes(title))
	assert.match(page.html, /ورقة\.pdf/)
	const again = await send(amal, pdf(), 'b.pdf', { title: `${title}!` })
	assert.equal(again.status, 422)
	says(again, /too long/i)
})

test('a file over the limit is refused without losing the form', async () => {
	const ann = await panelist()
	const page = await send(ann, Buffer.concat([pdf(), Buffer.alloc(100_000_001)]), 'huge.pdf', { title: 'Large' })
	assert.equal(page.status, 413)
	says(page, /too large/)
	assert.match(page.html, /value="Large"/)
})

test('a body that the web server does not take is answered by a page of ours', async () => {
	const { hostname, port } = new URL(url)
	const answer = await new Promise((resolve, reject) => {
		const asking = request({ hostname, port, path: `/es/my/slots/${maria.slot}/papers`, method: 'POST', headers: { 'Content-Length': 200_000_000,
			'Content-Type': 'multipart/form-data; boundary=x', cookie: [...maria.cookies].map(pair => pair.join('=')).join('; ') } }, resolve)
		asking.on('error', reject)
		asking.write('--x')
	})
	let html = ''
	for await (const part of answer)
		html += part
	assert.equal(answer.statusCode, 413)
	assert.match(html, /lang="es"/)
	assert.match(html, /sign-out/, 'who was signed in still is')
	assert.match(html, /working-group@example\.org/, 'and the meeting and its contact are there')
	assert.match(html, /href="\.\.\/\.\.\/\.\.\/\.\.\/static/, 'with its style sheet')
})

test('an encrypted PDF is received, and its sender is told what to do', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'encrypted-'))
	writeFileSync(join(folder, 'in.pdf'), pdf())
	try {
		execFileSync('qpdf', ['--encrypt', 'secret', 'owner', '256', '--', 'in.pdf', 'out.pdf'], { cwd: folder })
	} catch {
		return // no qpdf here
	}
	const ben = await panelist()
	const page = await send(ben, readFileSync(join(folder, 'out.pdf')), 'secret.pdf')
	assert.equal(page.status, 200)
	const [, mail] = (await mailsTo(ben.email, 4, 30)).filter(one => !/Invitation|confirmed/.test(one.subject))
	assert.match(mail?.text ?? '', /password/)
	await ben.form()
	says(ben.page, /Returned for technical correction.*protected with a password/)
})

test('tokens, foreign uploads and foreign slots', async () => {
	const ida = await panelist(), post = (fields, who = ida, slot = ida.slot) =>
		who.request(`${url}/en/my/slots/${slot}/papers`, { method: 'POST', body: new URLSearchParams(fields), follow: false })
	await ida.form()
	const { fields } = forms(ida.page.html).find(form => /papers$/.test(form.action))
	const good = { ...fields, title: 'x', language: 'en' }
	const { token, ...untold } = good
	assert.equal((await post(untold)).status, 403)
	await maria.form()
	const foreignToken = forms(maria.page.html).find(form => /papers$/.test(form.action)).fields.token
	assert.equal((await post({ ...good, token: foreignToken })).status, 403)
	const cookie = [...maria.cookies].map(pair => pair.join('=')).join('; ')
	const made = await fetch(url + '/uploads', { method: 'POST', body: first,
		headers: { cookie, 'Tus-Resumable': '1.0.0', 'Upload-Length': String(first.length), 'Content-Type': 'application/offset+octet-stream' } })
	const upload = made.headers.get('location').split('/').at(-1)
	const stolen = await post({ ...good, upload })
	assert.equal(stolen.status, 422, 'an upload of somebody else is no upload')
	assert.equal((await post({ ...good, upload: randomUUID() })).status, 422)
	assert.equal((await post({ ...good, upload: "'; --" })).status, 422)
	assert.equal((await post({ ...good }, ida, maria.slot)).status, 404, 'the place of somebody else')
	assert.equal((await post({ ...good }, ida, randomUUID())).status, 404)
	assert.equal((await fetch(`${url}/en/my/slots/${ida.slot}/papers`, { method: 'POST', body: new URLSearchParams(good), redirect: 'manual' })).status, 401)
	await fetch(new URL(made.headers.get('location'), url), { method: 'DELETE', headers: { cookie, 'Tus-Resumable': '1.0.0' } })
})

test('the deadline: in grace, late, closed, and extended for one slot; a closed meeting keeps the upload', async () => {
	const times = (deadline, grace, closes) =>
		sql(`update dais.meeting set deadline = now() + interval '${deadline}', grace = '${grace}', closes = now() + interval '${closes}' where slug = '${meeting}'`)
	const [deadline, grace, closes] = sql(`select deadline, grace, closes from dais.meeting where slug = '${meeting}'`).split('|')
	try {
		for (const [set, pattern] of [[['-1 minute', '1 hour', '1 day'], /In the period of grace/], [['-2 hours', '1 hour', '1 day'], /After the deadline/]]) {
			times(...set)
			says(await send(await panelist(), pdf()), pattern)
		}
		const late = await panelist()
		await late.form()
		const { fields } = forms(late.page.html).find(form => /papers$/.test(form.action))
		times('-2 hours', '1 hour', '-1 minute')
		const body = new FormData()
		for (const [name, value] of Object.entries({ ...fields, title: 'Too late', language: 'en' }))
			body.append(name, value)
		body.append('file', new File([pdf('closed')], 'closed.pdf'))
		const refused = await late.request(`${url}/en/my/slots/${late.slot}/papers`, { method: 'POST', body })
		assert.equal(refused.status, 422)
		says(refused, /No more papers are taken for this meeting/)
		assert.equal(sql(`select count(*) from dais.upload join dais.person on person.id = upload.person
			where email = '${late.email}' and sha256 is not null and not filed`), '1', 'the upload is kept')
		sql(`update dais.slot set extended_to = now() + interval '1 hour', extension_reason = 'ill' where id = '${late.slot}'`)
		await late.form()
		says(late.page, /closed\.pdf .*need not choose it again/)
		says(await late.submit(/papers$/, { title: 'Extended', file: undefined }), /On time/)
	} finally {
		sql(`update dais.meeting set deadline = ${deadline ? `'${deadline}'` : 'null'}, grace = '${grace}', closes = ${closes ? `'${closes}'` : 'null'} where slug = '${meeting}'`)
	}
})

test('bytes that are not those of the receipt are no paper: the intake names the hash, and nobody is served them', async () => {
	const noor = await panelist()
	await send(noor, pdf('as it was sent'))
	const id = noor.page.html.match(/papers\/([0-9a-f-]{36})\/original/)[1]
	const intake = async () => {
		for (let tries = 0; tries < 120; tries++) {
			const said = sql(`select state || ' ' || coalesce(error, '') from dais.job where subject = '${id}' order by job.id desc limit 1`)
			if (/^(done|failed)/.test(said))
				return said
			await new Promise(resolve => setTimeout(resolve, 250))
		}
	}
	assert.match(await intake(), /^done/)
	sql(`update dais.chunk set data = convert_to(replace(convert_from(data, 'UTF8'), 'as it was sent', 'as it was not'), 'UTF8')
			where upload = (select upload from dais.file where id = '${id}');
		update dais.file set state = 'received' where id = '${id}';
		insert into dais.job (kind, meeting, subject) select 'intake', meeting, id from dais.file where id = '${id}'; notify dais_work`)
	assert.match(await intake(), /^failed .*hash/)
	assert.equal(sql(`select state from dais.file where id = '${id}'`), 'received')
	assert.equal((await noor.get(`${url}/en/papers/${id}`)).status, 404)
})

test('released papers are public with the next edition, and not before', async () => {
	const ria = await panelist()
	await send(ria, pdf('released'), 'r.pdf', { title: 'Released paper' })
	const version = ria.page.html.match(/papers\/([0-9a-f-]{36})\/original/)[1]
	const anybody = await visitor()
	let cleared
	for (let tries = 0; tries < 60 && !cleared; tries++) {
		cleared = (await ria.get(`${url}/en/papers/${version}`)).status === 200
		await new Promise(resolve => setTimeout(resolve, 500))
	}
	assert.ok(cleared, 'the intake has cleared it')
	assert.equal(ria.page.bytes.subarray(0, 5).toString(), '%PDF-')
	assert.match(ria.page.headers.get('content-security-policy'), /^sandbox/)
	assert.equal((await anybody.get(`${url}/en/papers/${version}`)).status, 404)
	await staff.get(`${url}/en/desk/${meeting}/slots/${ria.slot}`)
	await staff.submit(/release$/)
	assert.equal((await anybody.get(`${url}/en/papers/${version}`)).status, 404, 'released but not yet issued')
	await staff.get(`${url}/en/desk/${meeting}/publish`)
	await staff.submit(/publish$/)
	assert.equal(staff.page.status, 200)
	assert.equal((await anybody.get(`${url}/en/papers/${version}`)).status, 200)
	assert.equal((await anybody.get(`${url}/en/papers/${version}/original`)).address.includes('sign-in'), true)
})
