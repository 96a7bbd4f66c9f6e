/*
 * node tests/paper/packet.mjs: judges a packet of sixty real papers without dais. Every page is drawn
 * before and after and compared pixel by pixel, below the strip of the running head, and so are text,
 * fonts, links and bookmarks. A linker that loses a reference fails silently; this is where it is heard.
 * At the end the same eyes look at what a deliberately broken lexer made, and must notice.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as judge from './helpers.mjs';

const DPI = 72; /* a strip is a whole number of points high, so of pixels */
const STRIP = 27 / 612; /* the greatest height of a strip, as a part of the page's width */

const papers = await judge.corpus();
if (!papers)
	judge.skipAll('the papers are not here and cannot be fetched');

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const headOf = (at) => `Panel III · Señor Nº ${at + 1} – «exposé», ação`;

/* A packet of these papers, as the clerk makes it. */
async function compile(program, list, name)
{
	const segments = list.map((_, at) => join(judge.workshop, `${name}-${at}.segment`));
	const reports = await judge.each(list, async (paper, at) =>
		JSON.parse((await judge.must(program, ['intake', paper, segments[at]])).toString()));
	const entries = list.map((_, at) => `<entry to="p${at}" label="P${at + 1}">Paper ${at + 1}</entry>`).join('');
	const parts = list.map((paper, at) => `<sheet name="p${at}" bookmark="Paper ${at + 1}" level="1" head="${headOf(at)}">
		<p style="title">Paper ${at + 1}</p></sheet><paper name="q${at}" pages="${reports[at].pages}" level="2" head="${headOf(at)}"/>`);
	const markup = `<packet title="Panel III, “prueba”" author="" subject="" language="es" numbering="Page {page} of {pages}">
		<sheet name="cover" bookmark="Cover"><p style="title">${escape('Panel & III')}</p></sheet>
		<sheet name="contents" bookmark="Contents" head="Panel III">${entries}</sheet>${parts.join('\n')}</packet>`;
	const [sheets, front, packet] = ['sheets.pdf', 'sheets.segment', 'packet.pdf'].map((end) => join(judge.workshop, `${name}-${end}`));
	const plan = await judge.must(judge.program, ['front', sheets], { input: markup });
	await judge.must(judge.program, ['intake', sheets, front]);
	const result = JSON.parse((await judge.must(program, ['link', packet, front, ...segments], { input: plan })).toString());
	const pages = JSON.parse(plan.toString()).parts;
	let page = 1;
	for (const part of pages) {
		part.page = page;
		page += part.pages;
	}
	return { packet, plan, front, segments, reports, result, parts: pages,
		firstOf: (at) => pages.find((part) => part.segment === at + 1).page };
}

/* A letter that lies on the border of two of poppler's positions falls to either: such a page is judged at another size,
   at which the strip is one pixel higher. */
async function again(paper, page, packet, other, holes, strip)
{
	const dpi = DPI * (strip + 1) / strip;
	const [[before], [after]] = [await judge.draw(paper, page, page, dpi), await judge.draw(packet, other, other, dpi)];
	return judge.difference(before, after ?? { width: 0 }, holes(dpi));
}

/* Everything that differs between a paper and its pages in the packet, by what was looked at. */
async function compare(paper, packet, objects, first, pages)
{
	const last = first + pages - 1;
	const found = { pixels: [], text: [], fonts: [], links: [], bookmarks: [] };
	const original = await judge.Objects.read(paper);
	const [before, after] = [await judge.draw(paper, 1, pages, DPI), await judge.draw(packet, first, last, DPI)];
	const strips = before.map((page, at) => (after[at]?.height ?? 0) - page.height);
	for (let at = 0; at < pages; at++) {
		let part = judge.difference(before[at], after[at] ?? { width: 0 }, original.deadBoxes(at, DPI));
		if (part > 0)
			part = await again(paper, at + 1, packet, first + at, (dpi) => original.deadBoxes(at, dpi), strips[at]);
		if (part > 0)
			found.pixels.push(`page ${at + 1}: ${(part * 100).toFixed(3)} % of the pixels`);
		if (strips[at] <= 0 || strips[at] > Math.ceil(STRIP * Math.max(before[at].width, 245)))
			found.pixels.push(`page ${at + 1}: a strip of ${strips[at]} pixels`);
	}
	if (await judge.text(paper, 1, strips.map(() => 0)) !== await judge.text(packet, first, strips))
		found.text.push('the text differs');
	const [fontsBefore, fontsAfter] = [await judge.fonts(paper, 1, pages), await judge.fonts(packet, first, last)];
	if (String(fontsBefore) !== String(fontsAfter))
		found.fonts.push(`before ${fontsBefore}`, `after ${fontsAfter}`);
	for (let at = 0; at < pages; at++) {
		const [one, other] = [original.links(at), objects.links(first - 1 + at, first - 1)];
		if (String(one) !== String(other))
			found.links.push(`page ${at + 1}: ${one.length} before, ${other.length} after`);
		found.count = (found.count ?? 0) + one.length;
	}
	found.bookmarks = compareBookmarks(original, objects, first, found);
	return found;
}

