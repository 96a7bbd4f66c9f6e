/*
 * What the judges of papers share: sixty real PDFs, programs run and waited for, and PDFs as other
 * programs see them: poppler draws and reads, qpdf lists every object. Nothing here uses dais.
 *
 * The PDFs are those of Debian's documentation of TeX in four languages (22 MB, 1,166 pages), taken
 * with apt-get download and dpkg -x into DAIS_TEST_CACHE (/var/cache/dais-tests), never installed.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

const here = new URL('.', import.meta.url).pathname;
const packages = ['texlive-lang-french', 'texlive-lang-spanish', 'texlive-lang-portuguese', 'texlive-humanities-doc'];

export const build = process.env.DAIS_BUILD ?? join(here, '../../build');
export const program = join(build, 'dais-paper');
export const workshop = mkdtempSync(join(tmpdir(), 'dais-judge-'));
process.on('exit', () => process.env.KEEP || rmSync(workshop, { recursive: true, force: true }));

/* Never throws for what the program says or how it ends: { status, signal, out (Buffer), error }. */
export function run(name, parameters, { input, time = 300_000 } = {})
{
	return new Promise((resolve) => {
		const child = execFile(name, parameters,
			{ encoding: 'buffer', maxBuffer: 2 ** 31 - 1, timeout: time },
			(failure, out, error) => resolve({
				status: failure ? failure.code ?? -1 : 0, signal: failure?.signal ?? null,
				out, error: error.toString('utf8'),
			}));
		child.stdin.on('error', () => {});
		child.stdin.end(input ?? '');
	});
}

export async function must(name, parameters, options)
{
	const result = await run(name, parameters, options);
	if (result.status !== 0)
		throw new Error(`${name} ${parameters.join(' ').slice(0, 300)}: ${result.status} ${result.signal ?? ''} ${result.error}`);
	return result.out;
}

/* Does the work for each item, as many at a time as there are processors. */
export async function each(items, work)
{
	const results = [];
	let next = 0;
	const hand = async () => {
		while (next < items.length) {
			const at = next++;
			results[at] = await work(items[at], at);
		}
	};
	await Promise.all(cpus().map(hand));
	return results;
}

function quiet(name, parameters, directory)
{
	return new Promise((resolve) => {
		const child = spawn(name, parameters, { cwd: directory, stdio: 'ignore' });
		child.on('error', () => resolve(false));
		child.on('exit', (status) => resolve(status === 0));
	});
}

const ALL = 'dpkg -x "$1" "$2"';
const PDFS = `dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --wildcards --no-anchored '*.pdf' '*.pdf.gz' 2> /dev/null
	find "$2" -name '*.pdf.gz' -type f -exec gunzip -f {} +`;

/* Fetches packages into a directory. Those that the mirror does not have, or no longer, are tried alone and may be missing. */
async function fetch(packages, directory)
{
	const download = (...names) => quiet('apt-get', ['download', '-q', ...names], directory);
	if (await download(...packages) || !await quiet('apt-get', ['update', '-q'], directory) || await download(...packages))
		return;
	for (const name of packages)
		await download(name);
}

/* Unpacks Debian packages below the cache once, as `name`; null when they are not here and cannot be fetched. */
export async function unpacked(name, packages, unpack = ALL)
{
	const cache = process.env.DAIS_TEST_CACHE ?? '/var/cache/dais-tests';
	const [root, fetched] = [join(cache, name), join(cache, `deb-${name}`)];
	if (existsSync(join(root, 'complete')))
		return root;
	try {
		mkdirSync(fetched, { recursive: true });
		mkdirSync(root, { recursive: true });
	} catch {
		return null;
	}
	await fetch(packages, fetched);
	const files = readdirSync(fetched).filter((file) => file.endsWith('.deb'));
	const unpacked = await each(files, (file) => quiet('sh', ['-c', unpack, 'unpack', join(fetched, file), root]));
	if (files.length < packages.length * 0.9 || unpacked.includes(false) && unpack === ALL)
		return null;
	rmSync(fetched, { recursive: true });
	writeFileSync(join(root, 'complete'), '');
	return root;
}

