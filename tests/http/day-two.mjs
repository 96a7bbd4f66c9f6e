// Day two of the meeting of 2004 as those who are there walk it, in Spanish and without JavaScript: from what is proposed to the volume. Nobody
// types an address: each begins where signing in leads to and follows the links of the pages by their words, so that a page that nothing
// leads to breaks the walk. Judged by what everybody reads in the end, by qpdf and by poppler.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dais, decode, importSample, mailsTo, textOf, url, Visitor, visitor } from './../helpers.mjs'

const mark = Date.now().toString(36), slug = `day-two-${mark}`
const folder = mkdtempSync(join(tmpdir(), 'dais-day-two-')), file = join(folder, 'people.json'), volume = join(folder, 'volume.pdf')
const address = name => `${name}.${mark}@example.org`
const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' })
const links = html => [...html.matchAll(/<a\b[^>]*?href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)].map(([, href, words]) => ({ href: decode(href), words: textOf(words) }))

// Somebody who reads Spanish, and what their way cost.
class Walker extends Visitor {
	clicks = 0
	fields = 0

	// The nth link that says this.
	async follow(words, nth = 0) {
		const found = links(this.page.html).filter(link => words instanceof RegExp ? words.test(link.words) : link.words === words)[nth]
		assert.ok(found, `nothing on ${this.page.address} leads to ${words}: ${textOf(this.page.html).slice(0, 600)}`)
		this.clicks++
		await this.get(found.href)
		assert.equal(this.page.status, 200, `${words}: ${this.page.address}`)
		return this
	}

	async fill(action, fields = {}) {
		this.clicks++
		this.fields += Object.keys(fields).length
		await this.submit(action, fields)
		assert.equal(this.page.status, 200, `${this.page.address}: ${textOf(this.page.html).slice(0, 900)}`)
		return this
	}

	// The same with what a list to choose from calls so.
	choose(action, name, words, fields = {}) {
		const [, value] = this.page.html.match(new RegExp(`<select[^>]* name="${name}"[\\s\\S]*?<option value="([^"]+)"[^>]*>${words}`)) ?? []
		assert.ok(value, `${this.page.address}: ${words} is not to be chosen`)
		return this.fill(action, { [name]: value, ...fields })
	}

	says(words) {
		assert.match(textOf(this.page.html), words)
	}
}

const signedIn = async who => {
	const walker = new Walker()
	await walker.signIn(who)
	return walker.get(`${url}/es/my`).then(() => walker)
}
// What opens the page of somebody who was invited: the link of the mail, and the button below it.
const invited = async name => {
	const walker = new Walker()
	const [mail] = await mailsTo(address(name))
	await walker.get(mail.links[0])
	await walker.fill(/link/)
	return Object.assign(walker, { mail })
}

importSample(slug)
chmodSync(folder, 0o755)
const person = (name, grant) => ({ name: `${name} ${mark}`, email: address(name), language: 'es', grants: [grant] })
writeFileSync(file, JSON.stringify({ meeting: slug, people: [person('secretaria', { role: 'staff' }), person('presidente', { role: 'chair' }), person('mexico', { role: 'focal point', party: 'MEX' })] }))
dais('people', file)
const [staff, chair, mexico] = await Promise.all(['secretaria', 'presidente', 'mexico'].map(name => signedIn(address(name))))
const anybody = new Walker()
let panelist, rapporteur

const proposals = texts => Object.fromEntries(texts.flatMap(([kind, text], row) => [[`rows.${row}.kind`, kind], [`rows.${row}.text`, `${text} ${mark}`]]))

test('staff form three groups, and invite a rapporteur and a panelist, whom the mail says what is asked', async () => {
	await staff.follow('Secretaría')
	await staff.follow('Resultados')
	await staff.follow('Grupos de trabajo')
	await staff.fill(/groups$/)
	staff.says(/VI\.a\. .*VI\.b\. .*VI\.c\. /)
	await staff.fill(/places$/, { role: 'rapporteur' })
	await staff.fill(/invite$/, { name: `relatora ${mark}`, email: address('relatora'), language: 'es', contact: undefined })
	await staff.follow('Secretaría')
	await staff.follow(/^Invitar/)
	await staff.fill(/invite$/, { name: `panelista ${mark}`, email: address('panelista'), language: 'es', contact: undefined })
	panelist = await invited('panelista')
	rapporteur = await invited('relatora')
})

