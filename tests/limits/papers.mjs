/*
 * node tests/limits/papers.mjs intake|packet|growth: times dais-paper against qpdf on sixty and six hundred real papers, and
 * linking six, sixty and six hundred alone for how its cost grows. Prints `NAME VALUE` lines, and lines with # that say what was measured.
 */
import { copyFileSync, existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as judge from './../paper/helpers.mjs'

const rounds = Number(process.env.DAIS_BENCH_ROUNDS ?? 3)
const median = list => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]
const papers = await judge.corpus()
if (!papers) {
	console.log('# the papers are not here and cannot be fetched')
	process.exit(1)
}

async function timed(work) {
	const begun = process.hrtime.bigint()
	await work()
	return Number(process.hrtime.bigint() - begun) / 1e9
}

async function intake() {
	const ratios = []
	for (let round = 0; round < rounds; round++) {
		const ours = await timed(async () => {
			for (const paper of papers)
				await judge.must(judge.program, ['intake', paper, join(judge.workshop, 'one.segment')])
		})
		const theirs = await timed(async () => {
			for (const paper of papers)
				await judge.run('qpdf', ['--check', paper])
		})
		console.log(`# intake of ${papers.length} papers one after the other: ${ours.toFixed(2)} s, qpdf --check ${theirs.toFixed(2)} s`)
		ratios.push(ours / theirs)
	}
	console.log(`intake ${median(ratios).toFixed(3)}`)
}

// Each paper of a packet is a file of its own, for qpdf would read one name only once.
function named(paper, at) {
	const name = join(judge.workshop, `paper-${at}.pdf`)
	if (!existsSync(name))
		symlinkSync(paper, name)
	return name
}

// The plan and the segments of a packet of so many papers, the sixty again and again.
async function prepare(count) {
	const list = Array.from({ length: count }, (_, at) => named(papers[at % papers.length], at))
	const segments = papers.map((_, at) => join(judge.workshop, `${at}.segment`))
	const pages = []
	for (const [at, segment] of segments.entries())
		pages.push(JSON.parse(await judge.must(judge.program, ['intake', papers[at], segment])).pages)
	const parts = list.map((_, at) => `<sheet name="p${at}" bookmark="Paper ${at + 1}" level="1" head="Panel III · ${at + 1}">
		<p style="title">Paper ${at + 1}</p></sheet><paper name="q${at}" pages="${pages[at % papers.length]}" level="2" head="Panel III · ${at + 1}"/>`)
	const entries = list.map((_, at) => `<entry to="p${at}" label="${at + 1}">Paper ${at + 1}</entry>`)
	const markup = `<packet title="Panel III" author="" subject="" language="en" numbering="Page {page} of {pages}">
		<sheet name="contents" bookmark="Contents" head="Panel III">${entries.join('')}</sheet>${parts.join('\n')}</packet>`
	const [sheets, front] = ['sheets.pdf', 'sheets.segment'].map(name => join(judge.workshop, name))
	const plan = await judge.must(judge.program, ['front', sheets], { input: markup })
	await judge.must(judge.program, ['intake', sheets, front, '10000'])
	return { list, plan, parameters: ['link', join(judge.workshop, 'packet.pdf'), front, ...list.map((_, at) => segments[at % papers.length])] }
}

async function packet(count, times) {
	const { list, plan, parameters } = await prepare(count)
	const against = { qpdf: [], copy: [] }
	let ours
	for (let round = 0; round < times; round++) {
		ours = await timed(() => judge.must(judge.program, parameters, { input: plan }))
		const qpdf = await timed(() => judge.run('qpdf', ['--empty', '--pages', ...list, '--', join(judge.workshop, 'qpdf.pdf')], { time: 900_000 }))
		const copy = await timed(async () => copyFileSync(join(judge.workshop, 'packet.pdf'), join(judge.workshop, 'copy.pdf')))
		console.log(`# packet of ${count} papers, ${(statSync(join(judge.workshop, 'packet.pdf')).size / 1e6).toFixed(1)} MB: ${ours.toFixed(3)} s, qpdf ${qpdf.toFixed(2)} s, a copy ${copy.toFixed(3)} s`)
		against.qpdf.push(qpdf / ours)
		against.copy.push(ours / copy)
	}
	writeFileSync(join(judge.workshop, 'plan'), plan)
	const memory = await judge.run('/usr/bin/time', ['-f', '%M', judge.program, ...parameters], { input: plan })
	return { faster: median(against.qpdf), copies: median(against.copy), megabytes: Number(memory.error.trim().split('\n').at(-1)) / 1024 }
}

// What linking alone costs, the least of the rounds.
async function growth() {
	for (const count of [6, 60, 600]) {
		const { plan, parameters } = await prepare(count), times = []
		for (let round = 0; round < rounds; round++)
			times.push(await timed(() => judge.must(judge.program, parameters, { input: plan })))
		console.log(`growth ${count} ${Math.min(...times).toFixed(4)}`)
	}
}

const [, , wanted] = process.argv
if (wanted === 'intake') {
	await intake()
} else if (wanted === 'growth') {
	await growth()
} else {
	const sixty = await packet(60, rounds)
	const large = await packet(600, 1)
	console.log(`packet-60 ${sixty.faster.toFixed(3)}`)
	console.log(`packet-600 ${large.faster.toFixed(3)}`)
	console.log(`packet-600-of-copy ${large.copies.toFixed(3)}`)
	console.log(`packet-600-memory-mb ${large.megabytes.toFixed(1)}`)
}