/* Where the PDFs of packages with as many different makers as could be found lie, or null; see the list corpus-packages. */
export async function thousand()
{
	const [first, more] = [await unpacked('texlive', packages), await unpacked('makers', readFileSync(join(here, 'corpus-packages'), 'utf8').trim().split('\n'), PDFS)];
	return first && more && [first, more];
}

/* The paths of the sixty papers, or null when they are not here and cannot be fetched. */
export async function corpus()
{
	const root = await unpacked('texlive', packages);
	const papers = readFileSync(join(here, 'papers'), 'utf8').trim().split('\n');
	return root && papers.map((name) => join(root, 'usr/share/doc/texlive-doc', name));
}

/* ------------------------------------------------------------------ as poppler sees it */

/* Pages as { width, height, pixels }: portable pixmaps, one behind the other. */
export async function draw(pdf, first, last, dpi)
{
	const all = await must('pdftoppm', ['-q', '-cropbox', '-r', String(dpi), '-f', String(first), '-l', String(last), pdf]);
	const pages = [];
	for (let at = 0; at < all.length;) {
		const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(all.toString('latin1', at, at + 40));
		const [width, height] = [Number(head[1]), Number(head[2])];
		const start = at + head[0].length;
		at = start + width * height * 3;
		pages.push({ width, height, pixels: all.subarray(start, at) });
	}
	return pages;
}

/* The part of the pixels that differ by more than a shade, outside the holes; the other page is taller by a strip above. */
export function difference(one, other, holes = [])
{
	if (one.width !== other.width || one.height > other.height)
		return 1;
	const strip = (other.height - one.height) * one.width * 3;
	other = { pixels: other.pixels.subarray(strip) };
	if (one.pixels.compare(other.pixels) === 0)
		return 0;
	let different = 0;
	const inHole = (x, y) => holes.some(([left, top, right, bottom]) => x >= left && x <= right && y >= top && y <= bottom);
	for (let i = 0; i < one.pixels.length; i++)
		if (Math.abs(one.pixels[i] - other.pixels[i]) > 2)
			different += !inHole(Math.floor(i / 3) % one.width, Math.floor(i / 3 / one.width));
	return different / one.pixels.length;
}

/* Text of these pages, of each below its strip, which is in pixels at 72 a inch. */
export async function text(pdf, first, strips)
{
	const parts = [];
	for (let at = 0; at < strips.length;) {
		let next = at + 1;
		while (next < strips.length && strips[next] === strips[at])
			next++;
		const crop = ['-cropbox', '-r', '72', '-x', '0', '-y', String(strips[at]), '-W', '99999', '-H', '99999'];
		parts.push(await must('pdftotext', ['-f', String(first + at), '-l', String(first + next - 1), ...crop, pdf, '-']));
		at = next;
	}
	return Buffer.concat(parts).toString('utf8');
}

/* Name, kind and encoding of every font, sorted. */
export async function fonts(pdf, first, last)
{
	const list = (await must('pdffonts', ['-f', String(first), '-l', String(last), pdf])).toString('utf8');
	return [...new Set(list.trim().split('\n').slice(2).map((line) => line.slice(0, 83).replace(/\s+/g, ' ').trim()))]
		.filter((font) => !font.includes('DAISAA+Head')).sort();
}

/* ------------------------------------------------------------------ as qpdf sees it */

/* Every object of a PDF; see qpdf's manual, "qpdf JSON". */
export class Objects
{
	static async read(pdf)
	{
		const json = await must('qpdf', ['--json=2', '--json-key=qpdf', '--json-key=pages', '--warning-exit-0', pdf]);
		return new Objects(JSON.parse(json.toString('utf8')));
	}

