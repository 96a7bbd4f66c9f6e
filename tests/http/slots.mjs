// The slots of a panel, as staff, the invited and an institution's contact meet them: every state once, by forms alone.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { emailOf, mailsTo, newPanelist, sqlAtOnce, textOf, url, visitor } from './../helpers.mjs'
import { makePdf } from '../make-paper.mjs'

const desk = `${url}/en/desk/migrants-2004`
const staff = await visitor('staff')
const mark = Date.now().toString(36)

// The desk's row of a slot, by words in it.
async function row(words) {
	await staff.get(desk)
	return textOf([...staff.page.html.matchAll(/<tr>[\s\S]*?<\/tr>/g)].map(([tr]) => tr).find(tr => tr.includes(words)) ?? '')
}

async function addSlot(label) {
	await staff.get(`${desk}/items/III`)
	await staff.submit(/items\/III\/slots$/, { from: undefined, label, role: 'panelist' })
	assert.match(staff.page.address, /slots\/[0-9a-f-]{36}\?done=slot-added$/)
	return staff.page.address.replace(/\?.*/, '')
}

async function open(mail) {
	const who = await visitor()
	await who.get(mail.links[0])
	return who
}

test('a person: not designated, invited in her language, confirmed, without a paper, and back', async () => {
	const email = `maria-${mark}@example.com`
	await addSlot(`Place one ${mark}`)
	assert.match(await row(`Place one ${mark}`), /Not designated/)
	await staff.get(staff.page.html.match(new RegExp(`href="([^"]*)"[^>]*>Invite<span[^>]*>: Place one ${mark}`))[1])
	await staff.submit(/invite$/, { name: 'María Arango', email: 'not an address', language: 'es' })
	assert.equal(staff.page.status, 422)
	assert.match(staff.page.html, /value="María Arango"/, 'the form comes back filled')
	await staff.submit(/invite$/, { name: `María ${mark}`, email, language: 'es' })
	assert.match(await row(`María ${mark}`), /Invited not yet answered.*maria/)

	const [mail] = await mailsTo(email)
	assert.match(mail.subject, /^Invitación/)
	assert.match(mail.text, /Experiencias de los órganos de la OEA/)
	assert.match(mail.text, /^\d+ y \d+ de \p{L}+ de \d{4}, Sede de la Organización/mu, 'all days, and the venue')
	const maria = await open(mail)
	assert.match(textOf(maria.page.html), new RegExp(`María ${mark}`))
	assert.match(await row(`María ${mark}`), /Invited/, 'opening decides nothing')
	await maria.submit(/link\//)
	const page = textOf(maria.page.html)
	for (const asked of ['Remesas', 'Trata de personas', 'Antecedentes, programas en curso', 'UTC'])
		assert.ok(page.includes(asked), asked)
	assert.match(await row(`María ${mark}`), /Invited/, 'nor does signing in')
	await maria.submit(/confirm$/)
	assert.match(maria.page.address, /done=confirmed/)
	assert.match(await row(`María ${mark}`), /Confirmed paper not yet received/)
	assert.match((await mailsTo(email, 2))[1].text, /\/es\/my\/slots\//)

	await maria.submit(/without-paper$/)
	assert.match(await row(`María ${mark}`), /Will speak without a paper/)
	await maria.submit(/without-paper$/)
	assert.match(await row(`María ${mark}`), /Confirmed/)
})

test('an institution: its contact designates a person, who answers', async () => {
	const address = await addSlot(`Slot two ${mark}`)
	await staff.submit(/invite$/, { name: 'Inés Ferreira', email: `contact-${mark}@example.com`, language: 'es', contact: '1' })
	const contact = await open((await mailsTo(`contact-${mark}@example.com`))[0])
	await contact.submit(/link\//)
	await contact.submit(/designate$/, { name: `Rui ${mark}`, email: `rui-${mark}@example.com`, language: 'pt' })
	assert.match(contact.page.address, /done=designated/)
	assert.match(textOf(contact.page.html), new RegExp(`Rui ${mark}`))
	const rui = await open((await mailsTo(`rui-${mark}@example.com`))[0])
	assert.match(rui.page.address, /\/pt\/link\//)
	await rui.submit(/link\//)
	await rui.submit(/decline$/, { reason: 'Viagem' })
	assert.match(await row(`Slot two ${mark}`), /Declined/)
	await staff.get(address)
	assert.match(textOf(staff.page.html), /Reason: Viagem/)
	await rui.get(rui.page.address)
	assert.match(rui.page.html, /\/confirm"/, 'he may take it back')
	assert.doesNotMatch(rui.page.html, /without-paper"|decline"|id="paper-form"/, 'and nothing else')
	await contact.get(contact.page.address)
	await contact.submit(/designate$/, { name: `Inés ${mark}`, email: `contact-${mark}@example.com`, language: 'es' })
	assert.match(await row(`Slot two ${mark}`), /Confirmed|Inés/, 'the contact may also speak')
	await rui.get(rui.page.address)
	assert.doesNotMatch(rui.page.html, /\/confirm"/, 'and then he can no longer take it back')
})

test('staff take a person off, extend a deadline with a reason, and remove what they added', async () => {
	const address = await addSlot(`Slot three ${mark}`)
	await staff.submit(/invite$/, { name: 'Otto', email: `otto-${mark}@example.com`, language: 'en' })
	await staff.submit(/resend$/)
	const mails = await mailsTo(`otto-${mark}@example.com`, 2)
	assert.match(textOf((await open(mails[0])).page.html), /fresh link/, 'the newer link voids the older')
	await staff.get(address)
	await staff.submit(/extend$/, { until: '2099-01-01T17:00', reason: '' })
	assert.equal(staff.page.status, 422)
	await staff.submit(/extend$/, { until: '2099-01-01T17:00', reason: 'Asked for' })
	assert.match(textOf(staff.page.html), /after the last day of the meeting/, 'beyond the meeting it asks')
	await staff.submit(/extend$/, { beyond: '1' })
	assert.match(textOf(staff.page.html), /January 1, 2099.*Extended: Asked for/)
	assert.match(await row('Otto'), /extended to January 1, 2099/)
	assert.match((await mailsTo(`otto-${mark}@example.com`, 3))[2].text, /January 1, 2099.*\s+Reason: Asked for/)
	await staff.get(address)
	await staff.submit(/extend\/end$/)
	assert.match(staff.page.address, /done=extension-ended/)
	assert.doesNotMatch(staff.page.html, /extend\/end|Extended:/)
	assert.match((await mailsTo(`otto-${mark}@example.com`, 4))[3].subject, /applies to you again/)
	await staff.submit(/cancel$/)
	assert.equal((await open(mails[1])).page.status, 404, 'and the link is gone')
	assert.match((await mailsTo(`otto-${mark}@example.com`, 5))[4].subject, /no longer asked to speak/)
	await staff.submit(/restore$/)
	assert.match(await row('Otto'), /Invited/, 'it can be undone')
	assert.equal((await open((await mailsTo(`otto-${mark}@example.com`, 6))[5])).page.status, 200, 'with a fresh link')
	await staff.get(address)
	await staff.submit(/cancel$/)
	const his = `where address = 'otto-${mark}@example.com'`
	const sending = sqlAtOnce(1, `update dais.outbox set attempts = attempts + 1 ${his}; select pg_sleep(2); update dais.outbox set last_error = null ${his}`)
	await sleep(700) // as a clerk holds the mails that it sends
	await staff.submit(/remove$/)
	assert.match(staff.page.address, /items\/.*done=slot-removed/)
	await sending
	assert.equal(await row(`Slot three ${mark}`), '')
})

test('a confirmed panelist withdraws and comes back; the staff hear both; whose paper has come cannot be taken off, and the page says why', async () => {
	const news = async subject => (await mailsTo(emailOf('staff'), 0)).filter(mail => mail.subject.includes(subject)).length
	const name = `Ada ${mark}`, ada = await newPanelist(staff, name)
	await ada.form()
	await ada.submit(/decline$/, { reason: 'A clash' })
	assert.match(await row(name), /Declined/)
	assert.match((await mailsTo(ada.email, 3)).at(-1).text, new RegExp(`/my/slots/${ada.slot}`))
	await ada.form()
	await ada.submit(/confirm$/)
	assert.match(await row(name), /Confirmed/)
	for (const subject of [`${name} cannot take part`, `${name} takes part after all`]) {
		for (let tries = 40; tries > 0 && await news(subject) === 0; tries--)
			await sleep(250)
		assert.equal(await news(subject), 1, subject)
	}
	await staff.get(`${desk}/slots/${ada.slot}`)
	const before = staff.page
	await ada.submit(/papers$/, { title: 'A paper', language: 'en', file: new File([makePdf(mark)], 'paper.pdf', { type: 'application/pdf' }) })
	assert.match(ada.page.address, /receipts/)
	await staff.get(`${desk}/slots/${ada.slot}`)
	assert.doesNotMatch(staff.page.html, /\/cancel"/, 'what cannot be done is not offered')
	assert.match(textOf(staff.page.html), /Has sent the paper/)
	staff.page = before
	await staff.submit(/cancel$/)
	assert.equal(staff.page.status, 409)
	assert.match(textOf(staff.page.html), /A paper of this person has been received/, 'and from an older page the true reason is told')
	await ada.form()
	await ada.submit(/decline$/)
	await staff.get(`${desk}/slots/${ada.slot}`)
	assert.match(textOf(staff.page.html), /Received.*Declined on/, 'she may withdraw, and her paper stays')
})

test('the desk counts what it lists', async () => {
	await staff.get(desk)
	const text = textOf(staff.page.html)
	const [, received, expected] = text.match(/Received (\d+) of (\d+)/)
	const sums = [...text.matchAll(/ (\d+)\/(\d+)(?= )/g)].reduce(([a, b], [, x, y]) => [a + +x, b + +y], [0, 0])
	assert.deepEqual(sums, [+received, +expected])
})

test('the same form twice, at once or after going back, makes one slot and sends one mail', async () => {
	await staff.get(`${desk}/items/III`)
	const page = staff.page
	const add = fields => {
		const again = Object.assign(Object.create(Object.getPrototypeOf(staff)), staff, { page })
		return again.submit(/items\/III\/slots$/, { from: undefined, label: `Twice ${mark}`, role: 'panelist', ...fields })
	}
	const answers = await Promise.all(Array.from({ length: 6 }, () => add()))
	assert.equal(new Set(answers.map(answer => answer.address)).size, 1, 'six at once lead to one slot')
	assert.notEqual((await add({ label: `Twice too ${mark}` })).address, answers[0].address, 'with another name it is another slot')
	await staff.get(desk)
	assert.equal([...staff.page.html.matchAll(/<tr>[\s\S]*?<\/tr>/g)].filter(([tr]) => tr.includes(`Twice ${mark}`)).length, 1)

	await staff.get(answers[0].address)
	const slot = staff.page
	for (let i = 0; i < 2; i++) {
		staff.page = slot
		await staff.submit(/invite$/, { name: 'Twice', email: `twice-${mark}@example.com`, language: 'en' })
		assert.match(staff.page.address, /done=invited$/, 'the second is told what the first was')
	}
	assert.equal((await mailsTo(`twice-${mark}@example.com`, 2, 2)).length, 1)
})

test('two who extend the same deadline: the second is told what it is now, and then decides; the page\'s other forms stay filled', async () => {
	await addSlot(`Two hands ${mark}`)
	const [page, address] = [staff.page, staff.page.address]
	const extend = async (seen, until, reason) => {
		staff.page = seen
		await staff.submit(/extend$/, { until, reason, beyond: '1' })
		return staff.page
	}
	assert.match((await extend(page, '2099-01-01T10:00', 'Asked for')).address, /done=extended/)
	const refused = await extend(page, '2099-02-02T10:00', 'Travel')
	assert.equal(refused.status, 409)
	assert.match(textOf(refused.html), /Somebody else has changed this meanwhile.*Now it is: .*January 1, 2099.*Now it is: Asked for/)
	assert.match(refused.html, /value="2099-02-02T10:00"/, 'what was written is still there')
	assert.match((await extend(refused, '2099-02-02T10:00', 'Travel')).address, /done=extended/, 'sent again it counts')
	await staff.get(address)
	assert.match(textOf(staff.page.html), /Extended: Travel/)
	await staff.submit(/invite$/, { name: 'X', email: 'not an address', language: 'en' })
	assert.match(staff.page.html, /value="2099-02-02T10:00"/, 'a refused invitation does not empty the deadline')
})

test('the version that counts is marked, the release stands beside it, and the paper stands before the people', async () => {
	const ida = await newPanelist(staff, `Ida ${mark}`)
	for (const title of ['First', 'Second']) {
		await ida.form()
		await ida.submit(/papers$/, { title, language: 'en', file: new File([makePdf(title)], `${title}.pdf`, { type: 'application/pdf' }) })
		assert.equal(ida.page.status, 200)
	}
	await staff.get(`${url}/en/desk/migrants-2004/slots/${ida.slot}`)
	const says = textOf(staff.page.html)
	assert.match(says, /Second\.pdf Current version .*Release for the next edition.* First\.pdf Replaced .*People .*Deadline/)
	assert.match(staff.page.html, /<div class="with-aside">\s*<div>\s*<section class="desk-paper"/, 'in the main column')
	await ida.form()
	assert.match(textOf(ida.page.html), /Second\.pdf Current version .* First\.pdf Replaced/)
})

test('two addresses stand apart; a contact and a person of one name are one name, and one address to write to', async () => {
	const two = await addSlot(`Two ${mark}`)
	for (const name of ['Lea', 'Leo'])
		await staff.get(two), await staff.submit(/invite$/, { name: `${name} ${mark}`, email: `${name.toLowerCase()}-${mark}@example.com`, language: 'en' })
	await row('x')
	const cell = staff.page.html.match(new RegExp(`<td data-label="Write to">((?:(?!</td>).)*lea-${mark}.*?)</td>`, 's'))[1]
	assert.equal([...cell.matchAll(/<span class="write-to"><a href="mailto:[^"]*">[^<]*<\/a>\s*<\/span>/g)].length, 2)

	const one = await addSlot(`One ${mark}`)
	for (const contact of ['1', undefined])
		await staff.get(one), await staff.submit(/invite$/, { name: `Noa ${mark}`, email: `noa${contact ?? ''}-${mark}@example.com`, language: 'en', contact })
	const said = await row(`Noa ${mark}`)
	assert.equal(said.split(`Noa ${mark}`).length, 2, said)
	assert.match(said, new RegExp(`noa-${mark}@example.com`))
	assert.doesNotMatch(said, /noa1-/)
	await staff.get(one)
	assert.equal(staff.page.html.match(/<ul class="plain people">[\s\S]*?<\/ul>/)[0].split(`<strong>Noa ${mark}</strong>`).length, 2)
	await staff.get(`${url}/en/desk/migrants-2004`)
	assert.equal(textOf(staff.page.html.match(/<ul class="plain awaited">[\s\S]*?<\/ul>/)[0]).split(`Noa ${mark}`).length, 2)
})
