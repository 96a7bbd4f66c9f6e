/*
 * node tests/data/check-agenda.mjs: judges tests/data/migrants-2004.json without dais. It renders the
 * draft agenda and the draft annotated agenda from the file's tree and compares them, line by line after
 * source-lines, with the text of 2004; and it looks for gaps: a missing language, a party that a slot
 * names and nobody declares, a time outside its sitting. Output is TAP; the exit status is 1 on failure.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { codes as languages } from '../../web/po/texts.mjs';

const here = new URL('.', import.meta.url).pathname;
const source = here + 'draft-agenda-2004.txt';
const text = readFileSync(here + 'migrants-2004.json', 'utf8');
const meeting = JSON.parse(text);
const people = JSON.parse(readFileSync(here + 'demo-people.json', 'utf8'));

let count = 0;
let failed = 0;

function check(name, problems)
{
	count++;
	if (problems.length > 0)
		failed++;
	console.log(`${problems.length > 0 ? 'not ok' : 'ok'} ${count} - ${name}`);
	for (const problem of problems)
		console.log('# ' + problem);
}

function roman(number)
{
	const signs = [[10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I']];
	let result = '';
	for (const [value, sign] of signs)
		for (; number >= value; number -= value)
			result += sign;
	return result;
}

/* What every rendering begins with: part, heading, title, dates and the note with its footnote's mark. */
function head(part, lang)
{
	const marks = meeting.footnotes.filter(note => note.at === 'note').map(note => note.mark);
	return [
		meeting.parts[part],
		meeting.heading[part][lang],
		meeting.title_open[lang] + meeting.title[lang] + meeting.title_close[lang],
		meeting.dates_text[lang],
		meeting.note[lang] + marks.join(''),
	];
}

function draftAgenda(lang)
{
	const lines = head('short', lang);
	for (const day of meeting.days) {
		lines.push(day.label.short[lang]);
		meeting.items.forEach((item, at) => {
			if (item.day === day.ordinal)
				lines.push(`${roman(at + 1)}. ${item.short_title[lang]}`);
		});
	}
	return lines;
}

/* An item's title, line and annotation; numbered children are lettered, a dialogue stands unnumbered. */
function itemLines(item, number, lang)
{
	const annotation = item.annotation ?
		[item.annotation_open + item.annotation[lang] + item.annotation_close] : [];
	const lines = [`${number}. ${item.long_title[lang]}`];
	if (item.subtitle)
		lines.push(item.subtitle[lang]);
	if (item.line)
		lines.push(`· ${item.line.label ? item.line.label[lang] + ' ' : ''}${item.line.text[lang]}`);
	if (!item.annotation_after_children)
		lines.push(...annotation);
	let letter = 0;
	for (const child of item.children ?? []) {
		if (child.kind === 'dialogue')
			lines.push(child.title[lang]);
		else
			lines.push(...itemLines(child, String.fromCharCode(97 + letter++), lang));
	}
	if (item.annotation_after_children)
		lines.push(...annotation);
	return lines;
}

function annotatedAgenda(lang)
{
	const lines = head('annotated', lang);
	for (const section of meeting.sections) {
		lines.push(`${section.number}. ${section.title[lang]}`);
		for (const block of section.blocks)
			lines.push(`${block.label ? block.label + ' ' : ''}${block.text[lang]}`);
	}
	for (const day of meeting.days) {
		lines.push(day.label.annotated[lang]);
		meeting.items.forEach((item, at) => {
			if (item.day === day.ordinal)
				lines.push(...itemLines(item, roman(at + 1), lang));
		});
	}
	return lines;
}

function sourceLines(args, input)
{
	const out = execFileSync(here + 'source-lines', args, { input: input ?? '', encoding: 'utf8' });
	return out.split('\n').slice(0, -1);
}

function difference(seen, wanted)
{
	const problems = [];
	for (let at = 0; at < Math.max(seen.length, wanted.length); at++)
		if (seen[at] !== wanted[at])
			problems.push(`line ${at + 1}`, `  is:        ${seen[at]}`, `  should be: ${wanted[at]}`);
	return problems.slice(0, 12);
}

/* Calls visit(value, path) for every object and string of the file. */
function walk(value, path, visit)
{
	visit(value, path);
	if (value !== null && typeof value === 'object')
		for (const [key, inner] of Object.entries(value))
			walk(inner, `${path}.${key}`, visit);
}

function allItems(items = meeting.items)
{
	return items.flatMap(item => [item, ...allItems(item.children ?? [])]);
}

