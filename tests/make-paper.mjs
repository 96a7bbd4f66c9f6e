// Papers for tests, as they come from real programs: PDFs of many pages with pictures, fonts, bookmarks and links, and
// the smallest DOCX that is one.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'

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

// The path of a DOCX.
export function makeDocx(name) {
	const path = join(folder, name)
	const script = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
    out.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    out.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
    out.writestr("word/document.xml", '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>A presentation</w:t></w:r></w:p></w:body></w:document>')`
	execFileSync('/usr/bin/python3', ['-c', script, path])
	return path
}