test('twelve proposals come in from a panelist, a delegation, what was said and the rapporteur', async () => {
	await panelist.fill(/confirm$/)
	await panelist.fill(/proposals$/, { addressee: 'organization', aim: 'promotion', written_in: 'es',
		...proposals([['objective', 'Formar a los cónsules'], ['activity', 'Cursos anuales'], ['best-practice', 'El manual de la CIM']]) })
	await mexico.follow(/^Delegación de/)
	await mexico.fill(/proposals$/, { addressee: 'member-states', aim: 'protection', written_in: 'es',
		...proposals([['objective', 'Garantizar el debido proceso'], ['activity', 'Intérpretes en las audiencias'], ['activity', 'Defensores públicos']]) })
	await staff.follow('Resultados')
	await staff.follow('Añadir lo que se dijo')
	await staff.fill(/proposals\/new$/, { said_by: 'Delegación de Chile', addressee: 'cooperation', aim: 'promotion', written_in: 'es',
		...proposals([['objective', 'Combatir la trata'], ['activity', 'Una red de organismos'], ['activity', 'Red entre organismos']]) })
	await rapporteur.fill(/confirm$/)
	await rapporteur.follow('Propuestas')
	await rapporteur.follow('Añadir lo que se dijo')
	await rapporteur.fill(/proposals\/new$/, { said_by: 'Brasil', addressee: 'organization', aim: 'promotion', written_in: 'es',
		...proposals([['objective', 'Capacitar a los cónsules'], ['activity', 'Cursos cada año'], ['best-practice', 'Manual de la CIM']]) })
})

// Opens the page of a proposal from the list, by its words.
const open = (who, words) => who.follow(`${words} ${mark}`)

test('four are merged and one is set aside, of which its author reads the reason', async () => {
	for (const [said, into] of [['Capacitar a los cónsules', 'Formar a los cónsules'], ['Cursos cada año', 'Cursos anuales'], ['Manual de la CIM', 'El manual de la CIM']]) {
		await rapporteur.follow('Resultados')
		await open(rapporteur, said)
		await rapporteur.choose(/merge$/, 'into', `${into} ${mark}`)
	}
	await staff.follow('Resultados')
	await open(staff, 'Red entre organismos')
	await staff.choose(/merge$/, 'into', `Una red de organismos ${mark}`)
	await open(staff, 'Defensores públicos')
	await staff.fill(/set-aside$/, { reason: 'Excede el mandato' })
	await mexico.follow('Delegación')
	mexico.says(/Defensores públicos .{0,20}Descartada Excede el mandato/)
})

test('the entering is closed, and those who take part read the working document', async () => {
	await staff.follow('Resultados')
	await staff.fill(/proposals\/close$/)
	await staff.follow('Documento de trabajo')
	await staff.fill(/working-document$/, { audience: 'participants' })
	await mexico.follow('Documentos')
	await mexico.follow('Documento de trabajo')
	mexico.says(/Para la Organización Promoción .*Formar a los cónsules .*Cursos anuales .*Para los Estados miembros .*Garantizar el debido proceso .*Combatir la trata .*Una red de organismos/)
	mexico.says(/No abordadas en una categoría/)
	assert.ok(!textOf(mexico.page.html).includes('Defensores públicos'))
})

test('the Chair says what is dealt with; the room amends one paragraph, defers one and adopts the others', async () => {
	await chair.follow('Ahora')
	await chair.fill(/now\/next$/)
	await anybody.get(`${url}/es/${slug}`)
	await anybody.follow('Qué se está tratando ahora en la reunión')
	anybody.says(/I\. Sesión de apertura/)
	await rapporteur.follow('Resultados')
	await rapporteur.follow('En la sala')
	await open(rapporteur, 'Formar a los cónsules')
	await rapporteur.fill(/screen$/)
	await anybody.get(links(rapporteur.page.html).find(link => link.words === 'Abrir la pantalla').href.replace(/^(?:\.\.\/)+/, `${url}/`))
	anybody.says(/Formar a los cónsules/)
	await rapporteur.fill(/decisions\/[0-9a-f-]+$/, { 'text.es': `Formar cada año a los cónsules ${mark}`, amended_by: 'México', decision: 'adopted-as-orally-amended' })
	for (const decision of ['deferred', 'adopted']) {
		await rapporteur.follow('Párrafo siguiente')
		await rapporteur.fill(/decisions\/[0-9a-f-]+$/, { decision })
	}
	await staff.follow('Resultados')
	await staff.follow('En la sala')
	for (const words of ['Garantizar el debido proceso', 'Intérpretes en las audiencias', 'Combatir la trata', 'Una red de organismos']) {
		await open(staff, words)
		await staff.fill(/decisions\/[0-9a-f-]+$/, { decision: 'adopted' })
		await staff.follow('En la sala')
	}
	staff.says(/Formar cada año a los cónsules \w+ Objetivo · Promoción Aprobado con enmiendas orales .*Cursos anuales \w+ Actividad · Promoción Aplazado/)
})