function languageProblems()
{
	const problems = [];
	walk(meeting, '', (value, path) => {
		if (value === null || typeof value !== 'object' || Array.isArray(value))
			return;
		if (!languages.some(lang => lang in value))
			return;
		if (Object.keys(value).join() !== languages.join())
			problems.push(`${path} has the keys ${Object.keys(value)}`);
		for (const lang of languages)
			if (typeof value[lang] !== 'string' || value[lang].trim() === '')
				problems.push(`${path}.${lang} is empty`);
	});
	return problems;
}

function spaceProblems()
{
	const problems = [];
	walk(meeting, '', (value, path) => {
		if (typeof value !== 'string' || /\.(annotation_|title_)(open|close)/.test(path))
			return;
		if (value !== value.trim() || /\s\s|[\t\n]/.test(value) || value !== value.normalize('NFC'))
			problems.push(`${path}: ${JSON.stringify(value)}`);
	});
	return problems;
}

/* A long text that reads the same in another language has been forgotten, not translated. */
function untranslatedProblems()
{
	const problems = [];
	walk(meeting, '', (value, path) => {
		if (value === null || typeof value !== 'object' || typeof value.en !== 'string')
			return;
		for (const lang of languages.slice(1))
			if (value.en.length > 25 && value[lang] === value.en)
				problems.push(`${path}.${lang} is still English`);
	});
	return problems;
}

function partyProblems()
{
	const keys = meeting.parties.map(party => party.code);
	const problems = keys.filter((key, at) => keys.indexOf(key) !== at).map(key => `${key} twice`);
	const named = allItems().flatMap(item => (item.slots ?? []).map(slot => slot.party));
	const granted = people.people.flatMap(one => [one.party, ...one.grants.map(grant => grant.party)]);
	for (const key of [...named, ...granted])
		if (key && !keys.includes(key))
			problems.push(`party ${key} is not declared`);
	const states = meeting.parties.filter(party => party.kind === 'state');
	if (states.length !== 34 || states.some(state => state.iso === 'CU'))
		problems.push(`${states.length} states`);
	return problems;
}

function timeProblems()
{
	const problems = [];
	for (const item of allItems())
		for (const entry of item.schedule ?? []) {
			const sitting = meeting.sittings.find(one => one.ordinal === entry.sitting);
			if (!sitting || sitting.day !== item.day || entry.starts >= entry.ends ||
			    entry.starts < sitting.starts || entry.ends > sitting.ends)
				problems.push(`${item.key}: ${JSON.stringify(entry)}`);
		}
	return problems;
}

/* Keys are names for people and tests; this holds them to the numbers that the tree gives. */
function keyProblems(items = meeting.items, prefix = '')
{
	let number = 0;
	return items.flatMap(item => {
		const own = item.kind === 'dialogue' ? 'dialogue' :
			prefix ? String.fromCharCode(97 + number++) : roman(++number);
		const problems = item.key === prefix + own ? [] : [`${item.key} should be ${prefix}${own}`];
		return [...problems, ...keyProblems(item.children ?? [], item.key + '.')];
	});
}

function shapeProblems(lang)
{
	const problems = [];
	if (draftAgenda(lang).length !== draftAgenda('en').length ||
	    annotatedAgenda(lang).length !== annotatedAgenda('en').length)
		problems.push(`${lang} has another number of lines`);
	return problems;
}

console.log('1..13');
check('the draft agenda is part A of the source', difference(
	sourceLines([], draftAgenda('en').join('\n') + '\n'), sourceLines(['A', source])));
check('the draft annotated agenda is part B of the source', difference(
	sourceLines([], annotatedAgenda('en').join('\n') + '\n'), sourceLines(['B', source])));
check('the footnote is the source’s', difference(
	meeting.footnotes.map(note => `${note.mark}. ${note.text.en}`), sourceLines(['notes', source])));
check('the file has no duplicate keys and no other layout than its own',
	JSON.stringify(JSON.parse(text)).length === minified(text).length ? [] : ['a key is written twice']);
check('every text has four languages', languageProblems());
check('texts are folded and composed', spaceProblems());
check('nothing is left in English', untranslatedProblems());
check('parties are declared once, 34 states, Cuba not among them', partyProblems());
check('times lie within their sitting', timeProblems());
check('keys agree with the computed numbers', keyProblems());
for (const lang of languages.slice(1))
	check(`both agendas can be read in ${lang}`, shapeProblems(lang));
process.exitCode = failed > 0 ? 1 : 0;

/* The text without white space between tokens; a duplicate key makes it longer than what was parsed. */
function minified(json)
{
	return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (all, string) => string ?? '');
}
