/*
 * node tests/paper/appearances.mjs: what a paper holds without saying how it looks (entries of forms, free texts, stamps,
 * marks) is drawn, where poppler can read and see it; comments stay; what is hidden stays hidden.
 */
import * as judge from './helpers.mjs';
import { HELVETICA, intake, simple, stream, taken } from './helpers-intake.mjs';

/* Objects from number 5 on stand on the page. The form's fields are those that have no parent. */
const AS_TOLD = '/NeedAppearances true';
function form(annotations, { told = AS_TOLD, more = [], page = '' } = {})
{
	const references = annotations.map((_, at) => `${at + 5} 0 R`).join(' ');
	return simple({
		catalog: `/AcroForm<</Fields[${references}]${told}/DA(/Helv 12 Tf 0 g)/DR<<${HELVETICA}>>>>`,
		page: `/Annots[${references}]${page}`, more: [...annotations, ...more],
	});
}
const field = (keys, rect = '72 500 272 524') => `<</Type/Annot/Subtype/Widget/T(x)/F 4/Rect[${rect}]${keys}>>`;
const mark = (subtype, keys, rect = '72 400 272 440') => `<</Type/Annot/Subtype/${subtype}/F 4/Rect[${rect}]${keys}>>`;
const utf16 = (text) => `<FEFF${[...text].flatMap((letter) => [...Array(letter.length).keys()].map((at) => letter.charCodeAt(at).toString(16).padStart(4, '0'))).join('')}>`;
const drawing = (data) => stream(data, `/Type/XObject/Subtype/Form/BBox[0 0 200 24]/Resources<<${HELVETICA}>>`);

/* ------------------------------------------------------------------ as poppler reads and sees it */

/* Words with their boxes in the page's own points; but for the Hello of every page. */
async function words(file)
{
	const page = (await judge.must('pdftotext', ['-bbox', file, '-'])).toString();
	const height = Number(/<page width="[\d.]+" height="([\d.]+)"/.exec(page)[1]);
	return [...page.matchAll(/<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)<\/word>/g)]
		.map(([, left, top, right, bottom, word]) => ({ word, left: Number(left), top: height - top, right: Number(right), bottom: height - bottom }))
		.filter(({ word }) => word !== 'Hello');
}

/* These words and no others, all of them inside the rectangle. */
const reads = (expected, rect = [72, 500, 272, 524]) => async (file) => {
	const found = await words(file);
	const outside = found.filter((w) => w.left < rect[0] - 1 || w.right > rect[2] + 1 || w.bottom < rect[1] - 4 || w.top > rect[3] + 4);
	const text = found.map((w) => w.word).join(' ');
	return [...text === expected ? [] : [`it says ${JSON.stringify(text)}`], ...outside.map((w) => `outside: ${JSON.stringify(w)}`)];
};

/* How many pixels of each colour stand in a rectangle of the page, at one pixel a point. */
async function colours(file, [left, bottom, right, top])
{
	const [page] = await judge.draw(file, 1, 1, 72);
	const counts = {};
	for (let y = Math.round(page.height - top); y < page.height - bottom; y++)
		for (let x = left; x < right; x++) {
			const colour = page.pixels.subarray(3 * (y * page.width + x), 3 * (y * page.width + x) + 3).toString('hex');
			counts[colour] = (counts[colour] ?? 0) + 1;
		}
	return counts;
}
const inked = async (file, rect) => Object.entries(await colours(file, rect)).reduce((sum, [colour, count]) => sum + (colour === 'ffffff' ? 0 : count), 0);

/* Between so many pixels are not white in the rectangle. */
const shows = (rect, least, most = Infinity) => async (file) => {
	const count = await inked(file, rect);
	return count >= least && count <= most ? [] : [`${count} pixels show in ${rect}`];
};
const empty = (rect) => shows(rect, 0, 0);
const all = (...looks) => async (file) => (await Promise.all(looks.map((look) => look(file)))).flat();

