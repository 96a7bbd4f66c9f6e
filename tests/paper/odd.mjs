/*
 * node tests/paper/odd.mjs: papers built in ways that are rare, that the standard allows or that readers put up with. What
 * poppler shows and reads of each before, it shows and reads of the cleaned copy; links and bookmarks lead where they led.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import * as judge from './helpers.mjs';
import { HELLO, HELVETICA, intake, latin, pdf, problem, simple, stream } from './helpers-intake.mjs';

const text = (bytes) => bytes.toString('latin1');
const say = (word, y = 600) => `BT /F1 24 Tf 72 ${y} Td (${word}) Tj ET `;
const page = (keys, content) => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<${HELVETICA}>>/Contents ${content} 0 R${keys}>>`;
const image = (data, keys) => simple({ resources: '/XObject<</I 5 0 R>>', content: stream('200 0 0 200 100 400 cm /I Do'), more: [stream(data, `/Type/XObject/Subtype/Image/Width 8/Height 8${keys}`)] });
const ramp = (count, step = 1) => Buffer.from(Array.from({ length: count }, (_, at) => at * step * 37 % 256));

/* The plain one-page file, written anew by qpdf with these parameters. */
let made = 0;
async function written(parameters, bytes = simple())
{
	const [from, to] = [join(judge.workshop, `odd-${++made}.in`), join(judge.workshop, `odd-${made}.out`)];
	writeFileSync(from, bytes);
	await judge.must('qpdf', [...parameters, from, to]);
	return readFileSync(to);
}

/* A later version behind the file: objects by number, and the keys of the trailer. */
function updated(bytes, objects, trailer = '/Size 9/Root 1 0 R')
{
	const previous = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text(bytes))[1]);
	let body = text(bytes), table = 'xref\n';
	for (const [number, object] of Object.entries(objects)) {
		table += `${number} 1\n${object === null ? '0000000000 00001 f ' : `${String(body.length).padStart(10, '0')} 00000 n `}\n`;
		if (object !== null)
			body += `${number} 0 obj\n${text(Buffer.from(object))}\nendobj\n`;
	}
	return latin(`${body}${table}trailer\n<<${trailer}/Prev ${previous}>>\nstartxref\n${body.length}\n%%EOF\n`);
}

/* Classic cross-references that leave object 4 to a stream of cross-references (ISO 32000-1, 7.5.8.4). */
function hybrid()
{
	const inner = stream(`4 0 ${page('', 6).replace('/Contents 6 0 R', '/Contents 6 0 R')}`, '/Type/ObjStm/N 1/First 4');
	let body = '%PDF-1.5\n';
	const offsets = {};
	const add = (number, object) => { offsets[number] = body.length; body += `${number} 0 obj\n${text(Buffer.from(object))}\nendobj\n`; };
	add(1, '<</Type/Catalog/Pages 2 0 R>>');
	add(2, '<</Type/Pages/Kids[4 0 R]/Count 1>>');
	add(6, stream(say('Hybrid')));
	add(7, inner);
	const rows = Buffer.from([2, 0, 7, 0]);
	offsets[8] = body.length;
	body += `8 0 obj\n${text(stream(rows, '/Type/XRef/Size 9/Index[4 1]/W[1 2 1]'))}\nendobj\n`;
	const row = (number) => `${String(offsets[number]).padStart(10, '0')} 00000 n \n`;
	return latin(`${body}xref\n0 3\n0000000000 65535 f \n${row(1)}${row(2)}6 2\n${row(6)}${row(7)}trailer\n<</Size 9/Root 1 0 R/XRefStm ${offsets[8]}>>\nstartxref\n${body.length}\n%%EOF\n`);
}

const two = ({ catalog = '', first = '', second = '', more = [] }) => pdf([`<</Type/Catalog/Pages 2 0 R${catalog}>>`, '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
	page(first, 5), page(second, 6), stream(say('One')), stream(say('Two')), ...more]);
const link = (keys) => `<</Type/Annot/Subtype/Link/Rect[72 600 172 624]${keys}>>`;
const widget = (keys) => `<</Type/Annot/Subtype/Widget/F 4/Rect[72 500 272 524]${keys}>>`;
const drawn = (word, keys = '') => stream(`BT /F1 12 Tf 2 6 Td (${word}) Tj ET`, `/Type/XObject/Subtype/Form/BBox[0 0 200 24]/Resources<<${HELVETICA}>>${keys}`);
const whole = simple();
const offsetOf = (number) => String(text(whole).indexOf(`${number} 0 obj`)).padStart(10, '0');

