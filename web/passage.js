/* What is marked in a paper's text is taken into the form beside it: into the row that was used last, else into the first that is
 * empty, with the page on which it begins. */
const text = document.getElementById('paper-text'), hint = text?.querySelector('[data-takes]'), button = hint?.querySelector('button')
const rows = [...document.querySelectorAll('.proposal-row')]
let used = rows.find(row => !row.querySelector('textarea').value) ?? rows[0]

const marked = () => {
	const selection = getSelection()
	return selection.rangeCount && !selection.isCollapsed && text.contains(selection.anchorNode) && text.contains(selection.focusNode)
		? selection.getRangeAt(0) : null
}

if (text && rows.length) {
	hint.hidden = false
	document.addEventListener('selectionchange', () => { button.disabled = !marked() })
	for (const row of rows)
		row.addEventListener('focusin', () => { used = row })
	button.addEventListener('pointerdown', event => event.preventDefault()) // what is marked stays so
	button.addEventListener('click', take)
}

function take() {
	const range = marked(), words = range?.toString().replace(/\s+/g, ' ').trim()
	if (!words)
		return
	const area = used.querySelector('textarea'), page = used.querySelector('[name$=".page"]')
	const from = range.startContainer.parentElement.closest('[data-page]') ?? range.endContainer.parentElement.closest('[data-page]')
	area.value = [area.value, words].filter(Boolean).join(' ').slice(0, area.maxLength)
	if (page && from)
		page.value = from.dataset.page
	area.focus()
	used = rows[rows.indexOf(used) + 1] ?? used
}