const VALUES = ['PDF_FIELDS_FIXED', 'PDF_VALUES_DRAWN'];
const FIELDS = ['PDF_FIELDS_FIXED'];
const MARKS = ['PDF_MARKS_DRAWN'];

/* ------------------------------------------------------------------ texts of forms */

await taken('a text field', form([field('/FT/Tx/V(The right to a name)')]), VALUES, reads('The right to a name'));
await taken('a text field with an empty appearance', form([field('/FT/Tx/V(Filled)/AP<</N 6 0 R>>')], { told: '', more: [drawing('/Tx BMC q Q EMC')] }),
	VALUES, reads('Filled'));
await taken('an appearance that is older than the value', form([field('/FT/Tx/V(New)/AP<</N 6 0 R>>')], { more: [drawing('BT /F1 12 Tf 2 6 Td (Old) Tj ET')] }),
	VALUES, reads('New'));
await taken('an appearance of a value that was cleared', form([field('/FT/Tx/AP<</N 6 0 R>>')], { more: [drawing('BT /F1 12 Tf 2 6 Td (Old) Tj ET')] }),
	FIELDS, reads(''));
await taken('an appearance that says it', form([field('/FT/Tx/V(Same)/AP<</N 6 0 R>>')], { told: '', more: [drawing('BT /F1 12 Tf 2 6 Td (Same) Tj ET')] }),
	FIELDS, reads('Same'));
await taken('a value of the field above', form([field('/Parent 6 0 R')], { more: ['<</FT/Tx/T(y)/V(Inherited)/Kids[5 0 R]>>'] }), VALUES, reads('Inherited'));
await taken('a value in a stream', form([field('/FT/Tx/V 6 0 R')], { more: [stream('Streamed')] }), VALUES, reads('Streamed'));
await taken('a password', form([field('/FT/Tx/Ff 8192/V(secret)')]), VALUES, reads('******'));
await taken('a hidden field', form([field('/FT/Tx/V(Hidden)').replace('/F 4', '/F 2')]), FIELDS, reads(''));
await taken('a field that is not to be viewed', form([field('/FT/Tx/V(Hidden)').replace('/F 4', '/F 32')]), FIELDS, reads(''));
await taken('a text too long for its field', form([field('/FT/Tx/V(Nobody may be left behind by this convention or another one)')]), VALUES,
	reads('Nobody may be left behind by this convention or another one'));
await taken('a value in Spanish', form([field(`/FT/Tx/V${utf16('Niñez y acción – «hoy»')}`)]), VALUES, reads('Niñez y acción – «hoy»'));
await taken('a value in Greek, Russian and Japanese', form([field(`/FT/Tx/V${utf16('Δίκη право 日本')}`)]), VALUES, reads('Δίκη право 日本'));
await taken('a value in Arabic', form([field(`/FT/Tx/V${utf16('حقوق الطفل')}`)]), VALUES, async (file) => {
	const letters = (await judge.must('pdftotext', [file, '-'])).toString().replace(/[^\u0600-\u06ff]/g, '');
	return letters === 'حقوقالطفل' ? [] : [letters];
});

const lines = form([field('/FT/Tx/Ff 4096/V(First line\nSecond line that is so long that it must go on below the second)', '72 400 232 524')]);
await taken('several lines', lines, VALUES, all(
	reads('First line Second line that is so long that it must go on below the second', [72, 400, 232, 524]),
	async (file) => {
		const rows = [...new Set((await words(file)).map((word) => Math.round(word.top)))].sort((a, b) => b - a);
		return rows.length >= 4 && rows[0] > 500 && rows[0] - rows.at(-1) < 100 ? [] : [`rows at ${rows}`];
	}));
