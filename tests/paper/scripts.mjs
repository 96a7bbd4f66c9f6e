/*
 * node tests/paper/scripts.mjs: names and titles in the world's scripts, in running heads and on sheets: they are drawn, they
 * are read as they were written, and lines that run both ways keep their order. Poppler draws and reads; mutool is not asked.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as judge from './helpers.mjs';

const texts = {
	Arabic: 'محمد بن عبد الله', Hebrew: 'שרה כהן', Persian: 'گزارش ویژه', Urdu: 'پاکستان',
	Chinese: '关于移徙工人的报告', Japanese: '移住労働者についての報告', Korean: '이주 노동자 보고서',
	Devanagari: 'प्रवासी श्रमिक क्षेत्र', Bengali: 'অভিবাসী শ্রমিক', Tamil: 'புலம்பெயர் தொழிலாளர்', Thai: 'แรงงานข้ามชาติ',
	Amharic: 'የስደተኞች ሠራተኞች', Georgian: 'მიგრანტი მუშები', Armenian: 'Միգրանտ աշխատողներ', Cherokee: 'ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ',
	Russian: 'Трудящиеся-мигранты', Greek: 'Μετανάστες εργάτες', Vietnamese: 'Người lao động', Guarani: 'Avañe’ẽ g̃uahẽ',
	'combining marks': 'n\u0303 e\u0301 o\u0328\u0301 x\u0323\u0307', emoji: 'Report 😀 ✅ 📄', mathematics: '∑≥𝔸ℝ', ligatures: 'official affluent ﬁ',
};

/* Readers put marks of direction around what runs to the left, and a letter may be written in two ways. */
const plain = (text) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufe0e\ufe0f]/g, '').normalize('NFKC').replace(/\s+/g, ' ');

async function compile(name, sheetsOf)
{
	const [sheets, segment, packet] = ['pdf', 'segment', 'packet.pdf'].map((ending) => join(judge.workshop, `${name}.${ending}`));
	const plan = await judge.must(judge.program, ['front', sheets],
		{ input: `<packet title="x" language="en" numbering="Page {page} of {pages}">${sheetsOf}</packet>` });
	await judge.must(judge.program, ['intake', sheets, segment]);
	await judge.must(judge.program, ['assemble', packet, segment], { input: plan });
	return packet;
}

const names = Object.keys(texts);
const packet = await compile('scripts', names.map((name) => `<sheet name="${name}" bookmark="${texts[name]}" head="${texts[name]}">
	<p style="title">${texts[name]}</p></sheet>`).join(''));
const STRIP = 26;
const read = async (...region) => (await judge.must('pdftotext', ['-cropbox', '-r', '72', ...region, packet, '-'])).toString('utf8').split('\f');
const [heads, bodies] = [await read('-x', '0', '-y', '0', '-W', '612', '-H', `${STRIP}`), await read('-x', '0', '-y', `${STRIP}`, '-W', '612', '-H', '792')];
const pages = await judge.draw(packet, 1, names.length, 72);

/* Ink of the head beyond its page number, which stands in the right half. */
const inked = ({ width, pixels }) => pixels.some((value, i) => value < 160 && i < STRIP * width * 3 && i / 3 % width < width / 2);

const kept = await judge.each(names, async (name, at) => [
	...inked(pages[at]) ? [] : [`${name}: nothing is drawn`],
	...plain(heads[at]).includes(plain(texts[name])) ? [] : [`${name}: the head reads ${heads[at].trim()}`],
	...plain(heads[at]).includes(`Page ${at + 1} of ${names.length}`) ? [] : [`${name}: the number reads ${heads[at].trim()}`],
	...plain(bodies[at]).includes(plain(texts[name])) ? [] : [`${name}: the sheet reads ${bodies[at].trim()}`],
]);
judge.check('every script is drawn and read in heads and on sheets', kept.flat());

/* A glyph that is not there: a box or U+FFFD, never a letter. */
const missing = await compile('missing', '<sheet name="a" head="x\ue000y\u{10fffd}z"><p>x\ue000y\u{10fffd}z</p></sheet>');
const seen = (await judge.must('pdftotext', [missing, '-'])).toString('utf8').replace(/Page 1 of 1/, '').replace(/[\s\f]/g, '');
judge.check('what no font has is read as no other character', /^(x\ufffd?y\ufffd?z){2}$/.test(seen) ? [] : [seen]);
const dump = (await judge.must('qpdf', ['--qdf', '--object-streams=disable', missing, '-'])).toString('latin1');
const maps = dump.split('begincmap').slice(1).map((map) => map.split('endcmap')[0].split('endcodespacerange')[1]);
judge.check('and glyph 0 stands for no character', maps.length > 0 ? maps.filter((map) => /<0+>\s*(<0+>\s*)?<(?!FFFD)/i.test(map)) : ['no map']);

/* Places from left to right, by what poppler's words say. */
async function order(file, page)
{
	const html = (await judge.must('pdftotext', ['-bbox', '-f', `${page}`, '-l', `${page}`, file, '-'])).toString('utf8');
	return [...html.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">([^<]*)</g)]
		.map(([, x, y, word]) => ({ x: Number(x), y: Math.round(Number(y)), word: plain(word) }));
}

const both = await compile('both', `<sheet name="c" head="Panel III · \u2068محمد\u2069 · \u2068تقرير 2026\u2069"><entry to="c" label="\u2068محمد\u2069"
	note="\u2068محمد\u2069 · 4 pages, late">\u2068تقرير (2026)\u2069</entry><row label="File">\u2068محمد.pdf\u2069 (12 kB, 3 pages)</row></sheet>`);
const words = await order(both, 1);
const note = words.find(({ word }) => word === 'pages,');
const line = words.filter(({ y }) => Math.abs(y - note.y) < 4).sort((one, other) => one.x - other.x).map(({ word }) => word).join('');
const [start, name] = [words.find(({ word }) => word === 'III'), words.find(({ word, x, y }) => y < STRIP && /[م]/.test(word))];
const problems = [
	...line === [...'محمد'].reverse().join('') + '·4pages,late' || line === 'محمد·4pages,late' ? [] : [`the note reads, from left to right: ${line}`],
	...name?.x > start?.x ? [] : ['the head begins with the name'],
];
judge.check('a line that runs both ways keeps its order', problems);
judge.finish();
