/*
 * node tests/paper/structure.mjs: the tags of a paper live on in its cleaned copy and in a packet: one tree with a branch for
 * each part, each in its language. Poppler walks the tree and reads aloud what it means, before and after; qpdf's list of
 * objects shows that keys lead from pages, forms and annotations back to the elements.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as judge from './helpers.mjs';
import { HELVETICA, intake, pdf, problem, stream } from './helpers-intake.mjs';

const say = (mark, text, y) => `${mark} BDC BT /F1 12 Tf 72 ${y} Td (${text}) Tj ET EMC\n`;
const plain = (text) => `BT /F1 12 Tf 72 700 Td (${text}) Tj ET\n`;
const TREE = '/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R/Lang(es)';

/* Two pages, 3 and 4, with contents 5 and 10; the root of the tree is 6, further objects from 11. */
function paper({ one = say('/P<</MCID 0>>', 'One', 700), two = say('/P<</MCID 0>>', 'Two', 700), root = '', more = [], page = '', catalog = TREE, resources = '', trailer = '' })
{
	const sheet = (contents, number, keys = '') => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/StructParents ${number}/Contents ${contents} 0 R/Resources<<${HELVETICA}${resources}>>${keys}>>`;
	return pdf([`<</Type/Catalog/Pages 2 0 R${catalog}>>`, '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>', sheet(5, 0, page), sheet(10, 1), stream(one),
		`<</Type/StructTreeRoot/ParentTree 9 0 R/K 7 0 R${root}>>`, `<</S/Document/P 6 0 R/K[8 0 R 11 0 R]>>`, more[0] ?? '<</S/P/P 7 0 R/Pg 3 0 R/K 0>>', '<</Nums[0[8 0 R]1[11 0 R]]>>', stream(two),
		more[1] ?? '<</S/P/P 7 0 R/Pg 4 0 R/K[0]>>', ...more.slice(2)], `/Root 1 0 R${trailer}`);
}

const cases = {
	'paragraphs': paper({ trailer: '/Info<</Title(A plain paper)>>' }),
	'names of its own': paper({ root: '/RoleMap<</Titel/H1/Text/P>>', more: ['<</S/Titel/P 7 0 R/Pg 3 0 R/K 0/Lang(de)>>', '<</S/Text/P 7 0 R/Pg 4 0 R/K 0>>'] }),
	'the same names for other things': paper({ root: '/RoleMap<</Titel/H2/Text/Mehr/Mehr/BlockQuote>>', catalog: `${TREE.replace('es', 'fr-CA')}/Metadata 12 0 R`, more: ['<</S/Titel/P 7 0 R/Pg 3 0 R/K 0>>', '<</S/Text/P 7 0 R/Pg 4 0 R/K 0>>',
		stream('<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Art &amp; law</rdf:li></rdf:Alt></dc:title></x:xmpmeta>', '/Type/Metadata/Subtype/XML')] }),
	'marks in forms': paper({ one: say('/H1<</MCID 0>>', 'One', 700) + 'q /Fm Do Q', resources: '/XObject<</Fm 12 0 R>>',
		more: ['<</S/H1/P 7 0 R/Pg 3 0 R/K[0 <</Type/MCR/Stm 12 0 R/MCID 0>>]>>', undefined, stream(say('/Span<</MCID 0>>', 'in a form', 600), `/Type/XObject/Subtype/Form/BBox[0 0 612 792]/StructParents 2/Resources<<${HELVETICA}>>`)] }),
	'classes and attributes': paper({ root: '/ClassMap<</C1<</O/Layout/TextAlign/End>>/C2<</O/List/ListNumbering/Decimal>>>>',
		more: ['<</S/P/P 7 0 R/Pg 3 0 R/K 0/C/C1>>', '<</S/L/P 7 0 R/C/C2/A[<</O/Layout/SpaceAfter 3>> 0]/K 12 0 R>>', '<</S/LI/P 11 0 R/K[13 0 R 14 0 R]>>', '<</S/Lbl/P 12 0 R>>', '<</S/LBody/P 12 0 R/Pg 4 0 R/K 0>>'] }),
	'texts in place of what is seen': paper({ more: ['<</S/Figure/P 7 0 R/Pg 3 0 R/K 0/Alt(A \\(round\\) figure)/T(Fig)>>', '<</S/Span/P 7 0 R/Pg 4 0 R/K 0/ActualText(Instead)/E(Expanded)>>'] }),
	'a table whose cells name their heads': paper({ one: say('/TH<</MCID 0>>', 'Head', 700) + say('/TD<</MCID 1>>', 'Cell', 680), root: '/IDTree<</Names[(a b)13 0 R]>>',
		more: ['<</S/Table/P 7 0 R/Pg 3 0 R/K[12 0 R 14 0 R]>>', undefined, '<</S/TR/P 8 0 R/K 13 0 R>>', '<</S/TH/P 12 0 R/ID(a b)/A<</O/Table/Scope/Column>>/Pg 3 0 R/K 0>>',
			'<</S/TR/P 8 0 R/K 15 0 R>>', '<</S/TD/P 14 0 R/A<</O/Table/RowSpan 2/Headers[(a b)]>>/Pg 3 0 R/K 1>>'] }),
	'a link': paper({ page: '/Annots[12 0 R]', more: ['<</S/Link/P 7 0 R/Pg 3 0 R/K[0 <</Type/OBJR/Obj 12 0 R>>]>>', undefined,
		'<</Type/Annot/Subtype/Link/StructParent 2/Rect[72 690 172 720]/A<</S/URI/URI(https://example.org)>>>>'] }),
	'no tags': paper({ catalog: '', one: plain('One'), two: plain('Two') }),
};

/* ------------------------------------------------------------------ poppler reads the tree */

/* Numbers of objects and the beginning of IDs are each document's own; attributes come in any order. */
async function read(file)
{
	const lines = (await judge.must('pdfinfo', ['-struct-text', file])).toString().trimEnd().split('\n')
		.map((line) => line.replace(/Object \d+ \d+/, 'Object').replace(/<\d+\./, '<').replace(/\((\d+\.)/, '('));
	const sorted = [];
	let attributes = [];
	for (const line of [...lines, '']) {
		if (/^ *\/[A-Z]/.test(line)) {
			attributes.push(line);
			continue;
		}
		sorted.push(...attributes.sort(), line);
		attributes = [];
	}
	return sorted.slice(0, -1);
}

/* The branches of a packet, each as a tree of its own. */
async function branches(file)
{
	const parts = [];
	for (const line of (await read(file)).slice(1))
		if (/^ {2}Part/.test(line))
			parts.push([]);
		else
			parts.at(-1).push(line.slice(4));
	return parts;
}

const differ = (before, after) => String(before) === String(after) ? [] : [`before\n${before.join('\n')}`, `after\n${after.join('\n')}`];

/* ------------------------------------------------------------------ qpdf lists the objects */

/* The pairs of a number or name tree, and whether they stand in order within their limits. */
function pairs(objects, node, key, wrong, order)
{
	node = objects.get(node);
	const list = objects.get(node?.[key]) ?? [];
	const own = list.flatMap((value, at) => at % 2 ? [] : [[value, list[at + 1]]]);
	const all = [...own, ...(objects.get(node?.['/Kids']) ?? []).flatMap((kid) => pairs(objects, kid, key, wrong, order))];
	const names = all.map(([name]) => name);
	if (names.some((name, at) => at > 0 && order(names[at - 1], name) >= 0))
		wrong.push(`${key} are not in order: ${names.slice(0, 20)}`);
	if (node?.['/Limits'] && (node['/Limits'][0] !== names[0] || node['/Limits'][1] !== names.at(-1)))
		wrong.push(`${key} from ${names[0]} to ${names.at(-1)} within ${node['/Limits']}`);
	return all;
}

/* Every element knows its parent, and every mark and object that it means leads back to it. */
function coherent(objects)
{
	const wrong = [];
	const root = objects.root['/StructTreeRoot'];
	const numbers = new Map(pairs(objects, objects.get(root)?.['/ParentTree'], '/Nums', wrong, (a, b) => a - b));
	const ids = new Map(pairs(objects, objects.get(root)?.['/IDTree'], '/Names', wrong, (a, b) => a < b ? -1 : 1));
	const list = (value) => [objects.get(value)].flat().length === 1 && !Array.isArray(objects.get(value)) ? [value] : objects.get(value) ?? [];
	const owner = (holder, mark) => {
		const key = objects.get(holder)?.[mark === null ? '/StructParent' : '/StructParents'];
		const found = objects.get(numbers.get(key));
		return mark === null ? numbers.get(key) : found?.[mark];
	};
	let marks = 0;
	const walk = (reference, parent, depth) => {
		const element = objects.get(reference);
		if (element['/P'] !== parent || depth > 50)
			wrong.push(`${reference} hangs on ${element['/P']}, not ${parent}`);
		if (element['/ID'] && ids.get(element['/ID']) !== reference)
			wrong.push(`${element['/ID']} leads to ${ids.get(element['/ID'])}, not ${reference}`);
		for (const attributes of [objects.get(element['/A']) ?? []].flat())
			for (const id of objects.get(attributes)?.['/Headers'] ?? [])
				if (objects.get(ids.get(id))?.['/S'] !== '/TH')
					wrong.push(`${id} names no head`);
		for (const kid of list(element['/K'] ?? [])) {
			const item = objects.get(kid);
			const inside = typeof item === 'number' ? { '/Type': '/MCR', '/MCID': item } : item;
			const page = inside['/Pg'] ?? element['/Pg'];
			if (inside['/S']) {
				walk(kid, reference, depth + 1);
				continue;
			}
			marks++;
			const mark = inside['/Type'] === '/MCR' ? inside['/MCID'] : null;
			const holder = mark === null ? inside['/Obj'] : inside['/Stm'] ?? page;
			if (owner(holder, mark) !== reference || !objects.pageNumber.has(page))
				wrong.push(`${holder}, mark ${mark}, leads to ${owner(holder, mark)}, not ${reference}`);
		}
	};
	for (const kid of list(objects.get(root)?.['/K'] ?? []))
		walk(kid, root, 0);
	return marks > 0 ? wrong : [...wrong, 'nothing is meant'];
}

const languageOf = (element) => element['/Lang']?.slice(2);

/* ------------------------------------------------------------------ each cleaned copy */

cases['the same IDs for other cells'] = cases['a table whose cells name their heads'];
const papers = [];
for (const [name, bytes] of Object.entries(cases)) {
	const result = await intake(bytes);
	papers.push({ name, ...result });
	const tagged = name !== 'no tags';
	if (!result.report?.pages || result.report.notes.length > 0) {
		judge.check(`${name}: taken`, [problem(result)]);
		continue;
	}
	await judge.must(judge.program, ['clean', result.segment, result.clean]);
	const [before, after] = [await judge.Objects.read(result.file), await judge.Objects.read(result.clean)];
	judge.check(`${name}: the tree of the cleaned copy says what the paper's did`, differ(await read(result.file), await read(result.clean)));
	judge.check(`${name}: marked and in its language as before`,
		JSON.stringify([after.root['/MarkInfo'], after.root['/Lang']]) === JSON.stringify([before.root['/MarkInfo'], before.root['/Lang']]));
	if (tagged)
		judge.check(`${name}: marks lead back to their elements`, coherent(after));
}
const title = async (at) => (await judge.must('pdfinfo', [papers[at].clean])).toString().match(/^Title: +(.*)$/m)?.[1];
judge.check('a title lives on', await title(0) === 'A plain paper');
judge.check('a title that stands in XMP lives on', await title(2) === 'Art & law');

