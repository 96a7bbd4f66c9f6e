/*
 * Sends the paper's file while the form is being filled in: in pieces of 4 MiB (tus), with progress, pause and
 * resume. A file that was interrupted, even by closing the page, goes on where it stopped once it is chosen
 * again. When the form is sent, it carries the upload's id instead of the file. Words come from the form's data
 * attributes; without this script the form sends the file itself.
 */
const form = document.getElementById('paper-form')
const input = form.elements.file
const box = document.getElementById('upload-progress')
const drop = document.getElementById('drop')
const [bar, name, done, left, says] = ['progress', '.upload__name', '.upload__done', '.upload__left', '.upload__says']
	.map(selector => box.querySelector(selector))
const [pause, cancel] = ['pause', 'cancel'].map(act => box.querySelector(`[data-act=${act}]`))
const words = form.dataset
const language = document.documentElement.lang
// The sentence for a name whose ending says that such a file is not taken, or undefined.
function refused(name) {
	const ends = ending => name.toLowerCase().endsWith(ending)
	const list = words.refused.split(' ')
	const at = list.findIndex(ends)
	if (!input.accept.split(',').some(ends))
		return form.getAttribute(`data-${at < 0 ? 'wrong-type' : list[at + 1]}`)
}

const PIECE = 4 * 1024 * 1024

let upload = null // the tus upload in hand
let turn = 0 // counts the files that were chosen
let running = false
let sending = false // the form was sent and waits for the last piece
let signedOut = false // the session has ended: what is sent now is kept while its writer signs in
let speed = null // bytes a second, smoothed
let mark = null // when and where speed was last measured

const fill = (text, ...values) => values.reduce((out, value) => out.replace('%s', value), text)
const unit = (value, of, digits = 0) => new Intl.NumberFormat(language,
	{ style: 'unit', unit: of, unitDisplay: of === 'megabyte' ? 'short' : 'long', maximumFractionDigits: digits }).format(value)
const megabytes = bytes => unit(bytes / 1e6, 'megabyte', 1)

function measure(bytes) {
	const now = performance.now()
	if (mark && now - mark.at > 400) {
		const latest = (bytes - mark.bytes) / ((now - mark.at) / 1000)
		speed = speed === null ? latest : speed * 0.7 + latest * 0.3
	}
	if (!mark || now - mark.at > 400)
		mark = { at: now, bytes }
}

function show(bytes, total) {
	measure(bytes)
	bar.max = total
	bar.value = bytes
	done.textContent = fill(words.done, megabytes(bytes), megabytes(total)) + ` · ${Math.floor(bytes / total * 100)} %`
	const seconds = speed > 0 ? (total - bytes) / speed : null
	left.textContent = !running || seconds === null || bytes === total ? ''
		: fill(words.left, seconds > 90 ? unit(Math.round(seconds / 60), 'minute') : unit(Math.max(1, Math.round(seconds)), 'second'))
}

function state(isRunning, text) {
	running = isRunning
	pause.textContent = running ? words.pause : signedOut ? words.signIn : words.continue
	says.textContent = text
	if (!running) {
		left.textContent = ''
		speed = mark = null
	}
}

function finished() {
	form.elements.upload.value = upload.url.split('/').pop()
	state(false, sending ? words.filing : words.arrived)
	pause.hidden = true
	if (sending)
		send()
}

// The form goes without the file: the server keeps it, asks to sign in, and leads back here.
function signIn() {
	input.disabled = true
	form.submit()
}

function fail(error) {
	signedOut = error.originalResponse?.getStatus() === 401
	sending = false
	state(false, signedOut ? words.signedOut : words.failed)
}

function send() {
	input.disabled = true // the file is there already
	forget()
	form.submit()
}

// What another try cannot mend ends the upload; a line that is down does not.
function retry(error) {
	const status = error.originalResponse?.getStatus() ?? 0
	if (!navigator.onLine)
		says.textContent = words.waiting
	return status === 0 || status === 423 || status === 429 || status >= 500
}

