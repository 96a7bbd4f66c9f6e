/*
 * node tests/limits/download.mjs: files a paper of 5 MB, clears and releases it and issues an edition, as people do it.
 * Prints the address of the cleaned copy, that of the original, and the cookie of somebody who may read it.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { newPanelist, url, visitor } from './../helpers.mjs'

/* One page with a picture of noise, which no filter makes smaller. */
function pdf(side) {
	const picture = randomBytes(side * side * 3)
	const content = 'q 500 0 0 500 50 150 cm /I Do Q'
	const parts = [Buffer.from('%PDF-1.4\n')]
	const offsets = []
	const add = (...bytes) => {
		offsets.push(parts.reduce((sum, part) => sum + part.length, 0))
		parts.push(Buffer.concat([Buffer.from(`${offsets.length} 0 obj\n`), ...bytes.map(it => Buffer.from(it)), Buffer.from('\nendobj\n')]))
	}
	add('<< /Type /Catalog /Pages 2 0 R >>')
	add('<< /Type /Pages /Kids [3 0 R] /Count 1 >>')
	add('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>')
	add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
	add(`<< /Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length ${picture.length} >>\nstream\n`, picture, '\nendstream')
	const start = parts.reduce((sum, part) => sum + part.length, 0)
	parts.push(Buffer.from(`xref\n0 6\n0000000000 65535 f \n${offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`))
	return Buffer.concat(parts)
}

const staff = await visitor('staff')
const panelist = await newPanelist(staff, 'Bench')
await panelist.form()
await panelist.submit(/papers$/, { title: 'Five megabytes', language: 'en', file: new File([pdf(1291)], 'bench.pdf') })
let page
for (let tries = 0; tries < 60 && !page?.html.includes('/release"'); tries++) {
	await sleep(500)
	page = await staff.get(`${url}/en/desk/migrants-2004/slots/${panelist.slot}`)
}
const version = page.html.match(/papers\/([0-9a-f-]{36})\/original/)[1]
await staff.submit(/release$/)
await staff.get(`${url}/en/desk/migrants-2004/publish`)
await staff.submit(/publish$/)
console.log(`${url}/en/papers/${version}\n${url}/en/papers/${version}/original\n${[...staff.cookies].map(pair => pair.join('=')).join('; ')}`)