	constructor(json)
	{
		this.objects = json.qpdf[1];
		this.pages = json.pages.map((page) => page.object);
		this.pageNumber = new Map(this.pages.map((reference, at) => [reference, at]));
		this.root = this.get(this.objects.trailer.value['/Root']);
	}

	/* Follows a reference; the dictionary of a stream. */
	get(value)
	{
		if (typeof value !== 'string' || !/^\d+ \d+ R$/.test(value))
			return value;
		const object = this.objects['obj:' + value];
		return object?.value ?? object?.stream?.dict ?? null;
	}

	names()
	{
		if (this.named)
			return this.named;
		this.named = new Map();
		const walk = (node) => {
			node = this.get(node);
			const list = this.get(node?.['/Names']) ?? [];
			for (let i = 0; i + 1 < list.length; i += 2)
				this.named.set(this.get(list[i]).slice(2), list[i + 1]);
			for (const kid of this.get(node?.['/Kids']) ?? [])
				walk(kid);
		};
		walk(this.get(this.root['/Names'])?.['/Dests']);
		for (const [name, value] of Object.entries(this.get(this.root['/Dests']) ?? {}))
			this.named.set(name.slice(1), value);
		return this.named;
	}

	/* "page /XYZ 72 720 null" with pages counted from 0; null when it leads nowhere. */
	destination(value)
	{
		value = this.get(value);
		if (typeof value === 'string')
			value = this.get(this.names().get(value.startsWith('/') ? value.slice(1) : value.slice(2)));
		if (value && !Array.isArray(value))
			value = this.get(value['/D']);
		if (!Array.isArray(value) || value.length === 0)
			return null;
		const page = typeof value[0] === 'number' ? value[0] : this.pageNumber.get(value[0]);
		const numbers = { '/XYZ': 3, '/FitH': 1, '/FitV': 1, '/FitR': 4, '/FitBH': 1, '/FitBV': 1 }[value[1]] ?? 0;
		const kind = ['/XYZ', '/FitH', '/FitV', '/FitR', '/FitB', '/FitBH', '/FitBV'].includes(value[1]) ? value[1] : '/Fit';
		const rounded = Array.from({ length: numbers }, (_, i) => {
			const number = this.get(value[2 + i]);
			return typeof number === 'number' ? Math.round(number * 100) / 100 : null;
		});
		return page === undefined || page < 0 || page >= this.pages.length ? null : [page, kind, ...rounded];
	}

	/* Where an annotation or bookmark leads, pages counted from `first`; null for what dais drops. */
	target(item, first = 0)
	{
		const action = this.get(item['/A']);
		const kind = this.get(action?.['/S']);
		const place = this.destination(item['/Dest'] ?? (kind === '/GoTo' ? action['/D'] : null));
		if (place)
			return JSON.stringify([place[0] - first, ...place.slice(1)]);
		const address = kind === '/URI' ? this.get(action['/URI'])?.slice(2).trim() : null;
		const base = this.get(this.get(this.root['/URI'])?.['/Base'])?.slice(2) ?? '';
		return [address, base + address].find((whole) => address && /^(https?:\/\/|mailto:|tel:|ftps?:\/\/|doi:|www\.)./i.test(whole)) ?? null;
	}

	/* The links of one page that lead somewhere: rectangle and target, sorted. */
	links(page, first = 0)
	{
		const annotations = this.get(this.get(this.pages[page])['/Annots']) ?? [];
		return annotations.map((annotation) => this.get(annotation))
			.filter((annotation) => annotation?.['/Subtype'] === '/Link')
			.map((annotation) => {
				const box = this.get(annotation['/Rect']).map((side) => Math.round(this.get(side) * 100) / 100);
				const sorted = [[box[0], box[2]].sort((a, b) => a - b), [box[1], box[3]].sort((a, b) => a - b)];
				const target = this.target(annotation, first);
				return target && `${sorted} -> ${target}`;
			}).filter(Boolean).sort();
	}

	inherited(page, key)
	{
		for (let node = this.get(this.pages[page]); node; node = this.get(node['/Parent']))
			if (node[key])
				return this.get(node[key]).map((number) => this.get(number));
	}

