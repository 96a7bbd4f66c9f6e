/*
 * node tests/paper/layers.mjs: what stands on a layer that is off when a paper is opened is not in the bytes of the cleaned
 * copy, and the page looks as it did. Every case is drawn by poppler before and after; the bytes are qpdf's, all decoded.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import * as judge from './helpers.mjs';
import { HELVETICA, pdf, stream, taken } from './helpers-intake.mjs';

const say = (word, y) => `BT /F1 18 Tf 72 ${y} Td (${word}) Tj ET `;
const layer = (name, text) => `/OC /${name} BDC ${text} EMC `;
const fill = (y, grey = 0) => `${grey} g 300 ${y} 60 20 re f `;
const image = (text, keys = '') => stream(text.padEnd(16), `/Type/XObject/Subtype/Image/Width 4/Height 4/BitsPerComponent 8/ColorSpace/DeviceGray${keys}`);
const form = (text, keys = '') => stream(text, `/Type/XObject/Subtype/Form/BBox[0 0 612 792]${keys}`);
const own = `/Resources<<${HELVETICA}/Properties<</Off 5 0 R/On 6 0 R>>>>`;

/* Layer 5 is off and called Whispered, layer 6 is on; further objects from number 7. The page says Open in any case. */
function paper({ content, resources = '', properties = '', more = [], page = '', state = '/OFF[5 0 R]', contents = '4 0 R', fonts = HELVETICA, usage = '' })
{
	return pdf([`<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R 6 0 R]/D<<${state}/Order[5 0 R 6 0 R]>>>>>>`, '<</Type/Pages/Kids[3 0 R]/Count 1>>',
		`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents ${contents}${page}/Resources<<${fonts}/Properties<</Off 5 0 R/On 6 0 R${properties}>>${resources}>>>>`,
		stream(say('Open', 700) + content), `<</Type/OCG/Name(Whispered)${usage}>>`, '<</Type/OCG/Name(Spoken)>>', ...more]);
}

let count = 0;
async function same(name, bytes, { gone = ['Whispered', 'Secret'], kept = [], notes = ['PDF_LAYERS_REMOVED'], look = () => [] } = {})
{
	await taken(name, bytes, notes, async (file) => {
		const decoded = `${judge.workshop}/layers-${++count}.pdf`;
		await judge.must('qpdf', ['--qdf', '--object-streams=disable', '--decode-level=all', file, decoded]);
		const text = readFileSync(decoded, 'latin1');
		const [before] = await judge.draw(file.replace('-clean', ''), 1, 1, 40);
		const [after] = await judge.draw(file, 1, 1, 40);
		const different = judge.difference(before, after);
		return [...gone.filter((word) => text.includes(word)).map((word) => `${word} is there`),
			...['Open', ...kept].filter((word) => !text.includes(word)).map((word) => `${word} is lost`),
			...different === 0 ? [] : [`${different} of the pixels differ`], ...await look(file)];
	});
}

/* ------------------------------------------------------------------ operators */

const lists = async (file) => {
	const objects = await judge.Objects.read(file);
	const names = objects.get(objects.root['/OCProperties'])?.['/OCGs']?.map((group) => objects.get(group)['/Name']);
	return String(names) === 'u:Spoken' ? [] : [`layers are ${names}`];
};
await same('a text', paper({ content: layer('Off', say('Secret', 600)) + layer('On', say('Plain', 500)) }), { kept: ['Plain'], look: lists });
await same('marked content within it', paper({ content: layer('Off', `/P <</MCID 0/ActualText(Secret)>> BDC ${say('Secret', 600)} /X MP /Y <</A(Secret)>> DP EMC ${say('Secret', 580)}`) + say('Plain', 500) }), { kept: ['Plain'] });
await same('a layer that is never closed', paper({ content: `/OC /Off BDC ${say('Secret', 600)}` }));
await same('texts that move on by themselves', paper({ content: `BT /F1 18 Tf 20 TL 72 600 Td ${layer('Off', "(Secret) ' 1 2 (Secret) \" [(Sec)(Secret)] TJ")} 1 0 0 1 72 400 Tm (Plain) ' ET` }), { kept: ['Plain'] });
await same('lines, areas and shades', paper({ content: layer('Off', `${fill(600)} 7711 0 m 9 9 l S 1 2 3 4 5 6 c 7 8 9 10 v b* /Sh sh`) + fill(500) }), { gone: ['7711', 're f 7', '/Sh sh'] });
await same('a colour set where nothing shows', paper({ content: layer('Off', `${fill(600)} 1 0 0 rg 4 w`) + '300 500 60 20 re f 300 400 60 20 re S ' }));
await same('a path that clips what follows', paper({ content: layer('Off', '300 500 30 10 re W n 310 500 9 9 re W* f') + '0 0 612 792 re f ' }));
await same('a picture within the operators', paper({ content: layer('Off', 'q 60 0 0 20 300 600 cm BI /W 6 /H 1 /BPC 8 /CS /G ID Secret EI Q') + say('Plain', 500) }), { kept: ['Plain'] });
await same('a picture within the operators that is shown', paper({ content: 'q 60 0 0 20 300 600 cm BI /W 6 /H 1 /BPC 8 /CS /G ID (EMC)< EI Q ' + layer('Off', say('Secret', 300)) + say('Plain', 500) }), { kept: ['Plain'] });
await same('comments and brackets', paper({ content: `% /OC /Off BDC\n ${say('Plain', 500)} /OC /Off BDC (a \\) EMC ${' '}) Tj ${say('Secret', 600)} EMC % EMC\n ${say('Also', 400)}` }), { kept: ['Plain', 'Also'] });
await same('a name written in another way', paper({ content: `/O#43 /O#66f BDC ${say('Secret', 600)} EMC /OC /O#6e BDC ${say('Plain', 500)} EMC` }), { kept: ['Plain'] });
await same('operators in several streams', paper({ content: '/OC /Off', contents: '[4 0 R 7 0 R 8 0 R]', more: [stream(`BDC ${say('Secret', 600)}`), stream(`EMC ${say('Plain', 500)}`)] }), { kept: ['Plain'] });
await same('all layers off but one', paper({ content: layer('Off', say('Secret', 600)) + layer('On', say('Plain', 500)), state: '/BaseState/OFF/ON[6 0 R]' }), { kept: ['Plain'], look: lists });