await taken('a comb', form([field('/FT/Tx/Ff 16777216/MaxLen 5/V(2004)', '72 500 272 524')]), VALUES, async (file) => {
	const found = await words(file); /* cells of forty points, each digit in the middle of its own */
	const places = found.map((word) => `${word.word}${Math.floor((word.left - 72) / 40)}`).join();
	const off = found.filter((word) => Math.abs((word.left + word.right) / 2 - 92 - 40 * Math.floor((word.left - 72) / 40)) > 2);
	return places === '20,01,02,43' && off.length === 0 ? [] : [places, ...off.map((word) => JSON.stringify(word))];
});
await taken('a comb with fewer cells than letters', form([field('/FT/Tx/Ff 16777216/MaxLen 3/V(2004)')]), VALUES, reads('2 0 0 4'));
await taken('a text without a look, and a look whose font is nowhere', form([field('/FT/Tx/V(One)').replace('/T(x)', '/T(a)'), field('/FT/Tx/DA(/Nowhere 11 Tf)/V(Two)', '72 540 272 564')]).toString('latin1')
	.replace('/DA(/Helv 12 Tf 0 g)', '/DX(/Helv 12 Tf 0 g)'), VALUES, async (file) => String((await words(file)).map(({ word }) => word).sort()) === 'One,Two' ? [] : ['one is lost']);
await taken('a value that is rich alone', form([field('/FT/Tx/RV(<body><p>Rich &amp; <b>val</b>ue</p></body>)')]), VALUES, reads('Rich &amp; value')); // as poppler writes it
for (const [name, q, at] of [['left', 0, (w) => w.left - 72], ['in the middle', 1, (w) => (w.left + w.right) / 2 - 172], ['right', 2, (w) => w.right - 272]])
	await taken(`a text that stands ${name}`, form([field(`/FT/Tx/Q ${q}/V(Lima)`)]), VALUES, async (file) =>
		Math.abs(at((await words(file))[0])) < 4 ? [] : [JSON.stringify(await words(file))]);
for (const [turn, corner] of [[90, 'bottom'], [180, 'right'], [270, 'top']])
	await taken(`a text turned by ${turn} degrees`, form([field(`/FT/Tx/V(Turned)/MK<</R ${turn}>>`, '72 300 172 400')]), VALUES, async (file) => {
		const [word] = await words(file);
		const tall = word.top - word.bottom > 30 && word.right - word.left < 90;
		const start = { bottom: word.bottom - 300, right: 172 - word.right, top: 400 - word.top }[corner];
		const inside = word.left > 72 && word.right < 172 && word.bottom > 300 && word.top < 400;
		return word.word === 'Turned' && (turn === 180 || tall) && inside && Math.abs(start) < 6 ? [] : [JSON.stringify(word)];
	});
await taken('colour, ground and border', form([field('/FT/Tx/DA(/Helv 12 Tf 1 0 0 rg)/V(Red)/MK<</BG[1 1 0]/BC[0 0 1]>>/BS<</W 2>>')]), VALUES, async (file) => {
	const found = await colours(file, [72, 500, 272, 524]);
	return found.ffff00 > 3000 && found['0000ff'] > 600 && Object.keys(found).some((c) => /^ff[0-4].00$/.test(c)) ? [] : [JSON.stringify(found)];
});

/* ------------------------------------------------------------------ choices and buttons */

const OPTIONS = '/Opt[[(ar)(Argentina)][(pe)(Peru)][(uy)(Uruguay)]]';
await taken('a choice, by the name that is shown for it', form([field(`/FT/Ch/Ff 131072${OPTIONS}/V(pe)`)]), VALUES, reads('Peru'));
await taken('a list, with what was chosen marked', form([field(`/FT/Ch${OPTIONS}/V[(pe)(uy)]`, '72 400 272 480')]), VALUES, all(
	reads('Argentina Peru Uruguay', [72, 400, 272, 480]), async (file) => {
		const named = Object.fromEntries((await words(file)).map((word) => [word.word, word]));
		const ground = async (word) => (await colours(file, [74, Math.round(word.bottom) + 2, 90, Math.round(word.top) - 2]))['99c1da'] ?? 0;
		const [no, yes, too] = [await ground(named.Argentina), await ground(named.Peru), await ground(named.Uruguay)];
		return no === 0 && yes > 20 && too > 20 ? [] : [`grounds: ${[no, yes, too]}`];
	}));
