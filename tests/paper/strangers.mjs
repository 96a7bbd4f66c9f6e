/*
 * node tests/paper/strangers.mjs: files as strangers send them: empty, broken, locked, loaded, endless.
 * Each is either refused with the code that tells its sender why, or taken; never a fault, never a hang,
 * and nothing that acts ever comes out. The PDFs are made here, byte by byte.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import * as judge from './helpers.mjs';
import { HELLO, HELVETICA, intake, latin, pdf, problem, refused, says, simple, stream, taken } from './helpers-intake.mjs';

const isBlank = async (file) => {
	const [page] = await judge.draw(file, 1, 1, 20);
	return page.pixels.every((value) => value === 255) ? [] : ['something shows'];
};

/* ------------------------------------------------------------------ refused */

await refused('an empty file', '', 'PDF_EMPTY');
await refused('a text', 'Dear colleagues, find attached', 'TYPE_MISMATCH');
await refused('a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'TYPE_MISMATCH');
await refused('a header and nothing else', '%PDF-1.4\n', 'PDF_DAMAGED');
await refused('a header and noise', Buffer.concat([latin('%PDF-1.4\n'), Buffer.alloc(4096, 'x1 0 R <<')]), 'PDF_DAMAGED');
await refused('no catalog', pdf(['<</Type/Pages/Kids[]/Count 0>>'], '/Root 9 0 R'), 'PDF_DAMAGED');
await refused('no pages', pdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>']), 'PDF_EMPTY');
await refused('pages in a circle', pdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R]/Count 1>>']), 'PDF_DAMAGED');
await refused('501 pages', pdf(['<</Type/Catalog/Pages 2 0 R>>',
	`<</Type/Pages/Count 501/Kids[${Array.from({ length: 501 }, (_, at) => `${at + 3} 0 R`).join(' ')}]>>`,
	...Array.from({ length: 501 }, () => '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>')]), 'TOO_MANY_PAGES');
await refused('501 pages that say they are one', pdf(['<</Type/Catalog/Pages 2 0 R>>',
	`<</Type/Pages/Count 1/Kids[${Array.from({ length: 501 }, (_, at) => `${at + 3} 0 R`).join(' ')}]>>`,
	...Array.from({ length: 501 }, () => '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>')]), 'TOO_MANY_PAGES');
await refused('a million pages in its word only', simple().toString('latin1').replace('/Count 1>>', '/Count 1000000>>'), 'TOO_MANY_PAGES');
await refused('a dynamic form', simple({ catalog: '/NeedsRendering true/AcroForm<</XFA(x)/Fields[]>>' }), 'PDF_XFA');
await refused('a collection of files', simple({ catalog: '/Collection<</Type/Collection>>' }), 'PDF_PORTFOLIO');
await refused('a page of noise', simple({ content: stream(Buffer.alloc(200, 0xa5), '/Filter/FlateDecode') }), 'PDF_PAGE_UNREADABLE', 1);
await refused('a page in an unknown code', simple({ content: stream(Buffer.alloc(200, 0xa5), '/Filter/NoSuchDecode') }), 'PDF_PAGE_UNREADABLE', 1);
const twice = deflateSync(deflateSync(Buffer.alloc(2_000_000_000, ' '))); // before anything runs beside it: node waits
await refused('200 MB of operators in 200 KB', simple({ content: stream(deflateSync(Buffer.alloc(200_000_000, ' ')), '/Filter/FlateDecode') }), 'TOO_COMPLEX');
await refused(`2 GB of operators in ${twice.length} bytes`, simple({ content: stream(twice, '/Filter[/FlateDecode/FlateDecode]') }), ['PDF_PAGE_UNREADABLE', 'TOO_COMPLEX']); // memory ends, or time

/* The pixels of a picture, as its dictionary says. */
const picture = (side) => simple({ resources: '/XObject<</I 5 0 R>>', content: stream('612 0 0 792 0 0 cm /I Do'), more: [
	stream(deflateSync(Buffer.alloc(Math.ceil(Math.min(side, 16_000) / 8) * Math.min(side, 16_000))), `/Type/XObject/Subtype/Image/Width ${side}/Height ${side}/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/FlateDecode`)] });
await refused('a picture of 60,000 by 60,000 pixels', picture(60_000), 'TOO_COMPLEX');
await taken('a picture of 15,000 by 15,000 pixels', picture(15_000));

const plain = join(judge.workshop, 'plain.pdf');
const locked = join(judge.workshop, 'locked.pdf');
writeFileSync(plain, simple());
await judge.must('qpdf', ['--encrypt', 'user', 'owner', '256', '--', plain, locked]);
await refused('a file with a password', readFileSync(locked), 'PDF_PASSWORD');

/* ------------------------------------------------------------------ taken */

await taken('an honest page', simple(), [], says('Hello'));
await taken('a number sign in a name that begins no code', simple({ resources: HELVETICA.replace('F1', 'F#'), content: stream(HELLO.replace('F1', 'F#')) }), ['PDF_REPAIRED'], says('Hello'));
await judge.must('qpdf', ['--encrypt', '', 'owner', '256', '--print=none', '--', plain, locked]);
await taken('a page that must not be printed', readFileSync(locked), ['PDF_RESTRICTED'], says('Hello'));
await taken('junk before the header', Buffer.concat([latin('HTTP/1.1 200 OK\r\n\r\n'), simple()]), [], says('Hello'));
await taken('no cross-references', simple().toString('latin1').replace(/xref[^]*?trailer/, 'trailer'), ['PDF_REPAIRED'], says('Hello'));
const half = deflateSync(Buffer.from(HELLO + '\n% '.repeat(50) + Array.from({ length: 4000 }, (_, at) => at * 7919 % 65521).join(' ')));
const halved = stream(half.subarray(0, half.length - 500), '/Filter/FlateDecode');
await taken('a page that breaks off', simple({ content: halved }), ['PDF_PAGES_DAMAGED'], says('Hello'));
await taken('an empty page, packed into nothing', simple({ content: stream('', '/Filter/FlateDecode') }), [], isBlank);
await taken('one of several streams packed into nothing', simple({ content: '[5 0 R 6 0 R]', more: [stream('', '/Filter/FlateDecode'), stream(HELLO)] }), [], says('Hello'));
await taken('streams that are not there', simple({ content: '[5 0 R 6 0 R null]', more: [stream(HELLO), '<</Nothing true>>'] }), [], says('Hello'));
const pieces = '[5 0 R 6 0 R 7 0 R]', noise = stream(Buffer.alloc(200, 0xa5), '/Filter/FlateDecode');
const brokenPiece = simple({ content: pieces, more: [stream('q'), noise, stream(`${HELLO} Q`)] });
await refused('one of several streams is noise', brokenPiece, 'PDF_PAGE_UNREADABLE', 1);
await taken('one of several streams breaks off', simple({ content: pieces, more: [stream('q'), halved, stream('Q')] }), ['PDF_PAGES_DAMAGED'], says('Hello'));
const ten = pdf(['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Count 10/Kids[${Array.from({ length: 10 }, (_, at) => `${at + 3} 0 R`).join(' ')}]>>`,
	...Array.from({ length: 10 }, (_, at) => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<${HELVETICA}>>/Contents ${at === 6 ? 14 : 13} 0 R>>`), stream(HELLO), noise]);
await refused('one broken page among ten', ten, 'PDF_PAGE_UNREADABLE', 7);
await taken('the same, page 7 blank', ten, ['PDF_PAGES_BLANK'], says('Hello'), { step: 'salvage', pages: '7' });

/* A page of which one stream is noise, as a picture: it looks as before, its words are there, nothing else of it is. */
const pictured = (pixels) => async (file) => {
	const [before] = await judge.draw(file.replace('-clean', ''), 1, 1, 50);
	const [after] = await judge.draw(file, 1, 1, 50);
	const shade = (page) => page.pixels.reduce((sum, value) => sum + (value < 250 ? 255 - value : 0), 0);
	const different = judge.difference(before, after), images = (await judge.must('pdfimages', ['-list', file])).toString();
	return [...different <= pixels && Math.abs(shade(after) / shade(before) - 1) < 0.05 ? [] : [`${different} of the pixels differ, ${shade(before)} became ${shade(after)}`],
		.../ 1[45]\d +1[45]\d /.test(images) ? [] : [images], ...await says('Hello')(file)];
};
await taken('one stream of noise, as a picture', brokenPiece, ['PDF_PAGES_PICTURED'], pictured(0.02), { step: 'salvage', pages: '1' });
for (const rotate of [90, 180, 270])
	await taken(`the same, turned by ${rotate} degrees, a part of it seen`, simple({ content: pieces, page: `/Rotate ${rotate}/CropBox[40 400 300 700]/Annots[8 0 R]`, more: [
		stream('q 1 0 0 rg 50 410 30 90 re f 0 g'), noise, stream(`${HELLO} Q`), '<</Type/Annot/Subtype/Link/Rect[72 600 172 624]/Border[0 0 0]/Dest[3 0 R/Fit]>>'] }), ['PDF_PAGES_PICTURED'],
	async (file) => [...await pictured(0.04)(file), ...(await judge.Objects.read(file)).links(0).length === 1 ? [] : ['the link is lost']], { step: 'salvage', pages: '1' });
await taken('the same, with a layer that is off', simple({ catalog: '/OCProperties<</OCGs[8 0 R]/D<</OFF[8 0 R]>>>>', resources: `/Properties<</L 8 0 R>>${HELVETICA}`, content: pieces, more: [
	stream('/OC /L BDC BT /F1 24 Tf 72 500 Td (Secret) Tj ET EMC'), noise, stream(HELLO), '<</Type/OCG/Name(L)>>'] }), ['PDF_PAGES_PICTURED', 'PDF_LAYERS_REMOVED'],
async (file) => [...await pictured(0.02)(file), ...(await says('Secret')(file)).length ? [] : ['it says Secret']], { step: 'salvage', pages: '1' });
await refused('a page tree that names itself', pdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>']), 'PDF_DAMAGED');
const attached = simple({ catalog: '/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>', more: ['<</Type/Filespec/F(a)/EF<</F 6 0 R>>>>', stream('\x01\x02\x03', '/Type/EmbeddedFile'),
	'<</Filter/Standard/V 4/R 4/Length 128/P -4/EncryptMetadata false/StmF/Identity/StrF/Identity/EFF/StdCF/CF<</StdCF<</CFM/AESV2/AuthEvent/EFOpen/Length 16>>>>/O(12345678901234567890123456789012)/U(12345678901234567890123456789012)>>'] }).toString('latin1');
await taken('only what is attached is encrypted', latin(attached.replace('/Root 1 0 R', '/Encrypt 7 0 R/ID[(a)(a)]/Root 1 0 R')), ['PDF_ATTACHMENTS_REMOVED'], says('Hello'));
await refused('the same, but the page too', latin(attached.replace('/StmF/Identity', '/StmF/StdCF').replace('/Root 1 0 R', '/Encrypt 7 0 R/ID[(a)(a)]/Root 1 0 R')), 'PDF_PASSWORD');
/* The same page, its cross-references in a stream with more behind the rows than there are objects. */
function crossReferenceStream(behind, packed)
{
	const offsets = [], text = simple().toString('latin1'), body = text.slice(0, text.indexOf('xref\n'));
	for (let at = 1; at <= 4; at++)
		offsets.push(body.indexOf(`${at} 0 obj`));
	const rows = Buffer.from([0, 0, 0, 255, ...[...offsets, body.length].flatMap((at) => [1, at >> 8, at & 255, 0]), ...behind]);
	return latin(`${body}5 0 obj\n`).toString('latin1') + stream(packed ? deflateSync(rows) : rows, `/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R${packed ? '/Filter/FlateDecode' : ''}`).toString('latin1') + `\nendobj\nstartxref\n${body.length}\n%%EOF\n`;
}
await taken('cross-references in a stream', latin(crossReferenceStream([], true)), [], says('Hello'));
for (const packed of [true, false])
	for (const behind of [[10], [13, 10], [0, 0, 0, 0]])
		await taken(`${behind.length} bytes behind its rows${packed ? '' : ', plain'}`, latin(crossReferenceStream(behind, packed)), ['PDF_REPAIRED'], says('Hello'));
await taken('a signature', simple({ catalog: '/AcroForm<</SigFlags 3/Fields[]>>' }), ['PDF_SIGNED'], says('Hello'));
await taken('brackets without end', simple({ page: `/X ${'['.repeat(3000)}${']'.repeat(3000)}` }), ['PDF_REPAIRED']);
await taken('bookmarks in a circle', simple({ catalog: '/Outlines 5 0 R', more: ['<</First 6 0 R/Last 7 0 R>>',
	'<</Title(a)/Next 7 0 R/Parent 5 0 R/First 7 0 R>>', '<</Title(b)/Next 6 0 R/Parent 5 0 R/First 6 0 R>>'] }), [], says('Hello'));
await taken('names in a circle', simple({ catalog: '/Names<</Dests 5 0 R>>', more: ['<</Kids[5 0 R 5 0 R]/Names[(a)[3 0 R/Fit]]>>'] }), [], says('Hello'));
const headed = async (file) => {
	const head = file.replace('-clean', '-head');
	await judge.must(judge.program, ['assemble', head, file.replace('-clean.pdf', '.segment')],
		{ input: '{"numbering":"Page {page}","parts":[{"segment":0,"pages":1,"head":"Panel III"}]}' });
	return says('Panel III')(head);
};
await taken('states left open', simple({ content: stream(`${HELLO} q q 9 0 0 9 0 0 cm 0 0 1 1 re W n BT`) }), [], headed);
await taken('states closed too often', simple({ content: stream(`${HELLO} Q Q Q ET EMC Q`) }), [], headed);

const script = '<</S/JavaScript/JS(app.alert(1))>>';
await taken('scripts in all places', simple({
	catalog: `/OpenAction${script}/AA<</WC${script}>>/Names<</JavaScript<</Names[(a)${script}]>>>>`,
	page: `/AA<</O${script}>>/Annots[5 0 R 6 0 R 7 0 R 8 0 R]`,
	more: [`<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A${script}/AA<</E${script}>>>>`,
		'<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A<</S/Launch/F(calc.exe)>>>>',
		`<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/Rect[0 0 99 99]/A${script}/AA<</K${script}>>>>`,
		`<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A<</S/URI/URI(https://example.org/)/Next${script}>>>>`],
}), ['PDF_SCRIPTS_REMOVED', 'PDF_ACTIONS_REMOVED', 'PDF_FIELDS_FIXED'], says('Hello'));
const packed = join(judge.workshop, 'packed.pdf');
writeFileSync(plain, simple({ catalog: `/OpenAction${script}`, page: '/Annots[5 0 R]',
	more: ['<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A 6 0 R>>', `<</S/GoTo/D[3 0 R/Fit]/Next[${script}<</S/Launch/F(x)>>]>>`] }));
await judge.must('qpdf', ['--object-streams=generate', plain, packed]);
await taken('scripts in object streams, chained to honest links', readFileSync(packed), ['PDF_SCRIPTS_REMOVED', 'PDF_ACTIONS_REMOVED'], async (file) =>
	(await judge.Objects.read(file)).links(0).length === 1 ? [] : ['the link is lost']);
await taken('scripts with disguised names', simple({
	catalog: '/Open#41ction<</S/J#61vaScript/J#53(app.alert(1))>>',
	page: '/#41A<</O<</#53/JavaScript/#4aS(x)>>>>/Group<</S/Transparency/#41A<</#53/#4caunch>>/Deep[<</JS(x)/S/JavaScript>>]>>',
}), ['PDF_SCRIPTS_REMOVED', 'PDF_ACTIONS_REMOVED'], says('Hello'));
await taken('scripts among resources', simple({
	resources: '/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/AA<</JS(x)>>>>/X 5 0 R>>/XObject<</Y 6 0 R>>',
	more: [script, stream('', '/Type/XObject/Subtype/Form/BBox[0 0 1 1]/AA<</O 5 0 R>>/OPI<</A 5 0 R>>/Z<</S/SubmitForm/F(http://x/)>>')],
}), ['PDF_SCRIPTS_REMOVED', 'PDF_ACTIONS_REMOVED']);
await taken('attachments', simple({
	catalog: '/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>/AF[5 0 R]', page: '/AF[5 0 R]/Annots[7 0 R]',
	more: ['<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>', stream('MZ', '/Type/EmbeddedFile'),
		'<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 5 0 R/AP<</N 8 0 R>>>>',
		stream('0 0 9 9 re f', '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<</F 5 0 R>>/Extra 5 0 R')],
}), ['PDF_ATTACHMENTS_REMOVED'], says('Hello'));
await taken('a stream that is in another file', simple({ resources: `/XObject<</Y 5 0 R>>${HELVETICA}`,
	more: [stream('q', '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/F(/etc/passwd)/FFilter/FlateDecode')] }), [], async (file) =>
	readFileSync(file).includes('etc/passwd') ? ['it still names the file'] : []);

/* Nothing of what is hidden in these ways is in the bytes of the cleaned copy, decoded as far as qpdf can. */
const without = (...words) => async (file) => {
	const decoded = file.replace('-clean', '-decoded');
	await judge.must('qpdf', ['--qdf', '--object-streams=disable', '--decode-level=all', file, decoded]);
	const text = readFileSync(decoded, 'latin1') + readFileSync(file, 'latin1');
	return [...words.filter((word) => text.includes(word)).map((word) => `${word} is there`), ...await says('Hello')(file)];
};
const payload = (keys = '') => stream('MZPAYLOAD', keys);
const seal = (keys) => stream('0 0 9 9 re f', `/Type/XObject/Subtype/Form/BBox[0 0 9 9]${keys}`);
await taken('a file specification that does not say so, with a payload', simple({ resources: `/XObject<</Y 5 0 R>>${HELVETICA}`,
	more: [seal('/Extra<</F(a.exe)/EF<</F 6 0 R>>>>'), payload()] }), ['PDF_ATTACHMENTS_REMOVED'], without('MZPAYLOAD'));
await taken('one that is an object of its own', simple({ resources: `/XObject<</Y 5 0 R>>${HELVETICA}`,
	more: [seal('/Extra 7 0 R'), payload(), '<</F(a.exe)/UF(a.exe)/EF<</F 6 0 R/UF 6 0 R>>>>'] }), ['PDF_ATTACHMENTS_REMOVED'], without('MZPAYLOAD'));
await taken('files that belong to it', simple({ resources: `/XObject<</Y 5 0 R>>${HELVETICA}`,
	more: [seal('/Extra<</F(a.exe)/RF<</F[(a.exe) 6 0 R]>>>>'), payload()] }), [], without('MZPAYLOAD'));
for (const keys of ['/Type/EmbeddedFile', '/Subtype/application#2Fx-msdownload', '/Params<</Size 9>>'])
	await taken(`an embedded file among the resources, known by ${keys}`, simple({ resources: `/XObject<</EF 5 0 R>>${HELVETICA}`, more: [payload(keys)] }),
		['PDF_ATTACHMENTS_REMOVED'], without('MZPAYLOAD'));
await taken('programs for a printer', simple({ resources: `/XObject<</Y 5 0 R/Z 6 0 R>>${HELVETICA}`, content: stream(`${HELLO} /Y Do /Z Do`),
	more: [stream('(%PAYLOAD) run', '/Type/XObject/Subtype/PS/Level1 7 0 R'), stream('(%PAYLOAD) run', '/Type/XObject/Subtype/Form/Subtype2/PS/BBox[0 0 9 9]/PS 7 0 R'), stream('%PAYLOAD')] }),
	['PDF_SCRIPTS_REMOVED'], without('PAYLOAD'));
for (const [name, other] of [['a page of HTML', '<!DOCTYPE html><script>PAYLOAD</script>\n'], ['an archive', 'PK\x03\x04PAYLOAD\n'], ['PostScript', '%!PS-Adobe-3.0\n%PAYLOAD\n'], ['a program', 'MZPAYLOAD\0\0'], ['a picture', 'GIF89aPAYLOAD\n']])
	await taken(`a file that begins as ${name}`, Buffer.concat([latin(other), simple(), latin('PK\x05\x06PAYLOAD')]), [], async (file) =>
		[...readFileSync(file).subarray(0, 5).equals(latin('%PDF-')) ? [] : ['it begins otherwise'], ...await without('PAYLOAD')(file)]);

const form = simple({ catalog: '/AcroForm<</Fields[5 0 R]>>', page: '/Annots[5 0 R]', more: [
	'<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/V(Filled)/Rect[72 500 272 524]/AP<</N 6 0 R>>>>',
	stream('BT /F1 12 Tf 2 4 Td (Filled) Tj ET', `/Type/XObject/Subtype/Form/BBox[0 0 200 24]/Resources<<${HELVETICA}>>`)] });
await taken('a filled form', form, ['PDF_FIELDS_FIXED'], says('Filled'));

const hidden = (off, more = '') => simple({
	catalog: `/OCProperties<</OCGs[5 0 R]/D<<${off}>>>>`,
	resources: `/Properties<</L 5 0 R>>${HELVETICA}`, page: more,
	content: stream(`/OC /L BDC ${HELLO} EMC`), more: ['<</Type/OCG/Name(secret)>>',
		'<</Type/Annot/Subtype/Stamp/OC 5 0 R/Rect[72 500 272 524]/AP<</N 7 0 R>>>>',
		stream('0 0 200 24 re f', '/Type/XObject/Subtype/Form/BBox[0 0 200 24]')] });
await taken('a layer that is off', hidden('/OFF[5 0 R]'), ['PDF_LAYERS_REMOVED'], isBlank);
await taken('a layer that is off unless switched on', hidden('/BaseState/OFF'), ['PDF_LAYERS_REMOVED'], isBlank);
await taken('a stamp on a layer that is off', hidden('/OFF[5 0 R]', '/Annots[6 0 R]'), ['PDF_LAYERS_REMOVED'], isBlank);
await taken('a layer that is on', hidden('/BaseState/OFF/ON[5 0 R]'), [], says('Hello'));

/* ------------------------------------------------------------------ running heads, in all positions */

const turned = [];
for (const rotate of [0, 90, 180, 270])
	for (const box of ['[0 0 612 792]', '[-100 50 512 842]', '[0 0 1224 792]', '[0 0 200 300]'])
		for (const crop of ['', '/CropBox[20 60 190 290]'])
			turned.push({ rotate, box, crop });
const all = await intake(pdf(['<</Type/Catalog/Pages 2 0 R>>',
	`<</Type/Pages/Count ${turned.length}/Kids[${turned.map((_, at) => `${at + 3} 0 R`).join(' ')}]>>`,
	...turned.map(({ rotate, box, crop }) => `<</Type/Page/Parent 2 0 R/MediaBox${box}${crop}/Rotate ${rotate}>>`)]));
const plan = JSON.stringify({ title: 't', numbering: '{page}/{pages}', parts: [{ segment: 0, pages: turned.length, head: 'Panel III · ação' }] });
await judge.must(judge.program, ['assemble', all.clean, all.segment], { input: plan });
const drawn = await judge.draw(all.clean, 1, turned.length, 144);
judge.check('running heads stand in the strip above, upright, whatever the page', turned.flatMap((page, at) => {
	const { width, height, pixels } = drawn[at];
	let [top, bottom, left, right] = [height, 0, width, 0];
	for (let i = 0; i < width * height; i++)
		if (pixels[3 * i] < 230) {
			[top, bottom] = [Math.min(top, Math.floor(i / width)), Math.max(bottom, Math.floor(i / width))];
			[left, right] = [Math.min(left, i % width), Math.max(right, i % width)];
		}
	const [scale, side] = [Math.min(4, Math.max(0.4, width / 1224)), width * 72 / 612];
	return top > 12 * scale && bottom < 54 * scale && left > side - 4 && left < side + 26 * scale && right < width - side + 4 && right > width - side - 26 * scale
		? [] : [`${JSON.stringify(page)}: ${[left, top, right, bottom]} of ${width} × ${height}`];
}));
const upright = (await judge.must('pdftotext', ['-raw', all.clean, '-'])).toString().split('\f');
judge.check('and can be read', turned.flatMap((page, at) => upright[at].includes('Panel III · ação') && upright[at].includes(`${at + 1}/${turned.length}`)
	? [] : [`${JSON.stringify(page)}: ${upright[at]}`]));

/* ------------------------------------------------------------------ plans and segments are data too */

for (const [name, bad] of Object.entries({
	'no plan': '', 'a plan that is no JSON': '{', 'no parts': '{"parts":[]}',
	'a part without pages': '{"parts":[{"segment":0}]}',
	'a segment that is not there': '{"parts":[{"segment":7,"pages":1}]}',
	'more pages than there are': '{"parts":[{"segment":0,"pages":999}]}',
	'a page in two places': '{"parts":[{"segment":0,"pages":32},{"segment":0,"pages":1}]}',
	'a page in no place': '{"parts":[{"segment":0,"pages":31}]}',
	'a link to nowhere': '{"parts":[{"segment":0,"pages":32}],"links":[{"page":1,"to":99,"box":[0,0,1,1]}]}',
})) {
	const result = await judge.run(judge.program, ['assemble', all.clean, all.segment], { input: bad });
	judge.check(`assemble: ${name}`, result.status === 1 && result.error ? [] : [problem(result)]);
}

/* A small generator, so that every run breaks the same bytes. */
let seed = 20040916;
const random = (below) => {
	seed = Math.imul(seed, 1103515245) + 12345 >>> 0;
	return Math.floor(seed / 2 ** 32 * below);
};

function mutate(bytes)
{
	const copy = Buffer.from(bytes);
	for (let i = random(8) + 1; i > 0; i--)
		copy[random(copy.length)] = random(3) ? random(256) : copy[random(copy.length)];
	return random(4) ? copy : copy.subarray(0, random(copy.length));
}

const seeds = [form, hidden('/OFF[5 0 R]', '/Annots[6 0 R]'), simple({ page: `/AA<</O${script}>>` })];
const broken = await judge.each(Array.from({ length: 300 }, (_, at) => mutate(seeds[at % seeds.length])), (bytes) => intake(bytes));
judge.check('300 damaged papers: each taken or refused', broken.filter((result) => result.status !== 0 || !result.report).map(problem));
const cleaned = await judge.each(broken.filter((result) => result.report?.pages), async (result) => {
	const made = await judge.run(judge.program, ['clean', result.segment, result.clean]);
	const checked = await judge.run('qpdf', ['--check', result.clean]);
	return made.status === 0 && checked.status === 0 ? '' : `${result.file}: ${problem(made)} ${checked.out}${checked.error}`;
});
judge.check(`and the ${cleaned.length} that were taken make good documents`, cleaned.filter(Boolean));

const segment = readFileSync((await intake(form)).segment);
const killed = await judge.each(Array.from({ length: 300 }, () => mutate(segment)), async (bytes, at) => {
	const file = join(judge.workshop, `mutant-${at}`);
	writeFileSync(file, bytes);
	return judge.run(judge.program, ['clean', file, file + '.pdf']);
});
judge.check('300 damaged segments: each assembled or refused', killed.filter((result) => result.signal || result.status > 1).map(problem));
judge.finish();