test('conclusions are drawn, a reservation is recorded; the Chair reads one after the other and adopts them', async () => {
	await staff.follow('Conclusiones')
	await staff.fill(/draw$/)
	await staff.follow('Dejar constancia de un disenso o de una reserva')
	await staff.choose(/reservations\/new$/, 'party', 'México', { kind: 'reservation', 'text.es': `Con reserva ${mark}` })
	await chair.follow('Resultados')
	await chair.follow('Conclusiones')
	await chair.follow('Leerlas a la reunión')
	let read = 0
	for (; links(chair.page.html).some(link => link.words === 'Siguiente →'); read++)
		await chair.follow('Siguiente →')
	assert.equal(read, 6)
	await chair.fill(/adopt$/)
	await chair.follow('Como las lee todo el mundo')
	chair.says(/1\. .*Formar cada año a los cónsules .*6\. .*Una red de organismos .*Con reserva/)
	assert.ok(!textOf(chair.page.html).includes('Cursos anuales'))
})

test('the report is assembled and written, commented on and answered, and issued', async () => {
	await staff.follow('Resultados')
	await staff.follow('Informe final')
	await staff.fill(/report\/refresh$/)
	await staff.follow(/^Mandato y contexto/)
	await staff.fill(/report\/[0-9a-f-]+$/, { 'text.es': `Mandato ${mark}` })
	await staff.follow('Informe final')
	await staff.fill(/report\/draft$/, { closes: '2099-01-01T10:00' })
	await mexico.follow('Delegación')
	await mexico.follow(/proyecto/)
	await mexico.fill(/report\/draft$/, { text: `Falta una coma ${mark}` })
	await staff.follow('Informe final')
	await staff.follow(/comentario|Mandato y contexto/)
	await staff.fill(/comments\/[0-9a-f-]+$/, { answer: `Corregido ${mark}` })
	await mexico.follow('Delegación')
	await mexico.follow(/proyecto/)
	mexico.says(/Falta una coma .*Corregido/)
	await staff.follow('Informe final')
	await staff.fill(/report\/issue$/)
})

test('staff compile the volume, and everybody finds it from the documents of the meeting', async () => {
	await staff.follow('Volumen')
	await staff.fill(/report\/volume$/)
	for (let tries = 0; !links(staff.page.html).some(link => link.words === 'Informe final, Volumen PDF'); tries++) {
		assert.ok(tries < 100, textOf(staff.page.html))
		await sleep(200)
		await staff.get(staff.page.address)
	}
	await anybody.get(`${url}/es/${slug}`)
	await anybody.follow('Documentos')
	await anybody.follow('Informe final')
	anybody.says(new RegExp(`Mandato ${mark}.*Formar cada año a los cónsules`))
	await anybody.follow(/PDF|volumen/i)
	assert.equal(anybody.page.headers.get('content-type'), 'application/pdf')
	writeFileSync(volume, anybody.page.bytes)
	run('qpdf', '--check', volume)
})

test('the volume is whole, and its contents and its outline lead where they say', () => {
	const pages = run('pdftotext', '-layout', volume, '-').split('\f').map(page => page.replace(/\s+/g, ' '))
	const all = run('pdftotext', volume, '-').replace(/\s+/g, ' ')
	assert.equal(pages.length - 1, Number(run('pdfinfo', volume).match(/Pages: +(\d+)/)[1]))
	for (const words of [`Mandato ${mark}`, `Formar cada año a los cónsules ${mark}`, `Una red de organismos ${mark}`, `Con reserva ${mark}`, 'Lista de participantes'])
		assert.ok(all.includes(words), words)
	const flat = list => list.flatMap(({ title, destpageposfrom1: page, kids }) => [{ title, page }, ...flat(kids)])
	const outline = flat(JSON.parse(run('qpdf', '--json', '--json-key=outlines', volume)).outlines).filter(({ title }) => /^\d|^Anexo/.test(title))
	assert.ok(outline.length > 10, outline.length)
	for (const { title, page } of outline) {
		const words = title.replace(/^Anexo [IVX]+: /, '').replace(/^[\d.]+ /, '').split(' ').slice(0, 3).join(' ')
		assert.ok(pages[page - 1].includes(words), `${title}: page ${page} does not say ${words}`)
	}
	const { page } = outline.find(({ title }) => /Lista de participantes/.test(title))
	assert.match(pages.slice(1, 3).join(' '), new RegExp(`Anexo VII Lista de participantes ${page}\\b`))
})

after(() => {
	for (const [name, who] of Object.entries({ staff, chair, rapporteur, panelist, mexico, anybody }))
		console.log(`# ${name}: ${who.clicks} clicks, ${who.fields} fields`)
})