/* A tree that bites its tail, and elements that stand within their parent. */
const tail = await intake(paper({ more: ['<</S/P/P 7 0 R/Pg 3 0 R/K[0 7 0 R 8 0 R 6 0 R 99 0 R null (x) [0]<</S/Span/K[]>>]>>'] }));
await judge.must(judge.program, ['clean', tail.segment, tail.clean]);
judge.check('a tree that bites its tail ends', differ(['Document', '  P (block)', '    "One"', '    Span (inline)', '  P (block)', '    "Two"'], await read(tail.clean)));

/* A form field is drawn into the page, and still read where the form has it. */
const form = await intake(paper({ page: '/Annots[12 0 R]', catalog: `${TREE}/AcroForm<</Fields[12 0 R]/DR<<${HELVETICA}>>>>`,
	more: ['<</S/Form/P 7 0 R/Pg 3 0 R/K[0 <</Type/OBJR/Obj 12 0 R>>]>>', undefined,
		'<</Type/Annot/Subtype/Widget/StructParent 2/Rect[72 600 272 630]/FT/Tx/T(f)/V(Received)/DA(/F1 12 Tf 0 g)/AP<</N 13 0 R>>>>',
		stream('/Tx BMC BT /F1 12 Tf 2 10 Td (Received) Tj ET EMC', `/Type/XObject/Subtype/Form/BBox[0 0 200 30]/Resources<<${HELVETICA}>>`)] }));
