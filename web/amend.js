/* An amendment is saved as it is typed, so that the screen shows it at once. What cannot be saved stays in the form; where somebody else
   was faster the form is sent as without scripts, and its page says what to do. */
const form = document.querySelector('[data-amend]')
const state = form.querySelector('[data-state]')
const pause = 300
let changed = false, saving = null, timer = null

const say = words => state.textContent = words

async function save() {
	timer = null
	changed = false
	try {
		const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { accept: 'application/json' } })
		if (answer.status >= 400 && answer.status < 500)
			return form.submit()
		if (!answer.ok)
			throw new Error(answer.status)
		form.elements.revision.value = (await answer.json()).revision
		say(form.dataset.saved)
	} catch {
		changed = true
		say(form.dataset.away)
	}
}

function soon(time) {
	timer ??= setTimeout(async () => {
		saving = save()
		await saving
		saving = null
		if (changed)
			soon(state.textContent === form.dataset.away ? 2000 : pause)
	}, time)
}

form.addEventListener('input', () => {
	changed = true
	if (!saving)
		soon(pause)
})

// A decision waits for what is being saved: it is made on the text as it then is.
form.addEventListener('submit', async event => {
	clearTimeout(timer)
	if (!saving)
		return
	event.preventDefault()
	await saving
	clearTimeout(timer)
	form.requestSubmit(event.submitter)
})
