/*
 * node tests/paper/office.mjs: Office files as strangers send them. What acts, what reaches outside and what is no
 * document is told by its code; honest files are passed on: those that Debian's packages bring, and those of other writers.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOffice, makeZip, OFFICE } from '../make-paper.mjs';
import * as judge from './helpers.mjs';

const file = join(judge.workshop, 'office');
async function look(bytes, type)
{
	writeFileSync(file, bytes);
	const { status, signal, out, error } = await judge.run(judge.program, ['office', file, type], { time: 60_000 });
	try {
		return JSON.parse(out.toString()).code ?? 'passed on';
	} catch {
		return `status ${status}, signal ${signal}, ${out} ${error}`;
	}
}

async function says(code, name, bytes, kind)
{
	const found = await look(bytes, OFFICE[kind]);
	judge.check(`${name}: ${code}`, found === code ? [] : [found]);
}
const made = (code, name, kind, parts) => says(code, name, makeOffice(kind, parts), kind);

const relation = (type, target, mode = '') => `<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${mode && ` TargetMode="${mode}"`}/>`;
const relations = (...list) => ['word/_rels/document.xml.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`];
const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]);
const office = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"';

/* ------------------------------------------------------------------ passed on */

for (const kind of Object.keys(OFFICE))
	await made('passed on', `the least ${kind}`, kind);
await made('passed on', 'a main part of another name, as Word on the web makes it', 'docx', { main: 'word/document2.xml' });
await made('passed on', 'a hyperlink', 'docx', { members: [relations(relation('hyperlink', 'https://www.oas.org/', 'External'))] });
await made('passed on', 'a template that was on its writer\'s disk', 'docx', { members: [relations(relation('attachedTemplate', 'file:///C:\\Users\\ana\\Normal.dotm', 'External'))] });
await made('passed on', 'a workbook behind a chart', 'pptx', { members: [['ppt/embeddings/Workbook.xlsx', makeZip([['[Content_Types].xml', '<Types/>']])]] });
await made('passed on', 'a field that only begins alike', 'docx', { body: '<w:p><w:r><w:instrText>ADDED DDE</w:instrText></w:r></w:p>' });
await made('passed on', 'a link, and a click that leads on', 'odp', { body: `<text:a ${office} xlink:href="https://www.oas.org/"/><presentation:event-listener ${office} presentation:action="next-page"/>` });
await made('passed on', 'a manifest of OpenOffice.org 2', 'odt', { members: [['META-INF/manifest.xml', '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest:manifest/>']] });

/* ------------------------------------------------------------------ what acts */

await made('OFFICE_MACROS', 'macros by their type', 'docx', { types: '<Override PartName="/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>' });
await made('OFFICE_MACROS', 'macros by their relationship alone', 'docx', { members: [relations('<Relationship Id="r9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="x.bin"/>')] });
await made('OFFICE_MACROS', 'macros by their name alone', 'docx', { members: [['word/vbaProject.bin', 'x']] });
await made('OFFICE_MACROS', 'a DOCM under another name', 'docx', { types: '<Override PartName="/y" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>' });
await made('OFFICE_MACROS', 'ActiveX', 'docx', { members: [['word/activeX/activeX1.xml', '<x/>']] });
await made('OFFICE_MACROS', 'DDE', 'docx', { body: '<w:p><w:r><w:instrText> DDEAUTO c:\\windows\\system32\\cmd.exe</w:instrText></w:r></w:p>' });
await made('OFFICE_MACROS', 'DDE cut into runs', 'docx', { body: '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>D</w:instrText></w:r><w:r><w:instrText>d</w:instrText></w:r><w:r><w:instrText>e x</w:instrText></w:r></w:p>' });
await made('OFFICE_MACROS', 'DDE in a simple field', 'docx', { body: '<w:fldSimple w:instr="DDE x"/>' });
await made('OFFICE_MACROS', 'DDE in UTF-16, in a part of another name', 'docx', { members: [['word/x.bin', Buffer.from('\ufeff<w:x xmlns:w="w"><w:instrText>DDE x</w:instrText></w:x>', 'utf16le')]] });
await made('OFFICE_MACROS', 'Basic', 'odt', { members: [['Basic/Standard/Module1.xml', '<x/>']] });
await made('OFFICE_MACROS', 'a script at an event', 'odt', { body: `<script:event-listener ${office} script:language="ooo:script"/>` });
await made('OFFICE_MACROS', 'a click that starts a program', 'odp', { body: `<presentation:event-listener ${office} presentation:action="execute" xlink:href="file:///bin/sh"/>` });
await made('OFFICE_MACROS', 'DDE of OpenDocument', 'odt', { body: '<text:dde-connection-decl xmlns:text="urn:t"/>' });

/* ------------------------------------------------------------------ what holds others, or reaches outside */