/* The file and, where poppler loses what others show, the text that the copy must have. */
const cases = {
	/* how the file is written */
	'object streams': [await written(['--object-streams=generate'])],
	'cross-references of both kinds': [hybrid()],
	'a page deleted by a later version': [updated(two({}), { 2: '<</Type/Pages/Kids[4 0 R]/Count 1>>', 3: null })],
	'a page changed by a later version': [updated(whole, { 4: stream(say('Later')) })],
	'three versions': [updated(updated(whole, { 4: stream(say('Later')) }), { 4: stream(say('Last')) })],
	'a later version of the catalog alone': [updated(whole, { 1: '<</Type/Catalog/Pages 2 0 R/Lang(es)>>' })],
	'a linearized file': [await written(['--linearize'])],
	'a linearized file with broken hints': [latin(text(await written(['--linearize'])).replace(/\/H \[ \d+ /, (found) => found.replace(/\d/g, '9')))],
	'a header behind 500 bytes': [Buffer.concat([Buffer.alloc(500, 'x\n'), whole])],
	'a header behind 1,200 bytes': [Buffer.concat([Buffer.alloc(1200, 'x\n'), whole])],
	'no endobj': [latin(text(whole).replaceAll('\nendobj', '\n'.padEnd(7)))],
	'no endstream': [latin(text(whole).replace('endstream', ''.padEnd(9)))],
	'a length that is too short': [latin(text(whole).replace(/Length \d+/, 'Length 10'))],
	'a length that is too long': [latin(text(whole).replace(/Length \d+/, 'Length 99'))],
	'a length that is not there': [latin(text(whole).replace(/\/Length \d+/, (found) => ''.padEnd(found.length)))],
	'a length in an object that is not there': [latin(text(whole).replace(/\/Length \d+/, '/Length 9 0 R'))],
	'lines that end in CR': [latin(text(whole).replace(/\n/g, '\r').replace('stream\r', 'stream\r\n').replace(/ \r/g, '\r\n'))],
	'lines that end in CR, behind stream too': [latin(text(whole).replace(/\n/g, '\r').replace(/ \r/g, '\r\n'))],
	'lines of cross-references of 19 bytes': [latin(text(whole).replace(/ \n/g, '\n'))],
	'cross-references one off': [latin(text(whole).replace('xref\n0 5', 'xref\n1 5'))],
	'startxref at zero': [latin(text(whole).replace(/startxref\n\d+/, 'startxref\n0'))],
	'startxref one off': [latin(text(whole).replace(/startxref\n(\d+)/, (_, at) => `startxref\n${at - 3}`))],
	'no end-of-file mark': [latin(text(whole).replace('%%EOF\n', ''))],
	'4 KB of zeros behind the end': [Buffer.concat([whole, Buffer.alloc(4096)])],
	'a web page behind the end': [Buffer.concat([whole, latin('<html><script>1</script>'.repeat(200))])],
	'an offset that is wrong': [latin(text(whole).replace(offsetOf(3), '0000000007'))],
	'a version nobody knows': [latin(text(whole).replace('PDF-1.7', 'PDF-3.9'))],
	'a header without a version': [latin(text(whole).replace('PDF-1.7', 'PDF-'))],
	'an empty password and AES of 256 bits': [await written(['--encrypt', '', 'owner', '256', '--'])],
	'the same, metadata in plain': [await written(['--encrypt', '', 'owner', '256', '--cleartext-metadata', '--'], simple({ catalog: '/Metadata 5 0 R', more: [stream('<x/>', '/Type/Metadata/Subtype/XML')] }))],
	'AES of 128 bits': [await written(['--encrypt', '', '', '128', '--use-aes=y', '--'])],
	'RC4 of 40 bits': [await written(['--allow-weak-crypto', '--encrypt', '', 'owner', '40', '--'])],
	'RC4 of 128 bits in object streams': [await written(['--allow-weak-crypto', '--object-streams=generate', '--encrypt', '', 'owner', '128', '--'])],

	/* pages */
	'contents that are an empty list': [simple({ content: '[]' })],
	'contents cut within a word': [simple({ content: '[5 0 R 6 0 R]', more: [stream('BT /F1 24 Tf 72 600 Td (Cut)'), stream('Tj ET')] })],
	'everything inherited': [pdf(['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 700]/CropBox[0 0 300 650]/Rotate 90/Resources<<${HELVETICA}>>>>`,
		'<</Type/Pages/Parent 2 0 R/Kids[4 0 R]/Count 1>>', '<</Type/Page/Parent 3 0 R/Contents 5 0 R>>', stream(say('Inherited'))])],
	'resources by reference': [simple({ resources: '/Font 5 0 R', more: ['<</F1 6 0 R>>', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'] })],
	'no resources at all but those of the form': [simple({ resources: '/XObject<</X 5 0 R>>', content: stream('/X Do'), more: [drawn('Within')] })],
	'a form without resources': [simple({ resources: `${HELVETICA}/XObject<</X 5 0 R>>`, content: stream('/X Do'), more: [stream(say('Borrowed'), '/Type/XObject/Subtype/Form/BBox[0 0 612 792]')] })],
	'pages without /Type': [latin(text(whole).replace('/Type/Page/', '/').replace('/Type/Pages', ''))],
	'no parent': [latin(text(whole).replace('/Parent 2 0 R', ''))],
	'one page twice': [pdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>', page('', 4), stream(say('Twice'))])],
	'a kid that is not there': [latin(text(two({})).replace('[3 0 R 4 0 R]/Count 2', '[3 0 R 99 0 R 4 0 R]/Count 3')), /^One\s+Two\s+$/],
	'a kid that is null': [latin(text(two({})).replace('[3 0 R 4 0 R]/Count 2', '[3 0 R null 4 0 R]/Count 2')), /^One\s+Two\s+$/],
	'contents with null among them': [simple({ content: '[null 5 0 R null 6 0 R 9 0 R]', more: [stream(say('One')), stream(say('Two', 500))] }), /^One\s+Two\s+$/],
	'a page in the list itself': [pdf(['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[${page('', 3)}]/Count 1>>`, stream(say('Direct'))]), /^Direct\s+$/],
	'a count that is wrong': [latin(text(whole).replace('/Count 1', '/Count 7')), /^Hello\s+$/],
	'boxes from corner to corner the other way': [simple({ box: '[612 792 0 0]', page: '/CropBox[500 700 20 300]' })],
	'a box below zero': [simple({ box: '[-600 -800 12 -8]', content: stream('BT /F1 24 Tf -500 -200 Td (Below) Tj ET') })],
	'a box of real numbers': [simple({ box: '[0.25 0.5 595.276 841.89]' })],
	'boxes by reference': [simple({ box: ' 5 0 R', more: ['[6 0 R 6 0 R 300 650]', '0'] })],
	'no box': [latin(text(whole).replace('/MediaBox[0 0 612 792]', ''))],
	'a box of no area': [simple({ box: '[0 0 0 0]' })],
	'a box of three numbers': [simple({ box: '[0 0 612]' })],
	'turned by 450 degrees': [simple({ page: '/Rotate 450' })],
	'turned by -90 degrees': [simple({ page: '/Rotate -90' })],
	'turned by 45 degrees': [simple({ page: '/Rotate 45' })],
	'turned by 90.0 degrees': [simple({ page: '/Rotate 90.0' })],
	'a unit of its own': [simple({ page: '/UserUnit 2' })],
	'a very long string': [simple({ content: stream(`${HELLO} BT /F1 1 Tf 72 500 Td (${'x'.repeat(70_000)}) Tj ET`) })],
	'a very long name': [simple({ resources: `/Font<</${'F'.repeat(300)}<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>`, content: stream(say('Long').replace('F1', 'F'.repeat(300))) })],
	'names with odd letters': [simple({ resources: '/Font<</F#20#28<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>', content: stream(say('Named').replace('F1', 'F#20#28')) })],
	'a font called A': [simple({ resources: '/Font<</A<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>', content: stream(say('Font').replace('F1', 'A')) })],
	'a form called AA and one called EF': [simple({ resources: '/XObject<</AA 5 0 R/EF 6 0 R>>', content: stream('/AA Do 1 0 0 1 0 50 cm /EF Do'), more: [drawn('First'), drawn('Second')] })],
	'a form with a matrix and a group': [simple({ resources: '/XObject<</X 5 0 R>>', content: stream('/X Do'), more: [drawn('Grouped', '/Matrix[2 0 0 2 50 300]/Group<</S/Transparency/CS/DeviceRGB/I true/K false>>')] })],

	/* filters, pictures and colours */
	'operators in hexadecimal': [simple({ content: stream(Buffer.from(HELLO).toString('hex') + '>', '/Filter/ASCIIHexDecode') })],
	'operators in a chain of filters': [simple({ content: stream(deflateSync(HELLO).toString('hex') + '>', '/Filter[/AHx/FlateDecode]') })],
	'filters by their short names': [simple({ content: stream(deflateSync(HELLO), '/Filter/Fl') })],
	'a filter by reference': [simple({ content: stream(deflateSync(HELLO), '/Filter 5 0 R'), more: ['/FlateDecode'] })],
	'parameters that are null': [simple({ content: stream(deflateSync(HELLO), '/Filter[/FlateDecode]/DecodeParms[null]') })],
	'a deflated stream without its checksum': [simple({ content: stream(deflateSync(HELLO).subarray(0, -4), '/Filter/FlateDecode') })],
	'a deflated stream with bytes behind it': [simple({ content: stream(Buffer.concat([deflateSync(HELLO), latin('\r\n\0\0')]), '/Filter/FlateDecode') })],
	'predicted lines': [simple({ content: stream(deflateSync(Buffer.concat([Buffer.from([0]), Buffer.from(HELLO)])), `/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns ${HELLO.length}>>`) })],
	'run lengths': [simple({ content: stream(Buffer.concat([Buffer.from([HELLO.length - 1]), latin(HELLO), Buffer.from([128])]), '/Filter/RunLengthDecode') })],
	'a crypt filter that does nothing': [simple({ content: stream(HELLO, '/Filter[/Crypt]/DecodeParms[<</Name/Identity>>]') })],
	'a picture of 16 bits': [image(ramp(8 * 8 * 2), '/BitsPerComponent 16/ColorSpace/DeviceGray')],
	'a picture of 2 bits with its own scale': [image(ramp(16), '/BitsPerComponent 2/ColorSpace/DeviceGray/Decode[1 0]')],
	'a picture of listed colours': [image(ramp(64).map((value) => value % 4), '/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB 3(\\000\\000\\000\\377\\000\\000\\000\\377\\000\\000\\000\\377)]')],
	'a picture of four inks': [image(ramp(256), '/BitsPerComponent 8/ColorSpace/DeviceCMYK')],
	'a picture of named inks': [simple({ resources: '/XObject<</I 5 0 R>>', content: stream('200 0 0 200 100 400 cm /I Do'), more: [
		stream(ramp(128), '/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace[/DeviceN[/Gold/JS]/DeviceRGB 6 0 R<</Colorants<</JS[/Separation/JS/DeviceRGB 6 0 R]>>>>]'),
		stream('{ 2 copy add 2 div }', '/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]')] })],
	'a picture masked by another': [simple({ resources: '/XObject<</I 5 0 R>>', content: stream('1 0 0 rg 0 0 612 792 re f 200 0 0 200 100 400 cm /I Do'), more: [
		stream(ramp(64), '/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray/SMask 6 0 R'), stream(ramp(64, 3), '/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray')] })],
	'a picture masked by its colours': [image(ramp(64), '/BitsPerComponent 8/ColorSpace/DeviceGray/Mask[0 90]')],
	'a stencil': [image(Buffer.from([1, 2, 4, 8, 16, 32, 64, 128]), '/BitsPerComponent 1/ImageMask true')],
	'a fax': [image(Buffer.from('26a1b0c00800800800', 'hex'), '/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 8/Rows 8/BlackIs1 true>>')],
	'a picture within the operators': [simple({ content: stream(Buffer.concat([latin('q 200 0 0 200 100 400 cm BI /W 8 /H 8 /BPC 8 /CS /G ID '), ramp(64), latin(' EI Q')])) })],
	'a function of samples': [simple({ resources: '/Shading<</S<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 612 0]/Extend[true true]/Function 5 0 R>>>>', content: stream('/S sh'), more: [
		stream(Buffer.from([255, 0, 0, 0, 0, 255]), '/FunctionType 0/Domain[0 1]/Range[0 1 0 1 0 1]/Size[2]/BitsPerSample 8')] })],
	'a shade in a mesh': [simple({ resources: '/Shading<</S 5 0 R>>', content: stream('/S sh'), more: [
		stream(Buffer.from([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255]), '/ShadingType 4/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[0 612 0 792 0 1 0 1 0 1]')] })],
	'glyphs that are drawn': [simple({ resources: '/Font<</F1<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 65/LastChar 65/Widths[1000]/Encoding<</Differences[65/JS]>>/CharProcs<</JS 5 0 R>>/Resources<<>>>>>>',
		content: stream('BT /F1 60 Tf 72 600 Td (AA) Tj ET'), more: [stream('1000 0 0 0 750 750 d1 0 0 750 750 re f')] })],
	'a state with a soft mask': [simple({ resources: `${HELVETICA}/ExtGState<</G<</SMask<</S/Luminosity/G 5 0 R>>/ca 0.5/BM[/Nothing/Multiply]>>>>`, content: stream(`/G gs 1 0 0 rg 0 0 612 792 re f ${HELLO}`), more: [
		stream('1 g 0 0 300 792 re f', '/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Group<</S/Transparency/CS/DeviceGray>>')] })],
	'a layer by a property that is on': [simple({ catalog: '/OCProperties<</OCGs[5 0 R]/D<<>>>>', resources: `${HELVETICA}/Properties<</L 5 0 R>>`, content: stream(`/OC /L BDC ${HELLO} EMC`), more: ['<</Type/OCG/Name(L)>>'] })],
	'defaults of colours': [simple({ resources: `${HELVETICA}/ColorSpace<</DefaultRGB[/CalRGB<</WhitePoint[0.95 1 1.09]/Gamma[2.2 2.2 2.2]>>]>>`, content: stream(`1 0 0 rg ${HELLO}`) })],

	/* where things lead */
	'labels of pages': [two({ catalog: '/PageLabels<</Nums[0<</S/r>>1<</S/D/P(A-)>>]>>' })],
	'names in the tree of names': [two({ catalog: '/Names<</Dests<</Kids[7 0 R]>>>>', first: '/Annots[8 0 R]', more: ['<</Limits[(a)(b)]/Names[(a)[4 0 R/Fit](b)<</D[4 0 R/XYZ 0 500 null]>>]>>', link('/A<</S/GoTo/D(b)>>')] })],
	'names of the old kind': [two({ catalog: '/Dests<</here[4 0 R/FitH 300]>>', first: '/Annots[7 0 R]', more: [link('/Dest/here')] })],
	'names of the old kind, called by a string': [two({ catalog: '/Dests 8 0 R', first: '/Annots[7 0 R]', more: [link('/A<</S/GoTo/D(here)>>'), '<</here<</D[4 0 R/Fit]>>>>'] })],
	'a name in UTF-16': [two({ catalog: '/Names<</Dests<</Names[(\\376\\377\\000a)[4 0 R/Fit]]>>>>', first: '/Annots[7 0 R]', more: [link('/Dest<FEFF0061>')] })],
	'a page by its number': [two({ first: '/Annots[7 0 R]', more: [link('/Dest[1/XYZ 72 600 1]')] })],
	'a link with parts by reference': [two({ first: '/Annots 8 0 R', more: [link('/A 9 0 R').replace('[72 600 172 624]', ' 10 0 R'), '[7 0 R]', '<</S/GoTo/D 11 0 R>>', '[72 600 172 624]', '[4 0 R/FitR 1 2 3 12 0 R]', '400'] })],
	'a link in the list itself': [two({ first: `/Annots[${link('/Dest[4 0 R/Fit]')}]` })],
	'annotations that are null': [two({ first: '/Annots[null 99 0 R 7 0 R]', more: [link('/Dest[4 0 R/Fit]')] })],
	'addresses with odd letters': [two({ first: '/Annots[7 0 R]', more: [link('/A<</S/URI/URI(https://example.org/a\\(b\\)?x=\\303\\261)>>')] })],
	'a partial address, and the base of the paper': [two({ catalog: '/URI<</Base(https://example.org/papers/)>>', first: '/Annots[7 0 R 8 0 R]', more: [link('/A<</S/URI/URI(annex.html)>>'), link('/A<</S/URI/URI(mailto:a@example.org)>>').replace('600', '500')] })],
	'bookmarks by action, by name and with a colour': [two({ catalog: '/Outlines 7 0 R/Dests<</here[4 0 R/Fit]>>', more: ['<</First 8 0 R/Last 9 0 R/Count 2>>', '<</Title(One)/Parent 7 0 R/Next 9 0 R/A<</S/GoTo/D[3 0 R/Fit]>>/C[1 0 0]/F 2>>', '<</Title<FEFF00D1>/Parent 7 0 R/Prev 8 0 R/Dest/here>>'] })],

	/* annotations */
	'a field without a form': [simple({ page: '/Annots[5 0 R]', more: [widget('/FT/Tx/T(x)/V(Kept)/AP<</N 6 0 R>>'), drawn('Kept')] })],
	'a field that the form does not list': [simple({ catalog: '/AcroForm<</Fields[]>>', page: '/Annots[5 0 R]', more: [widget('/FT/Tx/T(x)/V(Kept)/AP<</N 6 0 R>>'), drawn('Kept')] })],
	'an appearance that is turned': [simple({ page: '/Annots[5 0 R]', more: [widget('/FT/Tx/T(x)/V(Kept)/AP<</N 6 0 R>>'), drawn('Kept', '/Matrix[0 1 -1 0 24 0]')] })],
	'a stamp with its appearance': [simple({ page: '/Annots[5 0 R]', more: ['<</Type/Annot/Subtype/Stamp/F 4/Rect[72 300 272 324]/AP<</N 6 0 R>>>>', drawn('Approved')] })],
	'a box by the names of its states': [simple({ page: '/Annots[5 0 R]', more: [widget('/FT/Btn/T(x)/V/#31/AS/#31/AP<</N<</1 6 0 R/Off 7 0 R>>>>'), drawn('Ticked'), drawn('Open')] })],
};

async function shown(file)
{
	const read = await judge.run('pdftotext', ['-cropbox', file, '-']);
	const drawn = await judge.draw(file, 1, 9, 50).catch(() => []);
	return { text: read.out.toString(), pages: drawn.length, drawn };
}

async function compare(bytes, expected)
{
	const result = await intake(bytes);
	if (!result.report?.pages)
		return [problem(result)];
	await judge.must(judge.program, ['clean', result.segment, result.clean]);
	const after = await shown(result.clean);
	if (expected)
		return expected.test(after.text) ? [] : [JSON.stringify(after.text)];
	const before = await shown(result.file);
	const wrong = [];
	if (before.pages !== after.pages)
		wrong.push(`${before.pages} pages became ${after.pages}`);
	if (before.text !== after.text)
		wrong.push(`${JSON.stringify(before.text)} became ${JSON.stringify(after.text)}`);
	before.drawn.forEach((one, at) => {
		const other = after.drawn[at];
		const different = !other ? 1 : one.width !== other.width || one.height !== other.height
			? `${one.width} × ${one.height} became ${other.width} × ${other.height}` : judge.difference(one, other);
		if (different)
			wrong.push(`page ${at + 1}: ${different}`);
	});
	if (/\/Dest|\/GoTo|\/URI/.test(text(bytes))) {
		const [was, is] = [await judge.Objects.read(result.file), await judge.Objects.read(result.clean)];
		for (const [what, of] of [['links', (pdf) => pdf.pages.map((_, at) => pdf.links(at).join())], ['bookmarks', (pdf) => pdf.bookmarks().map(({ depth, title, item }) => `${depth} ${title} ${pdf.target(item)}`)]])
			if (String(of(was)) !== String(of(is)))
				wrong.push(`${what}: ${of(was)} became ${of(is)}`);
	}
	return wrong;
}

const names = Object.keys(cases).filter((name) => !process.argv[2] || name.includes(process.argv[2]));
for (const name of names)
	await judge.checkSoon(name, () => compare(...cases[name]));
judge.finish();
