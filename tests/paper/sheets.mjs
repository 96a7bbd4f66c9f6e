/*
 * node tests/paper/sheets.mjs: the sheets that dais draws: Letter or A4 with their heads, one page whatever the lengths, heads
 * of columns on every page of the contents, digests in groups, where papers stand, and leaves that begin on their front.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as judge from './helpers.mjs';

const path = (name) => join(judge.workshop, name);

/* A paper of so many empty pages. */
async function paper(name, pages)
{
	const kids = Array.from({ length: pages }, (_, n) => `${n + 3} 0 R`);
	const objects = ['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Count ${pages}/Kids[${kids.join(' ')}]/MediaBox[0 0 612 792]>>`,
		...kids.map(() => '<</Type/Page/Parent 2 0 R>>')];
	writeFileSync(path(name), `%PDF-1.4\n${objects.map((body, at) => `${at + 1} 0 obj\n${body}\nendobj\n`).join('')}trailer<</Root 1 0 R>>\n`);
	await judge.must(judge.program, ['intake', path(name), path(`${name}.segment`)]);
	return path(`${name}.segment`);
}

/* The packet, the plan, and each page as { width, height, text }. */
async function compile(name, attributes, sheets, papers = [])
{
	const input = `<packet title="x" language="en" numbering="Page {page} of {pages}" ${attributes}>${sheets}</packet>`;
	const plan = await judge.must(judge.program, ['front', path(`${name}-sheets.pdf`)], { input });
	await judge.must(judge.program, ['sheets', path(`${name}-sheets.pdf`), path(`${name}.segment`)]);
	await judge.must(judge.program, ['assemble', path(`${name}.pdf`), path(`${name}.segment`), ...papers], { input: plan });
	const texts = (await judge.must('pdftotext', ['-layout', path(`${name}.pdf`), '-'])).toString('utf8').split('\f');
	const info = (await judge.must('pdfinfo', ['-f', '1', '-l', '9999', path(`${name}.pdf`)])).toString('utf8');
	const pages = [...info.matchAll(/^Page +(\d+) size: +([\d.]+) x ([\d.]+)/gm)]
		.map(([, at, width, height]) => ({ width: Number(width), height: Number(height), text: texts[at - 1] }));
	return { plan: JSON.parse(plan), pages };
}

for (const [size, width, height] of [['letter', 612, 792], ['a4', 595.28, 841.89]]) {
	const { pages } = await compile(size, `paper="${size}"`, '<sheet name="cover"><p>Cover</p></sheet><sheet name="other" head="Panel III"><p>Other</p></sheet>');
	judge.check(`every sheet is ${size}, its head included`, pages.flatMap((page, at) =>
		Math.abs(page.width - width) < 0.1 && Math.abs(page.height - height) < 0.1 ? [] : [`page ${at + 1}: ${page.width} × ${page.height}`]));
}

const long = (words, word = 'institutionalization') => Array.from({ length: words }, (_, n) => `${word}${n}`).join(' ');
const overfull = await compile('overfull', '', `<sheet name="t" fit="page" head="Panel III"><gap size="70"/><p style="kicker">Panel III</p>
	<p style="display">${long(25)}</p><p style="subtitle">${long(40)}</p><rule style="strong"/><p style="title">${long(50)}</p>
	<p style="name">${long(60)}</p><fill/><rule/><row label="In this copy">${long(300)}</row><row label="File">${'W'.repeat(255)}.pdf</row>
	<row label="SHA-256" style="digest">${'0123456789abcdef'.repeat(4)}</row></sheet>`);
judge.check('a title sheet is one page whatever the lengths', overfull.pages.length === 1 && overfull.pages[0].text.replace(/\s/g, '').includes('institutionalization299')
	? [] : [`${overfull.pages.length} pages`, overfull.pages[0].text.slice(-300)]);
judge.check('digests stand in groups of eight', /01234567 89abcdef 01234567/.test(overfull.pages[0].text) ? [] : [overfull.pages[0].text.slice(-400)]);

const entries = Array.from({ length: 60 }, (_, n) => `<entry to="p${n}" label="Institution ${n}" who="Person ${n}" language="Spanish" mark="${n % 7 ? '' : 'LATE'}" note="2 pages">Title ${n}</entry>`);
const segments = [await paper('two', 2), await paper('three', 3)];
const contents = await compile('contents', '', `<sheet name="contents" head="x"><p style="heading">Contents</p>
	<columns label="From" language="Language" note="Page">Paper</columns>${entries.join('')}</sheet>
	<sheet name="p0"><p>Zero</p><row label="Here" to="paper"/><row label="There" to="other"/></sheet><paper name="paper" pages="2"/><paper name="other" pages="3"/>`, segments);
const listed = contents.plan.parts[0].pages;
judge.check('each page of the contents has the heads of its columns', listed > 2
	? contents.pages.slice(0, listed).flatMap(({ text }, at) => /From +Paper +Language +Page/.test(text) ? [] : [`page ${at + 1}: ${text.slice(0, 200)}`]) : ['it is too short']);
judge.check('an entry says institution, person, title, language, lateness and page', [/Institution 0 +Title 0 +Spanish +(\d+)/, /Person 0 +LATE/].flatMap((line) =>
	line.test(contents.pages[0].text) ? [] : [contents.pages[0].text.slice(0, 600)]));
judge.check('a row says where papers stand', [`Here +${listed + 2}–${listed + 3}`, `There +${listed + 4}–${listed + 6}`].flatMap((line) =>
	new RegExp(line).test(contents.pages[listed].text) ? [] : [contents.pages[listed].text]));