await judge.must(judge.program, ['clean', form.segment, form.clean]);
judge.check('the value of a field is read within its form', (await read(form.clean)).some((line, at, all) => line.includes('"Received"') && all[at - 2].includes('Form')) ? [] : await read(form.clean));
judge.check('it leads back to the form', coherent(await judge.Objects.read(form.clean)));

/* Too much is left out as a whole, and told. */
const deep = await intake(paper({ more: [undefined, undefined, ...Array.from({ length: 300 }, (_, at) => `<</S/Div/P ${at + 11} 0 R/K ${at + 13} 0 R>>`)].map((object, at) => at === 1 ? '<</S/Div/P 7 0 R/K 12 0 R>>' : object) }));
judge.check('a tree that is too deep is left out, and told', deep.report?.notes?.[0]?.code === 'PDF_STRUCTURE_DROPPED' ? [] : [problem(deep)]);
const sparse = await intake(paper({ more: ['<</S/P/P 7 0 R/Pg 3 0 R/K[0 999998]>>', '<</S/P/P 7 0 R/Pg 4 0 R/K[0 999999]>>'] }));
judge.check('marks that would need long lists are left out, and told', sparse.report?.notes?.[0]?.code === 'PDF_STRUCTURE_DROPPED' ? [] : [problem(sparse)]);