/* A paper's bookmarks hang below the bookmark of the sheet before it. */
function compareBookmarks(original, objects, first, found)
{
	const line = (mark, depth, document, from) => `${mark.depth - depth} ${mark.title} ${document.target(mark.item, from) ?? ''}`;
	const all = objects.outline ??= objects.bookmarks();
	const start = all.findIndex((mark) => objects.destination(mark.item['/Dest'])?.[0] === first - 2 && mark.depth === 0);
	let end = start + 1;
	while (end < all.length && all[end].depth > 0)
		end++;
	const inside = (mark, document) => document.destination(mark.item['/Dest'] ?? document.get(mark.item['/A'])?.['/D']) !== null;
	const before = original.bookmarks().map((mark) => line(mark, 0, { target: (item) => inside(mark, original) ? original.target(item) : null }, 0));
	const after = all.slice(start + 1, end).map((mark) => line(mark, 1, objects, first - 1));
	found.marks = before.length;
	return before.flatMap((mark, at) => mark === after[at] ? [] : [`${mark} became ${after[at]}`])
		.concat(after.length > before.length ? ['there are more than before'] : []);
}

function summary(results, what)
{
	return results.flatMap((found, at) => found[what].map((problem) => `${papers[at].split('/').pop()}: ${problem}`));
}

const started = Date.now();
const packet = await compile(judge.program, papers, 'packet');
judge.check('sixty real papers are taken apart', packet.reports.flatMap((report, at) => report.code ? [`${papers[at]}: ${report.code}`] : []));

await judge.must(judge.program, ['link', join(judge.workshop, 'again.pdf'), packet.front, ...packet.segments], { input: packet.plan });
judge.check('the same papers give the same bytes', readFileSync(packet.packet).equals(readFileSync(join(judge.workshop, 'again.pdf'))));
await judge.must(judge.program, ['intake', papers[0], join(judge.workshop, 'again.segment')]);
judge.check('the same paper gives the same segment',
	readFileSync(packet.segments[0]).equals(readFileSync(join(judge.workshop, 'again.segment'))));

const checked = await judge.run('qpdf', ['--check', packet.packet]);
judge.check('qpdf finds nothing to complain about', checked.status === 0 ? [] : [checked.out + checked.error]);

const objects = await judge.Objects.read(packet.packet);
judge.check('the packet has the pages it says', objects.pages.length === packet.result.pages);
judge.check('nothing in it can act', objects.active());

const pageTexts = (await judge.must('pdftotext', ['-raw', packet.packet, '-'])).toString('utf8').split('\f');
judge.check('every page but the cover shows its running head', packet.parts.flatMap((part) =>
	Array.from({ length: part.pages }, (_, at) => part.page + at).filter((page) => part.head &&
		(!pageTexts[page - 1].includes(part.head) || !pageTexts[page - 1].includes(`Page ${page} of ${packet.result.pages}`)))
		.map((page) => `page ${page}`)));
judge.check('the cover shows none', !pageTexts[0].includes('Page 1'));

const contents = packet.parts[1];
const leads = Array.from({ length: contents.pages }, (_, at) => objects.links(contents.page - 1 + at)).flat()
	.map((link) => JSON.parse(link.split(' -> ')[1])[0] + 1).sort((a, b) => a - b);
judge.check('the contents lead to every paper', papers.flatMap((_, at) =>
	leads[at] === packet.firstOf(at) - 1 ? [] : [`entry ${at + 1} leads to ${leads[at]}, not ${packet.firstOf(at) - 1}`]));

const results = await judge.each(papers, (paper, at) =>
	compare(paper, packet.packet, objects, packet.firstOf(at), packet.reports[at].pages));
const total = (what) => results.reduce((sum, found) => sum + (found[what] ?? 0), 0);
for (const what of ['pixels', 'text', 'fonts'])
	judge.check(`${what} of every page are as they were`, summary(results, what));
judge.check(`all ${total('count')} links lead where they led`, summary(results, 'links'));
judge.check(`all ${total('marks')} bookmarks are as they were`, summary(results, 'bookmarks'));

/* A lexer that overlooks some references must not get past these eyes. */
const few = [1, 12, 25, 40];
await judge.must(new URL('../sabotage/build', import.meta.url).pathname, [judge.build, 'overlooked-references', 'dais-paper']);
const broken = await compile(join(judge.build, 'sabotage/overlooked-references/build/dais-paper'), few.map((at) => papers[at]), 'broken').catch((error) => error);
if (broken instanceof Error) {
	judge.check('a broken lexer is noticed', [`it did not even get here: ${broken.message}`]);
} else {
	const wrong = await judge.Objects.read(broken.packet);
	const seen = await judge.each(few, async (paper, at) => {
		const found = await compare(papers[paper], broken.packet, wrong, broken.firstOf(at), broken.reports[at].pages)
			.catch((error) => ({ fault: [error.message] }));
		return Object.keys(found).filter((what) => Array.isArray(found[what]) && found[what].length > 0);
	});
	judge.check(`a broken lexer is noticed in every paper (${seen.map((what) => what.join('+')).join(', ')})`,
		seen.flatMap((what, at) => what.length > 0 ? [] : [papers[few[at]]]));
}
console.log(`# ${Math.round((Date.now() - started) / 1000)} s`);
judge.finish();
