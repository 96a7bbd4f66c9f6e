/*
 * node tests/paper/corpus.mjs: PDFs of Debian's packages, of as many makers as could be found, go through intake and into
 * packets. None is refused but for its pages, qpdf finds the packets good, and poppler sees the same before and after in
 * every paper: pages, characters and their places, links and where they lead, bookmarks, fields, tags; and the pixels of the
 * first page and of another one. They are more than a thousand: each day has its tenth of them; DAIS_TEST_CORPUS=all takes
 * them all, and DAIS_TEST_CORPUS=/DIRECTORY all PDFs below a directory instead. With DAIS_TEST_VERBOSE everything that
 * differs is printed, and every note of intake.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as judge from './helpers.mjs';
import { bind, headOf, takeApart } from './helpers-packet.mjs';

const BATCH = 100; /* papers of a packet */
const PARTS = 10; /* of the corpus, one a day */
const ODD = 40; /* letters; a head that was shortened for a narrow page is among them */
const MOST_PAGES = 500; /* as README.md states */
const KINDS = ['pages', 'strip', 'text', 'links', 'bookmarks', 'tags', 'pixels'];

const wish = process.env.DAIS_TEST_CORPUS ?? '';
const verbose = Boolean(process.env.DAIS_TEST_VERBOSE);
const today = Math.floor(Date.now() / 86_400_000) % PARTS;
const roots = wish.startsWith('/') ? [wish] : await judge.thousand();
if (!roots)
	judge.skipAll('the papers are not here and cannot be fetched');

/* Every PDF once, in an order that is the same everywhere. */
function papersBelow(directories)
{
	const papers = new Map();
	const walk = (path) => {
		for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => a.name < b.name ? -1 : 1)) {
			const inside = join(path, entry.name);
			if (entry.isDirectory())
				walk(inside);
			else if (entry.isFile() && entry.name.endsWith('.pdf') && statSync(inside).size > 0)
				papers.set(createHash('sha256').update(readFileSync(inside)).digest('hex'), inside);
		}
	};
	directories.forEach(walk);
	return [...papers.values()];
}

/* Poppler does not open it either, or it has more pages than are taken. */
async function isWithReason({ paper, code })
{
	const info = await judge.run('pdfinfo', [paper]);
	const pages = Number(/^Pages:\s+(\d+)/m.exec(info.out.toString())?.[1] ?? 0);
	return info.status !== 0 || pages === 0 || (code === 'TOO_MANY_PAGES' && pages > MOST_PAGES);
}

/* The first page, and another that depends on where the paper stands in the corpus. */
const pagesToDraw = ({ pages, at }) => pages === 1 ? '1' : `1 ${2 + at * 7919 % (pages - 1)}`;

/* What tests/compare prints of these papers and their places in a packet; see there. */
async function compare(packet, list)
{
	const { status, signal, out, error } = await judge.run(join(judge.build, 'tests/compare'), [packet], { input: list.join('\n'), time: 3_600_000 });
	const lines = out.toString().trimEnd().split('\n');
	return status === 0 ? lines : [...lines, `broken ${status} ${signal} ${error.slice(-500)}`];
}

/* Pages as pdftotext reads them, in the order of their operators, without blanks, which are its own guess. */
const bare = (text) => text.replace(/\s+/g, '');
const read = async (file) => (await judge.must('pdftotext', ['-q', '-raw', file, '-'], { time: 3_600_000 })).toString('utf8').split('\f').map(bare);

/* All of what was read is read in its order; no more than an odd letter is new, which stood above the page, where the strip is. */
function isKept(before, now)
{
	let at = 0;
	for (const letter of before === now ? '' : now)
		at += letter === before[at];
	return before === now || (at === before.length && now.length - before.length <= ODD);
}

async function compareText(packet, papers)
{
	const after = await read(packet.packet);
	const strips = (place, page) => [headOf(place), `Page ${page} of ${packet.result.pages}`].map(bare);
	const lines = [];
	for (const { paper, pages, place } of papers) {
		const first = packet.firstOf(place);
		(await read(paper)).slice(0, pages).forEach((before, page) => {
			const now = strips(place, first + page).reduce((text, strip) => text.replace(strip, ''), after[first + page - 1]);
			if (!isKept(before, now))
				lines.push(`different ${paper}\ttext\tpage ${page + 1}: ${JSON.stringify(before.slice(-90))} became ${JSON.stringify(now.slice(-90))}`);
		});
	}
	return lines;
}

