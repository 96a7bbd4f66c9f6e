/*
 * node tests/paper/strip.mjs: the strip of the running head on pages made for it: every rotation, with and without a crop
 * box, in small and large units, with content up to each edge and hidden content beyond it, pages 60 points high, posters.
 * The whole page is compared with the original, pixel for pixel; what is above it is the strip and nothing but the head.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as judge from './helpers.mjs';

/* A page with frames along its edges, text in every corner, and red beyond what is seen of it. */
function page({ size: [width, height], rotate = 0, crop, unit, at = [0, 0] })
{
	const media = crop ? [at[0] - 40, at[1] - 40, at[0] + width + 40, at[1] + height + 40] : [...at, at[0] + width, at[1] + height];
	const [x, y] = at;
	const content = `1 0 0 rg ${x - 90} ${y - 90} ${width + 180} ${height + 180} re f 1 1 .8 rg ${x} ${y} ${width} ${height} re f
		0 0 .6 RG 3 w ${x + 1.5} ${y + 1.5} ${width - 3} ${height - 3} re S 0 g BT /F 9 Tf
		1 0 0 1 ${x + 5} ${y + height - 9} Tm (Upper left) Tj 1 0 0 1 ${x + width - 60} ${y + 4} Tm (Lower right) Tj ET q q`;
	const keys = (crop ? `/CropBox[${x} ${y} ${x + width} ${y + height}]` : '') + (rotate ? `/Rotate ${rotate}` : '') + (unit ? `/UserUnit ${unit}` : '');
	return { content, keys: `/MediaBox[${media.join(' ')}]${keys}` };
}

function pdf(pages)
{
	const objects = ['<</Type/Catalog/Pages 2 0 R>>',
		`<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, n) => `${4 + 2 * n} 0 R`).join(' ')}]>>`,
		'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
	const views = ['/XYZ 10 20 0', '/Fit', '/FitH 30', '/FitV 40', '/FitR 1 2 30 40', '/FitB', '/FitBH 50', '/FitBV 60'];
	pages.forEach(({ content, keys }, n) => {
		const links = views.map((view, i) => `<</Type/Annot/Subtype/Link/Border[0 0 0]/Rect[${10 * i} 10 ${10 * i + 8} 20]/Dest[${4 + 2 * ((n + 1) % pages.length)} 0 R ${view}]>>`);
		const stamp = `<</Type/Annot/Subtype/Square/Contents(A comment)/Rect[12 22 52 32]/AP<</N ${4 + 2 * pages.length} 0 R>>>>`;
		objects.push(`<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents ${5 + 2 * n} 0 R${keys}/Annots[${links.join('')}${stamp}]>>`,
			`<</Length ${content.length}>>stream\n${content}\nendstream`);
	});
	objects.push('<</Type/XObject/Subtype/Form/BBox[0 0 40 10]/Length 28>>stream\n0 .5 0 rg 0 0 40 10 re f     \nendstream');
	let out = '%PDF-1.6\n';
	const offsets = objects.map((body, i) => {
		const at = out.length;
		out += `${i + 1} 0 obj\n${body}\nendobj\n`;
		return at;
	});
	return out + `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}` +
		`trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${out.length}\n%%EOF\n`;
}

const cases = [];
for (const rotate of [0, 90, 180, 270, -90])
	for (const crop of [false, true])
		for (const unit of [undefined, 0.5, 2])
			cases.push({ name: `rotated by ${rotate}, ${crop ? 'cropped' : 'whole'}, unit ${unit ?? 1}`, size: [400, 300], rotate, crop, unit });
cases.push({ name: '60 points high', size: [600, 60] }, { name: '60 points high, lying', size: [60, 600], rotate: 90 },
	{ name: '60 points wide', size: [60, 200] }, { name: '60 points square, cropped', size: [60, 60], crop: true },
	{ name: 'a poster', size: [2384, 3370] }, { name: 'a poster in large units', size: [1200, 800], unit: 5 },
	{ name: 'a page that begins elsewhere', size: [300.5, 200.25], at: [-500.3, 700.7], crop: true });

const HEAD = 'Panel III · Ñandú';
const paper = join(judge.workshop, 'made.pdf');
writeFileSync(paper, pdf(cases.map(page)), 'latin1');
const [segment, sheets, front, packet] = ['made.segment', 'sheets.pdf', 'sheets.segment', 'packet.pdf'].map((name) => join(judge.workshop, name));
await judge.must(judge.program, ['intake', paper, segment]);
const plan = await judge.must(judge.program, ['front', sheets], { input: `<packet title="" numbering="Page {page} of {pages}">
	<sheet name="cover"><p>Cover</p></sheet><paper name="p" pages="${cases.length}" level="1" head="${HEAD}"/></packet>` });
await judge.must(judge.program, ['intake', sheets, front]);
await judge.must(judge.program, ['assemble', packet, front, segment], { input: plan });

const DPI = 72;
const [before, after] = [await judge.draw(paper, 1, cases.length, DPI), await judge.draw(packet, 2, cases.length + 1, DPI)];
const [original, linked] = [await judge.Objects.read(paper), await judge.Objects.read(packet)];
const pageText = (await judge.must('pdftotext', ['-cropbox', packet, '-'])).toString('utf8').split('\f').slice(1);

/* Red is the paper's hidden part; white and grey are the strip's own. */
function isRed(image, rows)
{
	for (let i = 0; i < rows * image.width * 3; i += 3)
		if (image.pixels[i] - image.pixels[i + 1] > 40)
			return true;
	return false;
}

const inked = (image, rows) => image.pixels.subarray(0, rows * image.width * 3).some((value) => value < 200);

for (const [at, it] of cases.entries()) {
	const problems = [];
	const strip = after[at].height - before[at].height;
	const part = judge.difference(before[at], after[at]);
	if (part > 0)
		problems.push(`${(part * 100).toFixed(3)} % of the pixels differ`);
	const unit = it.unit ?? 1;
	const high = 26 / 612 * Math.min(Math.max(before[at].width * unit, 0.4 * 612), 4 * 612) / unit;
	if (strip < high || strip > high + 1)
		problems.push(`a strip of ${strip}, not ${high}`);
	if (isRed(after[at], strip))
		problems.push('what was hidden shows in the strip');
	if (!inked(after[at], strip))
		problems.push('the strip is empty');
	if (!pageText[at].includes(`Page ${at + 2} of ${cases.length + 1}`) || (after[at].width >= 300 && !pageText[at].includes(HEAD)))
		problems.push(`the head reads ${pageText[at].slice(0, 80)}`);
	const [old, now] = ['/MediaBox', '/CropBox'].map((key) => linked.inherited(at + 1, key));
	if (now[0] < old[0] || now[1] < old[1] || now[2] > old[2] || now[3] > old[3])
		problems.push(`the crop box ${now} leaves the media box ${old}`);
	const rectangles = (objects, page) => (objects.get(objects.get(objects.pages[page])['/Annots']) ?? []).map((it) => objects.get(it))
		.filter((it) => it['/Contents']).map((it) => String(objects.get(it['/Rect'])));
	if (String(rectangles(linked, at + 1)) !== '12,22,52,32')
		problems.push(`the comment stands at ${rectangles(linked, at + 1)}`);
	if (String(original.links(at)) !== String(linked.links(at + 1, 1)) || original.links(at).length !== 8)
		problems.push(`links: ${original.links(at)} became ${linked.links(at + 1, 1)}`);
	judge.check(`a page ${it.name}: all of it is there, below the strip`, problems);
}
judge.finish();
