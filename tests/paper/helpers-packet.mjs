/*
 * Packets as the clerk makes them: a cover, contents, and before each paper its sheet.
 */
import { join } from 'node:path';
import * as judge from './helpers.mjs';

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
export const headOf = (at) => `Panel III · Señor Nº ${at + 1} – «exposé», ação`;

/* Takes papers apart: what intake said of each, with its segment. */
export function takeApart(program, list, name)
{
	return judge.each(list, async (paper, at) => {
		const segment = join(judge.workshop, `${name}-${at}.segment`);
		return { paper, segment, ...JSON.parse((await judge.must(program, ['intake', paper, segment])).toString()) };
	});
}

/* A packet of papers that were taken apart. */
export async function bind(program, taken, name)
{
	const entries = taken.map((_, at) => `<entry to="p${at}" label="P${at + 1}">Paper ${at + 1}</entry>`).join('');
	const parts = taken.map(({ pages }, at) => `<sheet name="p${at}" bookmark="Paper ${at + 1}" level="1" head="${headOf(at)}">
		<p style="title">Paper ${at + 1}</p></sheet><paper name="q${at}" pages="${pages}" level="2" head="${headOf(at)}"/>`);
	const markup = `<packet title="Panel III, “prueba”" author="" subject="" language="es" numbering="Page {page} of {pages}">
		<sheet name="cover" bookmark="Cover"><p style="title">${escape('Panel & III')}</p></sheet>
		<sheet name="contents" bookmark="Contents" head="Panel III">${entries}</sheet>${parts.join('\n')}</packet>`;
	const [sheets, front, packet] = ['sheets.pdf', 'sheets.segment', 'packet.pdf'].map((end) => join(judge.workshop, `${name}-${end}`));
	const plan = await judge.must(judge.program, ['front', sheets], { input: markup });
	await judge.must(judge.program, ['intake', sheets, front]);
	const segments = taken.map(({ segment }) => segment);
	const result = JSON.parse((await judge.must(program, ['assemble', packet, front, ...segments], { input: plan })).toString());
	const pages = JSON.parse(plan.toString()).parts;
	let page = 1;
	for (const part of pages) {
		part.page = page;
		page += part.pages;
	}
	return { packet, plan, front, segments, reports: taken, result, parts: pages,
		firstOf: (at) => pages.find((part) => part.segment === at + 1).page };
}