await taken('a list in which nothing was chosen', form([field(`/FT/Ch${OPTIONS}`, '72 400 272 480')]), FIELDS, reads('Argentina Peru Uruguay', [72, 400, 272, 480]));
await taken('a list without the room for all: what was chosen', form([field(`/FT/Ch${OPTIONS}/V(uy)`)]), VALUES, reads('Uruguay'));
await taken('a list that names the places of what was chosen', form([field(`/FT/Ch${OPTIONS}/I[1 2]`)]), VALUES, reads('Peru Uruguay'));
await taken('a button that can be pushed', form([field('/FT/Btn/Ff 65536/MK<</CA(Send)/BC[0]>>')]), FIELDS, all(reads('Send'), shows([72, 500, 272, 524], 400)));

const BOX = '72 500 92 520';
const inBox = [72, 500, 92, 520];
await taken('a box that is ticked', form([field('/FT/Btn/V/Yes/AS/Yes', BOX)]), VALUES, shows(inBox, 20));
await taken('a box that is not', form([field('/FT/Btn/V/Off/AS/Off', BOX)]), FIELDS, empty(inBox));
await taken('a box that is ticked by its value only', form([field('/FT/Btn/V/Yes', BOX)]), VALUES, shows(inBox, 20));
const states = '/AP<</N<</Yes 6 0 R/Off 7 0 R>>>>';
const ticks = { more: [drawing('0 0 200 24 re f'), drawing('q Q')] };
await taken('a box with appearances, ticked', form([field(`/FT/Btn/V/Yes/AS/Yes${states}`, BOX)], { ...ticks, told: '' }), FIELDS, shows(inBox, 390));
await taken('a box whose state is older than its value', form([field(`/FT/Btn/V/Yes/AS/Off${states}`, BOX)], ticks), FIELDS, shows(inBox, 390));
await taken('a box whose appearance when ticked is empty', form([field(`/FT/Btn/V/Yes/AS/Yes${states}`, BOX)], { told: '', more: [drawing('q Q'), drawing('q Q')] }),
	VALUES, shows(inBox, 20));
await taken('a box whose appearance is empty, not ticked', form([field(`/FT/Btn/V/Off/AS/Off${states}`, BOX)], { told: '', more: [drawing('q Q'), drawing('q Q')] }),
	FIELDS, empty(inBox));
await taken('a box ticked without an appearance for it', form([field('/FT/Btn/V/On/AS/On/AP<</N<</Off 6 0 R>>>>', BOX)], { told: '', more: [drawing('q Q')] }),
	VALUES, shows(inBox, 20));

/* Three of a kind: the middle one was chosen. Kids say which is theirs by their appearance's name or by their state. */
const kid = (at, keys) => field(`/Parent 8 0 R${keys}`, `${72 + 40 * at} 500 ${92 + 40 * at} 520`).replace('/T(x)', '');
const radio = (keys, told) => form([0, 1, 2].map((at) => kid(at, keys(at))), { told, more: ['<</FT/Btn/Ff 32768/T(r)/V/B/Kids[5 0 R 6 0 R 7 0 R]>>', drawing('0 0 200 24 re f')] });
const middle = all(empty([72, 500, 92, 520]), shows([112, 500, 132, 520], 20), empty([152, 500, 172, 520]));
await taken('one of three, by the names of appearances', radio((at) => `/AP<</N<</${'ABC'[at]} 9 0 R>>>>`, AS_TOLD), FIELDS, middle);
await taken('one of three, by their states', radio((at) => `/AS/${at === 1 ? 'B' : 'Off'}`, ''), VALUES, middle);

