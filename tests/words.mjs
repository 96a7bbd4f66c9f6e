// What pages say in a language, from the catalogs: `const t = words('es'); t('Sign in')`. Tests look for what people read,
// so that a button without a translation cannot be found.
import { readFileSync } from 'node:fs'

function catalog(language) {
	const found = new Map()
	const po = readFileSync(new URL(`../web/po/${language}.po`, import.meta.url), 'utf8').replace(/"\n"/g, '')
	for (const [, english, text] of po.matchAll(/^msgid (".*")\n(?:msgid_plural ".*"\n)?msgstr(?:\[0\])? (".*")$/gm))
		found.set(JSON.parse(english), JSON.parse(text))
	return found
}

// Values take the place of the text's own, {{name}}; other tags are left out.
export function words(language) {
	const known = language === 'en' ? null : catalog(language)
	return (english, values = {}) => {
		const text = known ? known.get(english) : english
		if (!text)
			throw new Error(`no ${language} text for “${english}”`)
		return text.replace(/\{\{(\w+)\}\}/g, (tag, name) => values[name] ?? tag).replace(/<[^>]*>/g, '')
	}
}