/* ------------------------------------------------------------------ pictures, forms, patterns, annotations */

const objects = `/XObject<</Im 7 0 R/Fm 8 0 R>>`;
await same('a picture that only a hidden layer draws', paper({ content: layer('Off', 'q 60 0 0 20 300 600 cm /Im Do Q') + '/Fm Do', resources: objects, more: [image('Secret'), form(fill(300, 0.5))] }));
await same('a picture that others draw too', paper({ content: layer('Off', 'q 60 0 0 20 300 600 cm /Im Do Q') + 'q 60 0 0 20 300 500 cm /Im Do Q', resources: objects, more: [image('Secret'), form('')] }), { gone: ['Whispered'], kept: ['Secret'] });
await same('a picture that belongs to it', paper({ content: 'q 60 0 0 20 300 600 cm /Im Do Q ' + fill(500), resources: objects, more: [image('Secret', '/OC 5 0 R'), form('')] }));
await same('a form that belongs to it', paper({ content: '/Fm Do ' + fill(500), resources: objects, more: [image(''), form(say('Secret', 600), `/OC 5 0 R${own}`)] }));
await same('a form that draws on it', paper({ content: '/Fm Do', resources: objects, more: [image(''), form(layer('Off', say('Secret', 600)) + layer('On', say('Plain', 500)), own)] }), { kept: ['Plain'] });
await same('a form without resources that draws on it', paper({ content: '/Fm Do', resources: objects, more: [image(''), form(layer('Off', fill(600) + '% Secret\n') + fill(500))] }));
await same('a form in a form', paper({ content: '/Fm Do', resources: objects, more: [image(''), form('/A Do /B Do', '/Resources<</XObject<</A 9 0 R/B 10 0 R>>>>'), form(layer('Off', say('Secret', 600)), own), form(say('Plain', 500), own)] }), { kept: ['Plain'] });
await same('a pattern', paper({ content: '/Pattern cs /Tile scn 300 500 60 60 re f', resources: '/Pattern<</Tile 7 0 R>>',
	more: [stream(`0.5 g 0 0 4 4 re f ${layer('Off', '0 g 4 4 4 4 re f % Secret\n')}`, '/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<</Properties<</Off 5 0 R>>>>')] }));
const drawnFont = (inline) => {
	const font = '<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 65/LastChar 66/Widths[1000 1000]/Encoding<</Differences[65/a/b]>>/CharProcs<</a 7 0 R/b 8 0 R>>/Resources<</Properties<</Off 5 0 R/On 6 0 R>>/XObject<</Im 9 0 R/In 10 0 R>>>>>>';
	return paper({ content: 'BT /G 60 Tf 300 500 Td (AB) Tj ET', fonts: HELVETICA.replace('/F1', `/G ${inline ? font : '11 0 R'}/F1`), more: [
		stream(`1000 0 d0 ${layer('Off', '0 0 500 500 re f % Secret\n 100 0 0 100 0 0 cm /Im Do')} ${layer('On', '300 300 500 500 re f')}`), stream('1000 0 d0 400 0 0 400 0 0 cm /In Do'),
		image('Secret'), image('Plain'), ...inline ? [] : [font]] });
};
for (const inline of [false, true])
	await same(`glyphs that are drawn, the font ${inline ? 'in the resources' : 'an object'}`, drawnFont(inline), { kept: ['Plain'] });