await taken('one of three, and nothing says which: told', radio(() => '', ''), ['PDF_FIELDS_FIXED', 'PDF_CHOICE_UNKNOWN'], shows([72, 500, 192, 520], 0));

/* ------------------------------------------------------------------ free texts, stamps and marks */

const marked = (annotations, more = []) => form(annotations, { told: '', more });
await taken('a free text', marked([mark('FreeText', '/DA(/Helv 12 Tf 0 g)/Contents(Amended by the delegation)')]), MARKS, reads('Amended by the delegation', [72, 400, 272, 440]));
await taken('a free text with an empty appearance', marked([mark('FreeText', '/Contents(Not lost)/AP<</N 6 0 R>>')], [drawing('q Q')]), MARKS, reads('Not lost', [72, 400, 272, 440]));
await taken('a free text with its appearance', marked([mark('FreeText', '/Contents(Not this)/AP<</N 6 0 R>>')], [drawing('BT /F1 12 Tf 2 6 Td (This) Tj ET')]), [], reads('This', [72, 400, 272, 440]));
await taken('a free text that is rich alone', marked([mark('FreeText', '/RC(<?xml version="1.0"?><body xmlns="x"><p dir="ltr">Strike&#32;<span style="color:red">article&nbsp;4</span></p><p>and&#xE9; 5</p></body>)')]),
	MARKS, reads('Strike article 4 andé 5', [72, 400, 272, 440]));
await taken('a free text without a text', marked([mark('FreeText', '/DA(/Helv 12 Tf 0 g)')]), [], all(reads(''), empty([72, 400, 272, 440])));
await taken('a stamp', marked([mark('Stamp', '/Name/NotApproved')]), MARKS, all(reads('NOT APPROVED', [72, 400, 272, 440]), shows([72, 400, 272, 440], 500)));

/* Where it must show, how much at least, and where nothing may. */
const figures = {
	'a square': ['Square', '/C[1 0 0]', 300, [80, 408, 264, 432]],
	'a square, filled': ['Square', '/C[1 0 0]/IC[0 1 0]', 7000],
	'a circle': ['Circle', '/C[1 0 0]', 300, [140, 410, 200, 430]],
	'a line': ['Line', '/L[80 420 260 420]/C[1 0 0]/BS<</W 2>>', 300, [80, 426, 264, 440]],
	'a line with arrows': ['Line', '/L[80 420 260 420]/LE[/OpenArrow/ClosedArrow]/IC[1 0 0]', 200],
	'a polygon': ['Polygon', '/Vertices[80 405 260 405 170 435]/C[0 0 1]', 200],
	'lines one after another': ['PolyLine', '/Vertices[80 405 260 405 260 435]/C[0 0 1]', 150, [80, 410, 250, 440]],
	'a drawing by hand': ['Ink', '/InkList[[80 405 100 435 120 405][200 405 220 435]]', 80, [130, 400, 190, 440]],
	'a caret': ['Caret', '', 40],
	'a sign for a note': ['Text', '', 100, [100, 400, 272, 440]],
};
for (const [name, [subtype, keys, least, bare]] of Object.entries(figures))
	await taken(name, marked([mark(subtype, keys)]), MARKS, all(shows([72, 400, 272, 440], least), bare ? empty(bare) : async () => []));

/* On the word Hello, which stands at (72, 600), 24 points high. */
const over = (subtype, keys = '') => marked([mark(subtype, `/QuadPoints[72 620 130 620 72 596 130 596]${keys}`, '72 596 130 620')]);
const word = [72, 596, 130, 620];
const bare = await intake(simple());
await judge.must(judge.program, ['clean', bare.segment, bare.clean]);
const plain = await inked(bare.clean, word);
await taken('a highlight, through which the word is seen', over('Highlight'), MARKS, async (file) => {
	const found = await colours(file, word);
	return found.ffff00 > 700 && (found['000000'] ?? 0) > 40 ? [] : [JSON.stringify(found)];
});
for (const kind of ['Underline', 'StrikeOut', 'Squiggly', 'Redact'])
	await taken(`a mark: ${kind}`, over(kind), MARKS, shows(word, plain + 30, plain + 400));
