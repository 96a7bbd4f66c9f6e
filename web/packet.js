/* While a packet is compiled: shows how far it is, and loads the page anew when it is done. */
const work = document.getElementById('packet-work')
const bar = work.querySelector('progress')
const address = location.pathname.replace(/\/$/, '') + '.json'

async function look() {
	try {
		const answer = await fetch(address, { headers: { accept: 'application/json' } })
		const page = answer.ok ? await answer.json() : null
		if (page && !page.working) return location.reload()
		if (page) bar.value = page.working.progress
	} catch { /* the line is away for a moment: ask again */ }
	setTimeout(look, 1000)
}

setTimeout(look, 500)
