/*
 * node tests/paper/titles.mjs: no title, name or label takes a sheet away, whatever letters somebody found: every page of
 * the plan is there, and what can be read is.
 */
import { join } from 'node:path';
import * as judge from './helpers.mjs';

const titles = {
	'noncharacters': 'a\ufffeb\uffffc\ufdd0d\u{1fffe}e\u{10ffff}f',
	'controls and separators': 'a\u0085b\u2028c\u2029d\u00ade',
	'marks that turn a line': '\u202ea\u202db\u2066c\u2069d\u200ee\u200ff',
	'letters without a font': 'a\ue000b\u{f0000}c\u{e0041}d\u{1f600}e',
	'a hundred marks on a letter': 'a' + '\u0301'.repeat(100) + 'b',
	'one long word': 'W'.repeat(300),
	'markup, twice escaped': '&amp;lt;span size=&quot;99&quot;&amp;gt;a&amp;amp;b &lt;b&gt; {{x}} %n $(id)',
};

let count = 0;
for (const [name, title] of Object.entries(titles)) {
	const sheets = join(judge.workshop, `${count}.pdf`);
	const sheet = (at) => `<sheet name="${at}" bookmark="${title}" level="1" head="${title}"><p style="title">${title}</p>
		<row label="${title}" note="${title}">${title}</row></sheet>`;
	const markup = `<packet title="${title}" author="${title}" subject="" language="en" numbering="{page} / {pages}">
		${sheet('one')}<sheet name="two" bookmark="Contents"><entry to="one" label="${title}">${title}</entry></sheet>${sheet('three')}</packet>`;
	const front = await judge.run(judge.program, ['front', sheets], { input: markup });
	const planned = front.status === 0 ? JSON.parse(front.out).parts.reduce((sum, part) => sum + part.pages, 0) : -1;
	const info = (await judge.run('pdfinfo', [sheets])).out.toString();
	const pages = Number(info.match(/^Pages:\s+(\d+)/m)?.[1] ?? 0);
	console.log(`${planned === pages ? 'ok' : 'not ok'} ${++count} - ${name}${planned === pages ? '' : `: ${planned} pages planned, ${pages} there. ${front.error}`}`);
}
console.log(`1..${count}`);