/* As poppler walks the tree of the packet, and as the ParentTree leads back from each link. */
const tree = (await judge.must('pdfinfo', ['-struct', path('contents.pdf')])).toString('utf8');
const pdf = await judge.Objects.read(path('contents.pdf'));
const scopes = Object.values(pdf.objects).map((object) => object.value).filter((value) => value?.['/S'] === '/TH').map((cell) => pdf.get(cell['/A'])?.['/Scope']);
judge.check('heads of columns and of rows say so', scopes.filter((scope) => scope === '/Column').length === 4 * listed && scopes.filter((scope) => scope === '/Row').length === 2 && scopes.length === 4 * listed + 2
	? [] : [String(scopes)]);
const parents = new Map(pdf.get(pdf.get(pdf.get(pdf.root['/StructTreeRoot'])['/ParentTree'])['/Kids']).flatMap((leaf) => {
	const numbers = pdf.get(leaf)['/Nums'];
	return numbers.map((value, at) => [value, numbers[at + 1]]).filter((_, at) => at % 2 === 0);
}));
const drawnLinks = pdf.pages.flatMap((page) => pdf.get(pdf.get(page)['/Annots']) ?? []);
judge.check('each link of the contents stands in the tree', drawnLinks.length > 2 && tree.split(/^ *Link/m).length - 1 === drawnLinks.length && /Object \d+ 0/.test(tree)
	? drawnLinks.flatMap((link) => {
		const element = pdf.get(parents.get(pdf.get(link)['/StructParent']));
		return element?.['/S'] === '/Link' && element['/K']['/Obj'] === link ? [] : [`${link}: ${JSON.stringify(element)}`];
	}) : [`${drawnLinks.length} links`, tree.slice(0, 2000)]);

const leaves = await compile('leaves', 'sides="2"', `<sheet name="cover"><p>Cover</p></sheet><sheet name="a" head="A"><p>Sheet A</p></sheet>
	<paper name="paper" pages="2" head="A"/><sheet name="b" head="B"><p>Sheet B</p></sheet><paper name="other" pages="3" head="B"/>`, segments);
let page = 1;
const begins = leaves.plan.parts.map((part) => [part.name, page, page += part.pages]);
judge.check('for two sides each sheet and each paper begins on a front', begins.flatMap(([name, from]) => name && from % 2 === 0 ? [`${name}: page ${from}`] : []));
judge.check('and the pages between are blank', begins.filter(([name]) => !name).length === 3
	? begins.flatMap(([name, from]) => name || leaves.pages[from - 1].text.trim() === '' ? [] : [`page ${from}`]) : [JSON.stringify(begins)]);
{ /* a text of several pages goes on, word for word; no heading and no single line is left alone */
	const words = Array.from({ length: 3000 }, (_, n) => `w${n}`);
	const { pages } = await compile('running', '', `<sheet name="report" head="Report"><p style="heading">Report</p><p style="section">First</p><p mark="1." level="1">${words.join(' ')}</p>`
		+ Array.from({ length: 12 }, (_, n) => `<p style="section">Heading ${n}</p><p>${'Text that follows. '.repeat(20)}</p>`).join('') + '</sheet>');
	const all = pages.map(page => page.text).join(' ').match(/\bw\d+\b/g) ?? [];
	judge.check('a text of several pages is whole', all.join(' ') === words.join(' ') ? [] : [`${all.length} of ${words.length} words`]);
	judge.check('no heading ends a page', pages.flatMap((page, at) =>
		/Heading \d+\s*(Page \d+ of \d+)?\s*$/.test(page.text) ? [`page ${at + 1}`] : []));
	judge.check('and every page but the last is full', pages.slice(0, -1).flatMap((page, at) => page.text.trim().split('\n').length < 25 ? [`page ${at + 1}: ${page.text.length}`] : []));
}
{ /* headings inside a sheet are in the contents and the outline, with their pages */
	const section = n => `<p style="section" name="s${n}" bookmark="Section ${n}" level="2">Section ${n}</p><p>${'words '.repeat(900)}</p>`;
	const entries = [1, 2, 3].map(n => `<entry to="s${n}">Section ${n}</entry>`).join('');
	const { pages } = await compile('headings', '', `<sheet name="contents" bookmark="Contents">${entries}</sheet><sheet name="report" bookmark="Report" head="Report">${section(1)}${section(2)}${section(3)}</sheet>`);
	const stands = n => pages.findIndex((page, at) => at > 0 && page.text.includes(`Section ${n}`)) + 1;
	const told = [...pages[0].text.matchAll(/Section (\d) +(\d+)/g)].map(([, n, page]) => Number(page) === stands(n) ? [] : [`Section ${n}: told ${page}, stands on ${stands(n)}`]);
	judge.check('the contents tell the page of each heading', told.length === 3 ? told.flat() : [pages[0].text]);
	const json = JSON.parse(await judge.must('qpdf', ['--json', '--json-key=outlines', path('headings.pdf')]));
	const flat = list => list.flatMap(({ title, destpageposfrom1: page, kids }) => [`${title} ${page}`, ...flat(kids)]);
	const want = ['Contents 1', 'Report 2', ...[1, 2, 3].map(n => `Section ${n} ${stands(n)}`)];
	judge.check('and so does the outline', flat(json.outlines).join() === want.join() ? [] : [flat(json.outlines).join()]);
}
judge.finish();