await taken('a mark that is half seen through', marked([mark('Square', '/IC[0 0 0]/CA 0.5/BS<</W 0>>')]), MARKS, async (file) => {
	const found = await colours(file, [80, 408, 264, 432]);
	return Object.keys(found).every((colour) => /^(7f|80)/.test(colour)) ? [] : [JSON.stringify(found)];
});
await taken('marks whose points are missing: nothing to draw, nothing to tell', marked([mark('Line', ''), mark('Ink', '/InkList[[]]'), mark('Polygon', '/Vertices[]')]),
	[], empty([72, 400, 272, 440]));
await taken('a hidden mark', marked([mark('Square', '/IC[0]').replace('/F 4', '/F 2')]), [], empty([72, 400, 272, 440]));

/* ------------------------------------------------------------------ comments */

const comments = (expected) => async (file) => {
	const pdf = await judge.Objects.read(file);
	const found = (pdf.get(pdf.get(pdf.pages[0])['/Annots']) ?? []).map((reference) => pdf.get(reference));
	const lines = found.map((item) => `${item['/Subtype']} ${item['/Contents']}${item['/IRT'] ? ' on ' + pdf.get(item['/IRT'])['/Contents'] : ''}`);
	return String(lines) === String(expected) ? [] : lines;
};
await taken('comments and what was answered to them', marked([
	mark('Text', '/Contents(Why?)/Name/Comment', '72 400 92 420'),
	mark('Text', '/Contents(Because.)/IRT 5 0 R', '72 400 92 420').replace('/F 4', '/F 30'),
	mark('Square', '/Contents(See annex)', '100 400 200 420'),
	mark('Text', '/Contents(Never shown)', '72 300 92 320').replace('/F 4', '/F 2'),
]), ['PDF_MARKS_DRAWN', 'PDF_COMMENTS_KEPT'], comments(['/Text u:Why?', '/Text u:Because. on u:Why?', '/Square u:See annex']));

/* ------------------------------------------------------------------ bounds, and what becomes of it in a packet */

const novel = await intake(form([field(`/FT/Tx/Ff 4096/V(${'It was a dark and stormy night. '.repeat(30000)})`)]));
judge.check('a novel in a field is taken or too complex, never a fault',
	novel.report?.pages || novel.report?.code === 'TOO_COMPLEX' ? [] : [`${novel.status} ${novel.signal} ${novel.out} ${novel.error}`]);
const many = await intake(form(Array.from({ length: 4000 }, (_, at) => field(`/FT/Tx/V(${at})`, `${72 + at % 60 * 8} ${100 + Math.floor(at / 60) * 8} ${79 + at % 60 * 8} ${107 + Math.floor(at / 60) * 8}`))));
judge.check('4,000 fields on a page', many.report?.pages === 1 && many.report.notes.some((note) => note.code === 'PDF_VALUES_DRAWN' && note.count === 4000)
	? [] : [`${many.status} ${many.signal} ${many.out} ${many.error}`]);

const filled = await intake(form([field('/FT/Tx/V(Carried)'), mark('FreeText', '/Contents(along)')]));
const packet = filled.clean.replace('clean', 'packet');
await judge.must(judge.program, ['assemble', packet, filled.segment], { input: '{"numbering":"{page}","parts":[{"segment":0,"pages":1,"head":"Panel III"}]}' });
const text = (await judge.must('pdftotext', [packet, '-'])).toString();
judge.check('both are in the packet', text.includes('Carried') && text.includes('along') && text.includes('Panel III') ? [] : [text]);
judge.finish();
