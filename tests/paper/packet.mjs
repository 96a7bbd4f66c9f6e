/*
 * node tests/paper/packet.mjs: judges a packet of sixty real papers without dais. Their pages, a fifth of them each day,
 * are drawn before and after and compared pixel by pixel, below the strip of the running head, and so is text; fonts, links
 * and bookmarks are those of every page. An assembly that loses a reference fails silently; this is where it is heard.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as judge from './helpers.mjs';
import { bind, takeApart } from './helpers-packet.mjs';

const DPI = 72; /* a strip is a whole number of points high, so of pixels */
const STRIP = 27 / 612; /* the greatest height of a strip, as a part of the page's width */

const papers = await judge.corpus();
if (!papers)
	judge.skipAll('the papers are not here and cannot be fetched');

const compile = async (program, list, name) => bind(program, await takeApart(program, list, name), name);

/* A letter that lies on the border of two of poppler's positions falls to either: such a page is judged at another size,
   at which the strip is one pixel higher. */
async function again(paper, page, packet, other, holes, strip)
{
	const dpi = DPI * (strip + 1) / strip;
	const [[before], [after]] = [await judge.draw(paper, page, page, dpi), await judge.draw(packet, other, other, dpi)];
	return judge.difference(before, after ?? { width: 0 }, holes(dpi));
}

/* The fifth of a paper's pages whose text and pixels are looked at today; corpus.mjs looks at other pages with other eyes. */
function stretch(pages)
{
	const day = Math.floor(Date.now() / 86_400_000) % 5;
	return [Math.floor(pages * day / 5), Math.max(Math.floor(pages * (day + 1) / 5), Math.floor(pages * day / 5) + 1)];
}

/* Everything that differs between a paper and its pages in the packet, by what was looked at. */
async function compare(paper, packet, objects, first, pages)
{
	const last = first + pages - 1;
	const [from, to] = process.env.DAIS_TEST_CORPUS === 'all' ? [0, pages] : stretch(pages);
	const found = { pixels: [], text: [], fonts: [], links: [], bookmarks: [] };
	const original = await judge.Objects.read(paper);
	const [before, after] = [await judge.draw(paper, from + 1, to, DPI), await judge.draw(packet, first + from, first + to - 1, DPI)];
	const strips = before.map((page, at) => (after[at]?.height ?? 0) - page.height);
	for (let at = from; at < to; at++) {
		const [one, other, strip] = [before[at - from], after[at - from] ?? { width: 0 }, strips[at - from]];
		let part = judge.difference(one, other, original.deadBoxes(at, DPI));
		if (part > 0)
			part = await again(paper, at + 1, packet, first + at, (dpi) => original.deadBoxes(at, dpi), strip);
		if (part > 0)
			found.pixels.push(`page ${at + 1}: ${(part * 100).toFixed(3)} % of the pixels`);
		if (strip <= 0 || strip > Math.ceil(STRIP * Math.max(one.width, 245)))
			found.pixels.push(`page ${at + 1}: a strip of ${strip} pixels`);
	}
	if (await judge.text(paper, from + 1, strips.map(() => 0)) !== await judge.text(packet, first + from, strips))
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

await judge.must(judge.program, ['assemble', join(judge.workshop, 'again.pdf'), packet.front, ...packet.segments], { input: packet.plan });
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
	judge.check(`${what} are as they were`, summary(results, what));
judge.check(`all ${total('count')} links lead where they led`, summary(results, 'links'));
judge.check(`all ${total('marks')} bookmarks are as they were`, summary(results, 'bookmarks'));

console.log(`# ${Math.round((Date.now() - started) / 1000)} s`);
judge.finish();