const line = (packet, at, paper) => `${packet.firstOf(at)} ${3 + 2 * at} ${pagesToDraw(paper)}\t${paper.paper}`;

async function judgePacket(papers, number)
{
	const packet = await bind(judge.program, papers, `packet-${number}`);
	const looked = papers.map((paper, place) => ({ ...paper, place }));
	const list = looked.map((paper) => line(packet, paper.place, paper));
	if (process.env.KEEP)
		writeFileSync(packet.packet.replace('.pdf', '.list'), list.join('\n'));
	const checked = await judge.run('qpdf', ['--check', packet.packet], { time: 3_600_000 });
	const lines = [...await compare(packet.packet, list), ...await compareText(packet, looked)];
	return { ...packet, papers, checked, compared: list.length, lines };
}

const started = Date.now();
const told = (what) => console.log(`# ${what} after ${Math.round((Date.now() - started) / 1000)} s`);
const found = papersBelow(roots);
const wanted = wish ? found : found.filter((_, at) => at % PARTS === today);
judge.check('there are a thousand', wish.startsWith('/') || found.length >= 1000);
const reports = (await takeApart(judge.program, wanted, 'paper')).map((report, at) => ({ ...report, at }));
const refused = reports.filter((report) => report.code);
const taken = reports.filter((report) => !report.code);
told(`${taken.length} papers of ${taken.reduce((sum, { pages }) => sum + pages, 0)} pages taken apart`);
refused.forEach(({ paper, code, page }) => console.log(`# ${paper}: ${code} ${page ?? ''}`));
if (verbose)
	reports.filter(({ notes }) => notes?.length).forEach(({ paper, notes }) => console.log(`# ${paper} ${JSON.stringify(notes)}`));
const reasons = await judge.each(refused, isWithReason);
judge.check('none is refused but for the limit of pages, or because poppler cannot open it either',
	refused.filter((_, at) => !reasons[at]).map(({ paper, code }) => `${paper}: ${code}`));

const batches = Array.from({ length: Math.ceil(taken.length / BATCH) }, (_, at) => taken.slice(at * BATCH, (at + 1) * BATCH));
const packets = await judge.each(batches, judgePacket);
const lines = packets.flatMap((packet) => packet.lines);
const compared = lines.filter((text) => text.startsWith('compared ')).map((text) => text.split('\t')[1].split(' ').map(Number));
told(`${compared.length} papers in ${packets.length} packets compared (${['pages', 'links', 'bookmarks', 'fields', 'tags', 'pages drawn']
	.map((what, at) => `${compared.reduce((sum, counts) => sum + counts[at], 0)} ${what}`).join(', ')}${wish ? '' : `; part ${today} of ${PARTS}`})`);
judge.check('qpdf finds nothing to complain about', packets.flatMap(({ checked }) => checked.status === 0 ? [] : [checked.out + checked.error]));
judge.check('poppler reads all that are to be compared', lines.filter((text) => /^(broken|unreadable)/.test(text))
	.concat(compared.length === packets.reduce((sum, packet) => sum + packet.compared, 0) ? [] : [`only ${compared.length}`]));
const different = (all, what) => all.filter((text) => text.startsWith('different ') && text.split('\t')[1] === what);
for (const what of KINDS) {
	const wrong = different(lines, what);
	judge.check(`${what} are as they were`, wrong);
	if (verbose)
		wrong.slice(20).forEach((text) => console.log(`# ${text}`));
}

/* These eyes see: no paper is taken for its neighbour. */
const [first] = packets;
const few = first.papers.slice(0, 20);
const swapped = await compare(first.packet, few.map((paper, at) => `${first.firstOf((at + 1) % few.length)} ${3 + 2 * ((at + 1) % few.length)} 1\t${paper.paper}`));
judge.check('a paper in the place of another is noticed', few.flatMap(({ paper }) => swapped.some((text) => text.startsWith(`different ${paper}\t`)) ? [] : [paper]));
told('done');
judge.finish();