async function begin(file) {
	const mine = ++turn
	await upload?.abort()
	upload = null
	form.elements.upload.value = ''
	// Half of the page's weight, so not before it is needed; where it cannot be had, the form sends the file itself.
	if (!await import('./tus.js').catch(() => null) || mine !== turn)
		return
	document.getElementById('arrived')?.remove()
	box.hidden = false
	name.textContent = file.name
	pause.hidden = false
	cancel.hidden = false
	const named = refused(file.name)
	const wrong = named ?? (file.size === 0 ? words.empty : file.size > Number(words.most) ? words.tooLarge : null)
	if (wrong) {
		input.value = ''
		pause.hidden = true
		bar.value = 0
		done.textContent = megabytes(file.size)
		state(false, wrong)
		return
	}
	upload = new tus.Upload(file, {
		endpoint: new URL(words.uploads, document.baseURI).href,
		chunkSize: PIECE,
		retryDelays: [0, 1000, 2000, 4000, 8000, 15000, 30000, 30000, 60000, 60000, 60000],
		removeFingerprintOnSuccess: true,
		metadata: { filename: file.name, filetype: file.type },
		onShouldRetry: retry,
		onProgress: show,
		onChunkComplete: () => running && (says.textContent = ''),
		onError: fail,
		onSuccess: finished,
	})
	state(true, '')
	show(0, file.size)
	const [before] = await upload.findPreviousUploads()
	if (mine !== turn)
		return
	if (before) {
		upload.resumeFromPreviousUpload(before)
		says.textContent = words.continues
	}
	upload.start()
}

pause.addEventListener('click', async () => {
	if (signedOut)
		signIn()
	else if (running) {
		state(false, words.paused)
		await upload.abort()
	} else {
		state(true, '')
		upload.start()
	}
})

cancel.addEventListener('click', async () => {
	const ended = upload
	turn++
	upload = null
	sending = false
	box.hidden = true
	input.value = ''
	form.elements.upload.value = ''
	state(false, '')
	input.focus()
	await ended?.abort(true).catch(() => {}) // an upload that cannot be deleted now expires by itself
})

input.addEventListener('change', () => input.files[0] && begin(input.files[0]))

for (const event of ['dragenter', 'dragover'])
	drop.addEventListener(event, moved => {
		moved.preventDefault()
		drop.classList.add('drop--over')
	})
for (const event of ['dragleave', 'drop'])
	drop.addEventListener(event, () => drop.classList.remove('drop--over'))
drop.addEventListener('drop', dropped => {
	dropped.preventDefault()
	if (dropped.dataTransfer.files.length > 0) {
		input.files = dropped.dataTransfer.files
		begin(dropped.dataTransfer.files[0])
	}
})
drop.append(Object.assign(document.createElement('span'), { className: 'drop__hint hint', textContent: words.drop }))

form.addEventListener('submit', event => {
	if (!upload || form.elements.upload.value) {
		if (form.elements.upload.value)
			input.disabled = true
		forget()
		return
	}
	event.preventDefault()
	sending = true
	if (!running) {
		state(true, '')
		upload.start()
	}
	box.scrollIntoView({ block: 'nearest' })
})

// ---- the fields are kept in this browser until the form is sent

const draft = `dais-paper ${location.pathname}`
const kept = () => [...form.elements].filter(field => field.name && !/^(hidden|file)$/.test(field.type))

function keep() {
	localStorage.setItem(draft, JSON.stringify(kept().map(field =>
		[field.name, field.value, /^(checkbox|radio)$/.test(field.type) ? field.checked : null])))
}

function forget() {
	localStorage.removeItem(draft)
}

function restore() {
	if (document.querySelector('.govuk-error-summary'))
		return // a refused form: the server has filled it with what was sent
	for (const [field, value, checked] of JSON.parse(localStorage.getItem(draft) ?? '[]'))
		for (const found of kept().filter(one => one.name === field && (checked === null || one.value === value)))
			checked === null ? found.value = value : found.checked = checked
}

restore()
form.addEventListener('input', keep)