/* ------------------------------------------------------------------ a packet of all */

const parts = papers.map((paper, at) => `<sheet name="s${at}" bookmark="Sheet ${at + 1}" level="1" head="Panel"><p style="title">Sheet ${at + 1}</p></sheet>
	<paper name="p${at}" pages="2" level="2" head="Panel" language="pt"/>`);
const manifest = `<sheet name="manifest" bookmark="Manifest" head="Panel"><p style="heading">Manifest</p>
	<p style="name">A plain paper</p><row label="State">cleared</row><row label="Nothing"></row><row label="SHA-256" style="digest">0123456789abcdef</row></sheet>`;
const contents = `<sheet name="contents" bookmark="Contents" head="Panel"><p style="heading">Contents</p><columns label="From" language="Language" note="Page">Paper</columns>
	${Array.from({ length: 40 }, (_, at) => `<entry to="manifest" label="Party ${at}" who="Somebody" language="Spanish">Title</entry>`).join('')}</sheet>`;
const markup = `<packet title="Panel III" author="" subject="" language="en" numbering="{page} / {pages}"><sheet name="cover"><p style="title">Cover</p></sheet>${parts.join('')}${manifest}${contents}</packet>`;
const [sheets, front, packet] = ['sheets.pdf', 'sheets.segment', 'packet.pdf'].map((name) => join(judge.workshop, name));
const plan = await judge.must(judge.program, ['front', sheets], { input: markup });
await judge.must(judge.program, ['intake', sheets, front]);
await judge.must(judge.program, ['assemble', packet, front, ...papers.map((paper) => paper.segment)], { input: plan });
if (process.env.KEEP)
	writeFileSync(join(judge.workshop, 'plan.json'), plan);

const objects = await judge.Objects.read(packet);
const checked = await judge.run('qpdf', ['--check', packet]);
judge.check('qpdf finds nothing to complain about in the packet', checked.status === 0 ? [] : [checked.out + checked.error]);
judge.check('the packet is marked', objects.get(objects.root['/MarkInfo'])?.['/Marked'] === true);
judge.check('all marks of the packet lead back to their elements', coherent(objects));

const whole = objects.get(objects.get(objects.get(objects.root['/StructTreeRoot'])['/K']));
const document = objects.get([whole].flat()[0]);
const trees = await branches(packet);
judge.check('the packet has a branch for each part', trees.length === 3 + 2 * papers.length);
for (const [at, paper] of papers.entries()) {
	const branch = objects.get(document['/K'][2 + 2 * at]);
	const before = paper.name === 'no tags' ? ['P (block)', '  "One"', 'P (block)', '  "Two"'] : await read(paper.file);
	judge.check(`${paper.name}: its branch of the packet says what the paper's tree did`, differ(before, trees[2 + 2 * at]));
	const language = (await judge.Objects.read(paper.file)).root['/Lang']?.slice(2) ?? 'pt';
	judge.check(`${paper.name}: its branch is in its language`, languageOf(branch) === language ? [] : [`${languageOf(branch)}, not ${language}`]);
}
judge.check('a sheet has a heading', differ(['H2 (block)', '  "Cover"'], trees[0]));
judge.check('the manifest is a table under a heading', differ(['H1 (block)', '  "Manifest"', 'H2 (block)', '  "A plain paper"', 'Table (block)', '  TR', '    TH', '      "State"',
	'    TD', '      "cleared"', '  TR', '    TH', '      "SHA-256"', '    TD', '      "01234567 89abcdef"'], trees.at(-2)));
const heads = trees.at(-1).filter((line, at, all) => /TH/.test(all[at - 1] ?? ''));
judge.check('the contents are one table, with its heads on every page and a row for each entry',
	trees.at(-1).filter((line) => line === 'Table (block)').length === 1 && heads.length === 12 && heads[1].includes('"Paper"') &&
	trees.at(-1).filter((line) => line === '  TR').length === 43 ? [] : [trees.at(-1).join('\n')]);
judge.check('sheets are read too', trees.flatMap((tree, at) => tree.some((line) => line.includes('"')) ? [] : [`part ${at} is silent`]));
judge.finish();
