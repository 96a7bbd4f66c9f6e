/*
 * Follows the meeting. An element with data-live="ADDRESS" is kept as the element of the same id on that page. The page is asked for
 * without a cookie, so that everybody gets the one that the web server keeps, and mostly hears that nothing has changed. With
 * data-reload="STATE" it is the reader's own page, which is loaded anew when there it has another state.
 * A button with data-key="ArrowRight" is pressed by that key.
 */
const often = 900, own = 3000, seldom = 5000
const parser = new DOMParser()
const wait = time => new Promise(done => setTimeout(done, time))
const shown = () => document.hidden && new Promise(done => document.addEventListener('visibilitychange', done, { once: true }))

// The element as that page has it now; none: the page is no more. Its links lead where they led there.
async function fetchElement({ id, dataset }, address) {
	const credentials = dataset.reload === undefined ? 'omit' : 'same-origin'
	const answer = await fetch(address, { credentials, headers: { accept: 'text/html' } })
	if (answer.status === 404)
		return null
	if (!answer.ok)
		throw new Error(answer.status)
	const fresh = parser.parseFromString(await answer.text(), 'text/html').getElementById(id)
	for (const link of fresh.querySelectorAll('[href]'))
		link.href = new URL(link.getAttribute('href'), address)
	return fresh
}

let leaving = false
addEventListener('submit', () => leaving = true)

function put(element, fresh, address) {
	if (element.dataset.reload === undefined)
		element.replaceChildren(...fresh.childNodes)
	else if (!leaving && fresh.dataset.reload !== element.dataset.reload)
		location.assign(address)
}

async function follow(element) {
	const address = new URL(element.dataset.live, location.href)
	const usual = element.dataset.reload === undefined ? often : own
	let before = null, pause = usual
	for (;; await wait(pause)) {
		await shown()
		try {
			const fresh = await fetchElement(element, address)
			if (!fresh)
				return element.dataset.reload === undefined && element.replaceChildren()
			const words = fresh.innerHTML
			if (words !== before)
				put(element, fresh, address)
			before = words
			pause = usual
		} catch { // the line is away for a while
			pause = Math.min(2 * pause, seldom)
		}
		element.classList.toggle('live--away', pause > usual)
	}
}

document.querySelectorAll('[data-live]').forEach(follow)

document.addEventListener('keydown', event => {
	if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.target.closest('input, select, textarea'))
		return
	document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click()
})
