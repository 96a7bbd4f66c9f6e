// What axe objects to on a page as it stands (WCAG 2.2 A and AA, and good practice): sentences, none when all is well.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export async function axeProblems(page) {
	// Not by a script tag: the page's policy would forbid it.
	await page.evaluate(source)
	const { violations } = await page.evaluate(runOnly => globalThis.axe.run(document, { runOnly, rules: { region: { enabled: false } } }), runOnly)
	return violations.map(violation => `axe ${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 2).map(node => node.target.join(' ')).join(', ')}`)
}