await made('OFFICE_OBJECTS', 'OLE by its bytes', 'docx', { members: [['word/media/image1.png', compound]] });
await made('OFFICE_OBJECTS', 'OLE by its relationship', 'docx', { members: [relations(relation('oleObject', 'x.bin'))] });
await made('OFFICE_OBJECTS', 'a page of HTML inside', 'docx', { members: [relations(relation('aFChunk', 'x.html'))] });
await made('OFFICE_OBJECTS', 'OLE of OpenDocument', 'odt', { body: `<draw:object-ole ${office} xlink:href="./x"/>` });
await made('OFFICE_EXTERNAL', 'a template from elsewhere', 'docx', { members: [relations(relation('attachedTemplate', 'https://example.org/a.dotm', 'External'))] });
await made('OFFICE_EXTERNAL', 'a template on a server', 'docx', { members: [relations(relation('attachedTemplate', 'file:///\\\\198.51.100.1\\a.dotm', 'External'))] });
await made('OFFICE_EXTERNAL', 'a picture from elsewhere', 'docx', { members: [relations(relation('image', 'http://198.51.100.1/a.png', 'External'))] });
await made('OFFICE_EXTERNAL', 'a picture of OpenDocument from elsewhere', 'odt', { body: `<draw:image ${office} xlink:href="http://198.51.100.1/a.png"/>` });
await made('OFFICE_EXTERNAL', 'a part of another file', 'odt', { body: `<text:section-source ${office} xlink:href="../../etc/passwd"/>` });

/* ------------------------------------------------------------------ what is no sound document */

const entity = (what) => `<?xml version="1.0"?><!DOCTYPE x [${what}]><x>&a;</x>`;
await made('OFFICE_DAMAGED', 'an entity from a file', 'docx', { members: [['word/document.xml', entity('<!ENTITY a SYSTEM "file:///etc/passwd">')]] });
await made('OFFICE_DAMAGED', 'entities that grow', 'odt', { members: [['content.xml', entity(`<!ENTITY a "${'ha'.repeat(1000)}">`)]] });
await made('OFFICE_DAMAGED', 'a DTD from elsewhere', 'odt', { members: [['content.xml', '<!DOCTYPE x SYSTEM "https://example.org/x.dtd"><x/>']] });
await made('OFFICE_DAMAGED', 'XML that breaks off', 'docx', { members: [['word/document.xml', '<w:document>']] });
for (const name of ['../../x', 'word/../../x', '/etc/x', 'word\\..\\x', 'C:x'])
	await made('OFFICE_DAMAGED', `a member called ${name}`, 'docx', { members: [[name, 'x']] });
await says('OFFICE_DAMAGED', 'two members of one name', makeZip([['mimetype', OFFICE.odt], ['content.xml', '<a/>'], ['CONTENT.xml', '<b/>']]), 'odt');
await says('OFFICE_DAMAGED', 'a ZIP cut short', makeOffice('docx').subarray(0, 500), 'docx');
await says('OFFICE_DAMAGED', 'noise', Buffer.alloc(5000, 'PK'), 'docx');
await says('OFFICE_PASSWORD', 'encrypted by Office', Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]), 'docx');
await made('OFFICE_PASSWORD', 'encrypted by OpenOffice', 'odt', { types: '<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>' });
await made('OFFICE_PASSWORD', 'an encrypted member', 'docx', { flags: 1 });
await says('TYPE_MISMATCH', 'a PPTX called DOCX', makeOffice('pptx'), 'docx');
await says('TYPE_MISMATCH', 'an old DOC called DOCX', compound, 'docx');
await made('TYPE_MISMATCH', 'a DOCX that says it is ODT', 'docx', { members: [['mimetype', OFFICE.odt]] });
await says('TYPE_MISMATCH', 'the same, called ODT', makeOffice('docx', { members: [['mimetype', OFFICE.odt]] }), 'odt');
const bomb = makeOffice('docx', { members: [['word/media/a.bin', Buffer.alloc(300_000_000)]] });
await says('TOO_COMPLEX', `300 MB behind ${bomb.length} bytes`, bomb, 'docx');
await made('TOO_COMPLEX', 'ten thousand members', 'odt', { members: Array.from({ length: 10_001 }, (_, at) => [`x/${at}`, '']) });

/* ------------------------------------------------------------------ other writers' */

// What Debian's packages bring with Calligra, and what python-docx writes; their macros are none.
const root = await judge.unpacked('office', ['calligrastage-data', 'calligrawords-data']);
const found = root ? readdirSync(root, { recursive: true }).filter((name) => /\.(od[tp]|ot[tp])$/.test(name)) : [];
const wrong = [];
for (const name of found) {
	const type = execFileSync('/usr/bin/python3', ['-c', 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("mimetype").decode())', join(root, name)]);
	const said = await look(readFileSync(join(root, name)), type.toString().trim());
	if (said !== 'passed on')
		wrong.push(`${name}: ${said}`);
}
judge.check(`${found.length} files of others are passed on`, found.length >= 30 ? wrong : ['they are not here']);
execFileSync('/usr/bin/python3', ['-c', `import docx, sys
it = docx.Document()
it.add_heading("Mujeres migrantes", 0)
it.add_table(3, 3)
it.add_paragraph("Texto", style="List Bullet")
it.save(sys.argv[1])`, file]);
await says('passed on', 'a DOCX of python-docx', readFileSync(file), 'docx');

judge.finish();
