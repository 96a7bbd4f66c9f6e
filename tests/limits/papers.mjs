/*
 * node tests/limits/papers.mjs intake|packet|growth: times dais-paper against qpdf on sixty real papers, on six hundred (the
 * sixty ten times) and on five hundred of 1.5 GB (three of ten are scans of twenty pages), and assembling six, sixty and six hundred
 * alone for how its cost grows. Prints `NAME VALUE` lines, and lines with # that say what was measured.
 */
import { copyFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { keep, makePdf } from '../make-paper.mjs'
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
	rmSync(name, { force: true })
	symlinkSync(paper, name)
	return name
}

const again = (papers, count) => Array.from({ length: count }, (_, at) => papers[at % papers.length])

// Five hundred: 350 of the sixty, and 150 of ten scans of about 9 MB that no packing makes smaller.
function heavy() {
	const scans = Array.from({ length: 10 }, (_, at) => keep(`scan-${at}.pdf`, makePdf(`Scan ${at}`, 20, 9_100_000)))
	return Array.from({ length: 500 }, (_, at) => at % 10 < 3 ? scans[Math.floor(at / 10) % 10] : papers[at % papers.length])
}

// The plan and the segments of a packet of these papers.
async function prepare(papers) {
	const list = papers.map(named), taken = new Map()
	for (const paper of new Set(papers)) {
		const segment = join(judge.workshop, `${taken.size}.segment`)
		taken.set(paper, { segment, pages: JSON.parse(await judge.must(judge.program, ['intake', paper, segment])).pages })
	}
	const parts = papers.map((paper, at) => `<sheet name="p${at}" bookmark="Paper ${at + 1}" level="1" head="Panel III · ${at + 1}">
		<p style="title">Paper ${at + 1}</p></sheet><paper name="q${at}" pages="${taken.get(paper).pages}" level="2" head="Panel III · ${at + 1}"/>`)
	const entries = list.map((_, at) => `<entry to="p${at}" label="${at + 1}">Paper ${at + 1}</entry>`)
	const markup = `<packet title="Panel III" author="" subject="" language="en" numbering="Page {page} of {pages}">
		<sheet name="contents" bookmark="Contents" head="Panel III">${entries.join('')}</sheet>${parts.join('\n')}</packet>`
	const [sheets, front] = ['sheets.pdf', 'sheets.segment'].map(name => join(judge.workshop, name))
	const plan = await judge.must(judge.program, ['front', sheets], { input: markup })
	await judge.must(judge.program, ['intake', sheets, front, '10000'])
	return { list, plan, parameters: ['assemble', join(judge.workshop, 'packet.pdf'), front, ...papers.map(paper => taken.get(paper).segment)] }
}

// Each writes a new file, and nothing of the one before is left to be written to the disk.
async function timedAfresh(file, work) {
	rmSync(file, { force: true })
	await judge.must('sync', [])
	return timed(work)
}

async function packet(papers, times) {
	const { list, plan, parameters } = await prepare(papers)
	const [made, merged, copied] = ['packet.pdf', 'qpdf.pdf', 'copy.pdf'].map(name => join(judge.workshop, name))
	const against = { qpdf: [], copy: [] }
	for (let round = 0; round < times; round++) {
		const ours = await timedAfresh(made, () => judge.must(judge.program, parameters, { input: plan }))
		const copy = await timedAfresh(copied, async () => copyFileSync(made, copied))
		rmSync(copied)
		const qpdf = await timedAfresh(merged, () => judge.must('qpdf', ['--warning-exit-0', '--empty', '--pages', ...list, '--', merged], { time: 900_000 }))
		rmSync(merged)
		console.log(`# packet of ${list.length} papers, ${(statSync(made).size / 1e6).toFixed(1)} MB: ${ours.toFixed(3)} s, qpdf ${qpdf.toFixed(2)} s, a copy ${copy.toFixed(3)} s`)
		against.qpdf.push(qpdf / ours)
		against.copy.push(ours / copy)
	}
	const memory = await judge.run('/usr/bin/time', ['-f', '%M', judge.program, ...parameters], { input: plan })
	return { faster: median(against.qpdf), copies: median(against.copy), megabytes: Number(memory.error.trim().split('\n').at(-1)) / 1024 }
}

// What the assembly alone costs, the least of the rounds.
async function growth() {
	for (const count of [6, 60, 600]) {
		const { plan, parameters } = await prepare(again(papers, count)), times = []
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
	const sixty = await packet(again(papers, 60), rounds)
	const many = await packet(again(papers, 600), 1)
	const large = await packet(heavy(), 1)
	console.log(`packet-60 ${sixty.faster.toFixed(3)}`)
	console.log(`packet-600 ${many.faster.toFixed(3)}`)
	console.log(`packet-500-of-1.5-gb ${large.faster.toFixed(3)}`)
	console.log(`packet-500-of-copy ${large.copies.toFixed(3)}`)
	console.log(`packet-500-memory-mb ${large.megabytes.toFixed(1)}`)
}
