/*
 * PDFs made byte by byte, and what intake says of them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as judge from './helpers.mjs';

export const latin = (text) => Buffer.from(text, 'latin1');

/* A PDF of these objects, number 1 first; a Buffer or text each. */
export function pdf(objects, trailer = '/Root 1 0 R')
{
	const pieces = [latin('%PDF-1.7\n')];
	const offsets = [];
	let size = pieces[0].length;
	objects.forEach((object, at) => {
		const piece = Buffer.concat([latin(`${at + 1} 0 obj\n`), Buffer.isBuffer(object) ? object : latin(object), latin('\nendobj\n')]);
		offsets.push(size);
		size += piece.length;
		pieces.push(piece);
	});
	const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	pieces.push(latin(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1}${trailer}>>\nstartxref\n${size}\n%%EOF\n`));
	return Buffer.concat(pieces);
}

export const stream = (data, keys = '') => Buffer.concat([latin(`<</Length ${data.length}${keys}>>stream\n`), Buffer.isBuffer(data) ? data : latin(data), latin('\nendstream')]);
export const HELLO = 'BT /F1 24 Tf 72 600 Td (Hello) Tj ET';
export const HELVETICA = '/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>';

/* One page that says Hello; extra keys for catalog and page, further objects from number 5. */
export function simple({ catalog = '', page = '', resources = HELVETICA, content = stream(HELLO), more = [], box = '[0 0 612 792]' } = {})
{
	return pdf([`<</Type/Catalog/Pages 2 0 R${catalog}>>`, '<</Type/Pages/Kids[3 0 R]/Count 1>>',
		`<</Type/Page/Parent 2 0 R/MediaBox${box}/Resources<<${resources}>>/Contents 4 0 R${page}>>`, content, ...more]);
}

let number = 0;
export async function intake(bytes, step = 'intake')
{
	const file = join(judge.workshop, `${++number}.pdf`);
	const segment = file.replace('pdf', 'segment');
	writeFileSync(file, bytes);
	const result = await judge.run(judge.program, [step, file, segment], { time: 300_000 });
	let report = null;
	try {
		report = JSON.parse(result.out.toString());
	} catch {
		/* a fault: told by problem() */
	}
	return { ...result, report, file, segment, clean: file.replace('.pdf', '-clean.pdf') };
}

export const problem = (result) => `status ${result.status}, signal ${result.signal}, ${result.out} ${result.error}`;

/* Refused with this code, or one of several; and for this page. */
export function refused(name, bytes, code, page)
{
	return judge.checkSoon(`${name}: ${[code].flat().join(' or ')}`, async () => {
		const result = await intake(bytes);
		return [code].flat().includes(result.report?.code) && (!page || result.report.page === page) ? [] : [problem(result)];
	});
}

/* Taken, with these notes (one of them naming these pages); the cleaned copy is good and nothing in it acts. */
export function taken(name, bytes, notes = [], look = async () => [], { step, pages } = {})
{
	return judge.checkSoon(`${name}: taken${notes.length > 0 ? ', ' + notes : ''}`, async () => {
		const result = await intake(bytes, step);
		if (!result.report?.pages)
			return [problem(result)];
		const wrong = [];
		if (String(result.report.notes.map((note) => note.code)) !== String(notes))
			wrong.push(`notes are ${JSON.stringify(result.report.notes)}`);
		if (pages && result.report.notes.find((note) => note.pages)?.pages !== pages)
			wrong.push(`pages are ${JSON.stringify(result.report.notes)}`);
		if (wrong.length > 0)
			return wrong;
		await judge.must(judge.program, ['clean', result.segment, result.clean]);
		const checked = await judge.run('qpdf', ['--check', result.clean]);
		return [...checked.status === 0 ? [] : [checked.out + checked.error],
			...(await judge.Objects.read(result.clean)).active(), ...await look(result.clean)];
	});
}

export const says = (word) => async (file) => {
	const text = (await judge.must('pdftotext', [file, '-'])).toString();
	return text.includes(word) ? [] : [`it says ${JSON.stringify(text)}`];
};
