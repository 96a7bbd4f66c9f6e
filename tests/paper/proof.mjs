/*
 * node tests/paper/proof.mjs: a paper whose pages would hang every reader is refused, and told which page it is; drawing is
 * really tried, in the jail. What is only large or drawn often is taken.
 */
import { deflateSync } from 'node:zlib';
import * as judge from './helpers.mjs';
import { HELVETICA, HELLO, intake, pdf, problem, simple, stream } from './helpers-intake.mjs';

/* What dais-paper says of the cleaned copy. */
async function proof(bytes)
{
	const taken = await intake(bytes);
	if (!taken.report?.pages)
		return { ...taken, answer: taken.report };
	await judge.must(judge.program, ['clean', taken.segment, taken.clean]);
	const result = await judge.run(judge.program, ['proof', taken.clean], { time: 120_000 });
	let answer = null;
	try {
		answer = JSON.parse(result.out);
	} catch {
		/* a fault: told by problem() */
	}
	return { ...result, answer };
}

/* Objects from `first` on, each drawing the next ten times over; the last one a square. */
const nested = (first, depth, keys, content) => Array.from({ length: depth }, (_, at) => stream(at + 1 < depth ? content.repeat(10) : '0 0 9 9 re f\n',
	`${keys}/Resources<<${HELVETICA}/XObject<</F ${first + at + 1} 0 R>>/Pattern<</P ${first + at + 1} 0 R>>/ExtGState<</G<</SMask<</S/Luminosity/G ${first + at + 1} 0 R>>>>>>>>`));
const FORM = '/Type/XObject/Subtype/Form/BBox[0 0 612 792]';
const GROUP = `${FORM}/Group<</S/Transparency/CS/DeviceGray>>`;
const TILE = '/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 600 600]/XStep 600/YStep 600';

const attacks = {
	'twelve forms, each drawing the next ten times, in a stamp on the second page': [pdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>',
		`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<${HELVETICA}>>/Contents 4 0 R>>`, stream(HELLO),
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Annots[6 0 R]>>', '<</Type/Annot/Subtype/Stamp/Rect[0 0 99 99]/AP<</N 7 0 R>>>>', ...nested(7, 12, FORM, '/F Do\n')]), 2],
	'patterns that are painted with patterns': [simple({ resources: '/Pattern<</P 5 0 R>>', content: stream('/Pattern cs /P scn 0 0 600 600 re f'), more: nested(5, 12, TILE, '/Pattern cs /P scn 0 0 600 600 re f\n') }), 1],
	'soft masks in soft masks': [simple({ resources: '/XObject<</F 5 0 R>>', content: stream('/F Do'), more: nested(5, 12, GROUP, 'q /G gs 0 0 600 600 re f Q\n') }), 1],
	'glyphs that draw': [simple({ resources: '/Font<</F1 5 0 R>>', content: stream(`BT /F1 9 Tf 0 0 Td (${'a'.repeat(9000)}) Tj ET\n`.repeat(9)),
		more: ['<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[0]/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</XObject<</F 7 0 R>>>>>>',
			stream('9 0 d0 /F Do'), ...nested(7, 12, FORM, '/F Do\n')] }), 1],
};
const results = await judge.each(Object.entries(attacks), async ([name, [bytes, page]]) => ({ name, page, bytes, result: await proof(bytes) }));
for (const { name, page, bytes, result } of results)
	judge.check(`${name} (${bytes.length} bytes): TOO_COMPLEX`, result.answer?.code === 'TOO_COMPLEX' && result.answer.page === page ? [] : [problem(result)]);

const honest = {
	'a form that is drawn five thousand times': simple({ resources: '/XObject<</F 5 0 R>>', content: stream('/F Do\n'.repeat(5000)), more: [stream('0 0 9 9 re f', FORM)] }),
	'a page as large as a hall': simple({ box: '[0 0 14400 14400]' }),
	'thirty thousand lines': simple({ content: stream(Array.from({ length: 30_000 }, (_, at) => `${at % 612} 0 m ${at * 7 % 612} 792 l S`).join('\n')) }),
	'a page of no size at all': simple({ box: '[0 0 0 0]' }),
};
for (const [name, bytes] of Object.entries(honest)) {
	const result = await proof(bytes);
	judge.check(name, result.answer?.pages === 1 ? [] : [problem(result)]);
}

/* What its pages say comes along, page by page; what is written in no alphabet that poppler reads comes as nothing. */
const two = pdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>',
	`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<${HELVETICA}>>/Contents 4 0 R>>`, stream(HELLO),
	`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<${HELVETICA}>>/Contents 6 0 R>>`, stream('BT /F1 24 Tf 72 700 Td (The second page) Tj ET')]);
const read = await proof(two);
const said = (read.answer?.texts ?? []).map(text => text.trim());
judge.check('the text of each page', said.length === 2 && said[0] && said[1] === 'The second page' ? [] : [JSON.stringify(read.answer)]);
judge.finish();
