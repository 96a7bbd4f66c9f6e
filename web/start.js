/* Marks the page as one with scripts; the forms and pages work without. On a phone the tabs are one line: the open one is drawn into view. */
document.body.classList.add('govuk-frontend-supported', 'js-enabled');

const tab = document.querySelector('.tabs [aria-current]')
const line = tab?.closest('.tab-groups')
if (line)
	line.scrollLeft = tab.offsetLeft - line.offsetLeft - 15

// What follows the meeting, or answers to keys.
if (document.querySelector('[data-live], [data-key]'))
	import('./live.js')
if (document.querySelector('[data-amend]'))
	import('./amend.js')

// A long list of choices is searched by typing, without regard to case and accents; what is chosen stays in sight.
const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
for (const filter of document.querySelectorAll('[data-filter]'))
	filter.addEventListener('input', () => {
		for (const item of document.getElementById(filter.dataset.filter).children)
			item.hidden = !plain(item.textContent).includes(plain(filter.value.trim())) && !item.querySelector('input').checked
	})