await same('a pattern in a form in an appearance', paper({ content: fill(500), page: '/Annots[7 0 R]', more: [
	'<</Type/Annot/Subtype/Stamp/F 4/Rect[300 300 360 360]/AP<</N 8 0 R>>>>', stream('/A Do', '/Type/XObject/Subtype/Form/BBox[0 0 60 60]/Resources<</XObject<</A 9 0 R>>>>'),
	stream('/Pattern cs /Tile scn 0 0 60 60 re f', '/Type/XObject/Subtype/Form/BBox[0 0 60 60]/Resources<</Pattern<</Tile 10 0 R>>>>'),
	stream(`0.5 g 0 0 4 4 re f ${layer('Off', '0 g 4 4 4 4 re f % Secret\n')}`, '/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<</Properties<</Off 5 0 R>>>>')] }));
await same('annotations', paper({ content: fill(500), page: '/Annots[7 0 R 8 0 R 9 0 R]', more: [
	'<</Type/Annot/Subtype/FreeText/OC 5 0 R/Contents(Secret)/Rect[72 600 272 624]>>',
	'<</Type/Annot/Subtype/Text/OC 5 0 R/Contents(Secret)/Rect[72 600 92 620]>>',
	'<</Type/Annot/Subtype/Link/OC 5 0 R/Rect[72 600 92 620]/A<</S/URI/URI(https://example.org/Secret)>>>>'] }));

/* ------------------------------------------------------------------ memberships */

/* What each says of layer 5, which is off, and 6, which is on: true, it is shown. */
const memberships = {
	'/OCGs[5 0 R 6 0 R]': true, '/OCGs[5 0 R 6 0 R]/P/AnyOn': true, '/OCGs[5 0 R 6 0 R]/P/AllOn': false,
	'/OCGs[5 0 R 6 0 R]/P/AnyOff': true, '/OCGs[5 0 R 6 0 R]/P/AllOff': false, '/OCGs[5 0 R]': false, '/OCGs 5 0 R': false,
	'/OCGs 6 0 R': true, '/OCGs[6 0 R]/P/AllOff': false, '/OCGs[5 0 R]/P/AllOff': true, '/OCGs[]': true,
	'/VE[/And 5 0 R 6 0 R]': false, '/VE[/Or 5 0 R 6 0 R]': true, '/VE[/Not 5 0 R]': true, '/VE[/Not 6 0 R]': false,
	'/VE[/And 6 0 R[/Not[/Or 5 0 R[/Not 6 0 R]]]]': true,
};
for (const [keys, shown] of Object.entries(memberships))
	await same(`${shown ? 'shown' : 'hidden'}: ${keys}`, paper({ content: layer('Both', say('Heard', 600)), properties: '/Both 7 0 R', more: [`<</Type/OCMD${keys}>>`] }),
		shown ? { kept: ['Heard'] } : { gone: ['Whispered', 'Heard'] });
await same('hidden by a layer that is on', paper({ content: layer('Both', say('Secret', 600)) + layer('On', say('Plain', 500)), properties: '/Both 7 0 R', state: '', more: ['<</Type/OCMD/OCGs[6 0 R]/P/AllOff>>'] }), { gone: ['Secret'], kept: ['Plain'] });

/* Usages: Whispered is for paper only, for screens only, or for neither; what switches it must stay with it. */
const used = (state, view, print, rules = '<</Event/View/Category[/View]/OCGs[5 0 R]>><</Event/Print/Category[/Print]/OCGs[5 0 R]>>') =>
	paper({ content: layer('Off', say('Heard', 600)), state: `${state}/AS[${rules}]`, usage: `/Usage<</View<</ViewState/${view}>>/Print<</PrintState/${print}>>>>` });
const switched = (off) => async (file) => {
	const objects = await judge.Objects.read(file), layers = objects.get(objects.root['/OCProperties']);
	const [name] = layers['/OCGs'].map((group) => objects.get(group)['/Name']), rules = layers['/D']['/AS'];
	return [...name === 'u:Whispered' && layers['/D']['/OFF'].length === off ? [] : [JSON.stringify(layers)],
		...rules?.map((rule) => `${rule['/Event']}${rule['/Category']}${rule['/OCGs']}`).join() === `/View/View${layers['/OCGs'][0]},/Print/Print${layers['/OCGs'][0]}` ? [] : [JSON.stringify(rules)]];
};
await same('for paper only', used('/OFF[5 0 R]', 'OFF', 'ON'), { gone: [], kept: ['Heard', 'Whispered'], notes: [], look: switched(1) });
await same('for screens only', used('', 'ON', 'OFF'), { gone: [], kept: ['Heard', 'Whispered'], notes: [], look: switched(0) });
await same('for neither', used('/OFF[5 0 R]', 'OFF', 'OFF'), { gone: ['Heard', 'Whispered'], notes: ['PDF_LAYERS_REMOVED'] });
await same('a usage that no reader is told to follow', used('/OFF[5 0 R]', 'ON', 'ON', ''), { gone: ['Heard', 'Whispered'], notes: ['PDF_LAYERS_REMOVED'] });
await same('no layer is off', paper({ content: layer('Off', say('Plain', 600)), state: '' }), { gone: [], kept: ['Plain', 'Whispered'], notes: [] });
judge.finish();
