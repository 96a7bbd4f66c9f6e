// Papers for tests, as they come from real programs: PDFs of many pages with pictures, fonts, bookmarks and links, and
// the smallest Office files of their kinds.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, deflateSync } from 'node:zlib'

const folder = mkdtempSync(join(tmpdir(), 'papers-'))
export const keep = (name, bytes) => {
	const path = join(folder, name)
	writeFileSync(path, bytes)
	return path
}

// The objects of a page: the page, what stands on it, and a picture that no packing makes smaller.
function pageObjects(text, number, first, pictureBytes) {
	const side = Math.max(8, Math.round(Math.sqrt(pictureBytes / 3)))
	const picture = deflateSync(randomBytes(side * side * 3), { level: 1 })
	const content = deflateSync(Buffer.from(`BT /F1 20 Tf 72 700 Td (${text} ${number}) Tj ET\nq 440 0 0 440 86 180 cm /Im1 Do Q\n`))
	const links = number > 1 ? '' : ` /Annots [<< /Type /Annot /Subtype /Link /Rect [72 690 300 720] /Border [0 0 0] /Dest [${first + 3} 0 R /Fit] >>
		<< /Type /Annot /Subtype /Link /Rect [72 100 300 120] /Border [0 0 0] /A << /S /URI /URI (https://www.oas.org/) >> >>]`
	return [
		`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R >> /XObject << /Im1 ${first + 2} 0 R >> >> /Contents ${first + 1} 0 R${links} >>`,
		[`<< /Filter /FlateDecode /Length ${content.length} >>`, content],
		[`<< /Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /Length ${picture.length} >>`, picture],
	]
}

// A PDF of this many pages and about this many bytes; every page says the text and its number, each fifth has a bookmark.
export function makePdf(text, pages = 3, bytes = 30000) {
	const first = 6, marks = first + pages * 3
	const marked = Array.from({ length: Math.ceil(pages / 5) }, (_, i) => i * 5)
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R /Outlines 3 0 R /PageMode /UseOutlines >>',
		`<< /Type /Pages /Count ${pages} /Kids [${Array.from({ length: pages }, (_, i) => `${first + i * 3} 0 R`).join(' ')}] >>`,
		`<< /Type /Outlines /First ${marks} 0 R /Last ${marks + marked.length - 1} 0 R /Count ${marked.length} >>`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
		`<< /Title (${text}) /Producer (tests/make-paper.mjs) >>`,
		...Array.from({ length: pages }, (_, i) => pageObjects(text, i + 1, first + i * 3, bytes / pages)).flat(),
		...marked.map((page, i) => `<< /Title (${text}, part ${i + 1}) /Parent 3 0 R /Dest [${first + page * 3} 0 R /XYZ 0 792 0]` +
			`${i ? ` /Prev ${marks + i - 1} 0 R` : ''}${i + 1 < marked.length ? ` /Next ${marks + i + 1} 0 R` : ''} >>`),
	]
	const parts = [Buffer.from('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n', 'latin1')], offsets = []
	let at = parts[0].length
	const put = part => { parts.push(part); at += part.length }
	objects.forEach((object, i) => {
		offsets.push(at)
		const [head, stream] = [object].flat()
		put(Buffer.from(`${i + 1} 0 obj\n${head}\n${stream ? 'stream\n' : ''}`))
		if (stream)
			put(stream)
		put(Buffer.from(`${stream ? '\nendstream\n' : ''}endobj\n`))
	})
	const xref = at
	put(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}` +
		`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${xref}\n%%EOF\n`))
	return Buffer.concat(parts)
}

const crc32 = bytes => {
	let sum = ~0
	for (const byte of bytes) {
		sum ^= byte
		for (let bit = 0; bit < 8; bit++)
			sum = sum >>> 1 ^ (sum & 1 && 0xedb88320)
	}
	return ~sum >>> 0
}

// A ZIP with these members, [name, text or bytes, flags]; the first of an OpenDocument file is its media type, stored.
export function makeZip(members) {
	const parts = [], directory = []
	let at = 0
	for (const [name, text, flags = 0] of members) {
		const data = Buffer.from(text), stored = name === 'mimetype', body = stored ? data : deflateRawSync(data)
		const head = Buffer.alloc(30), entry = Buffer.alloc(46)
		head.writeUInt32LE(0x04034b50, 0)
		head.writeUInt16LE(stored ? 0 : 8, 8)
		head.writeUInt32LE(crc32(data), 14)
		head.writeUInt32LE(body.length, 18)
		head.writeUInt32LE(data.length, 22)
		head.writeUInt16LE(name.length, 26)
		entry.writeUInt32LE(0x02014b50, 0)
		entry.writeUInt16LE(flags, 8)
		entry.writeUInt16LE(stored ? 0 : 8, 10)
		entry.writeUInt32LE(crc32(data), 16)
		entry.writeUInt32LE(body.length, 20)
		entry.writeUInt32LE(data.length, 24)
		entry.writeUInt16LE(name.length, 28)
		entry.writeUInt32LE(at, 42)
		parts.push(head, Buffer.from(name), body)
		directory.push(entry, Buffer.from(name))
		at += 30 + name.length + body.length
	}
	const size = directory.reduce((sum, part) => sum + part.length, 0), end = Buffer.alloc(22)
	end.writeUInt32LE(0x06054b50, 0)
	end.writeUInt16LE(members.length, 8)
	end.writeUInt16LE(members.length, 10)
	end.writeUInt32LE(size, 12)
	end.writeUInt32LE(at, 16)
	return Buffer.concat([...parts, ...directory, end])
}

export const OFFICE = {
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	odt: 'application/vnd.oasis.opendocument.text',
	odp: 'application/vnd.oasis.opendocument.presentation',
}

// The least Office file of a kind. members are added, or take the place of one of the same name; types, relations and body
// are XML inside its content types, relationships and main part.
export function makeOffice(kind, { members = [], types = '', relations = '', body = '', flags = 0, main = { docx: 'word/document.xml', pptx: 'ppt/presentation.xml' }[kind] } = {}) {
	const xml = '<?xml version="1.0" encoding="UTF-8"?>', type = OFFICE[kind], rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
	const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
	const office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
	const list = main ? [
		['[Content_Types].xml', `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/${main}" ContentType="${type}.main+xml"/>${types}</Types>`],
		['_rels/.rels', `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${rels}/officeDocument" Target="${main}"/>${relations}</Relationships>`],
		[main, kind === 'docx' ? `${xml}<w:document ${word}><w:body><w:p><w:r><w:t>A presentation</w:t></w:r></w:p>${body}</w:body></w:document>`
			: `${xml}<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">${body}</p:presentation>`, flags],
	] : [
		['mimetype', type],
		['content.xml', `${xml}<office:document-content ${office}><office:body>${body}</office:body></office:document-content>`, flags],
		['META-INF/manifest.xml', `${xml}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">${types}</manifest:manifest>`],
	]
	return makeZip([...list.filter(([name]) => !members.some(([other]) => other === name)), ...members])
}

// The path of a DOCX.
export function makeDocx(name) {
	const path = join(folder, name)
	writeFileSync(path, makeOffice('docx'))
	return path
}