	/* Where links are drawn that lead out of the paper, which dais drops with their frame: in pixels. */
	deadBoxes(page, dpi)
	{
		const [left, , , top] = this.inherited(page, '/CropBox') ?? this.inherited(page, '/MediaBox');
		return (this.get(this.get(this.pages[page])['/Annots']) ?? []).map((annotation) => this.get(annotation))
			.filter((annotation) => annotation?.['/Subtype'] === '/Link' && !this.target(annotation))
			.map((annotation) => this.get(annotation['/Rect']).map((side) => this.get(side)))
			.map((box) => [Math.min(box[0], box[2]) - left - 3, top - Math.max(box[1], box[3]) - 3,
				Math.max(box[0], box[2]) - left + 3, top - Math.min(box[1], box[3]) + 3].map((side) => side * dpi / 72));
	}

	/* Bookmarks in reading order: { depth, title, target, reference }. */
	bookmarks()
	{
		const list = [];
		const met = new Set();
		const walk = (reference, depth) => {
			for (; reference && !met.has(reference); reference = this.get(reference)?.['/Next']) {
				met.add(reference);
				const item = this.get(reference);
				if (!item)
					return;
				list.push({ depth, title: this.get(item['/Title']), item });
				walk(item['/First'], depth + 1);
			}
		};
		walk(this.get(this.root['/Outlines'])?.['/First'], 0);
		return list;
	}

	/* Whatever could act or carry a file, anywhere in any object. */
	active()
	{
		const keys = ['/JS', '/AA', '/OpenAction', '/EF', '/EmbeddedFiles', '/JavaScript', '/XFA', '/AcroForm', '/AF',
			'/RichMediaContent', '/RichMediaSettings', '/Launch'];
		const kinds = ['/JavaScript', '/Launch', '/SubmitForm', '/ImportData', '/GoToR', '/GoToE', '/Rendition', '/Movie',
			'/Sound', '/RichMedia', '/EmbeddedFile', '/Filespec', '/Screen', '/FileAttachment', '/3D', '/Widget'];
		const found = [];
		const walk = (value, where) => {
			if (Array.isArray(value))
				value.forEach((item) => walk(item, where));
			else if (value && typeof value === 'object')
				for (const [key, inner] of Object.entries(value)) {
					if (keys.includes(key) ||
						(['/S', '/Type', '/Subtype'].includes(key) && kinds.includes(inner)))
						found.push(`${where}: ${key} ${JSON.stringify(inner).slice(0, 60)}`);
					walk(inner, where);
				}
		};
		for (const [name, object] of Object.entries(this.objects))
			walk(object.value ?? object.stream?.dict, name);
		return found;
	}
}

/* ------------------------------------------------------------------ TAP */

let count = 0;
let failed = 0;

export function check(name, problems)
{
	const bad = Array.isArray(problems) ? problems : problems ? [] : ['it does not'];
	failed += bad.length > 0;
	console.log(`${bad.length > 0 ? 'not ok' : 'ok'} ${++count} - ${name}`);
	for (const problem of bad.slice(0, 20))
		console.log('# ' + String(problem).replace(/\n/g, '\n# '));
}

/*
 * A check that is worked out beside others, as many at a time as there are processors; they are told in the order in
 * which they were begun. Resolves when there is room for the next.
 */
const running = new Set();
let told = Promise.resolve();
export async function checkSoon(name, work)
{
	while (running.size >= cpus().length)
		await Promise.race(running);
	const done = work().catch((error) => [error.stack]);
	running.add(done);
	done.then(() => running.delete(done));
	told = told.then(async () => check(name, await done));
}

export async function finish()
{
	await told;
	console.log(`1..${count}`);
	process.exitCode = failed > 0 ? 1 : 0;
}

export function skipAll(why)
{
	console.log(`1..0 # SKIP ${why}`);
	process.exit(0);
}
