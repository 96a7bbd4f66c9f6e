/*
 * Passkeys (W3C Web Authentication, Level 2): a form with data-challenge asks for a challenge, has the browser make or use
 * a passkey, and is sent with what came of it in its hidden fields. Without this script such forms stay hidden.
 */
const bytesOf = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0))
const textOf = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

async function ask(form) {
	const body = new URLSearchParams({ token: form.elements.token.value })
	const answer = await fetch(form.dataset.challenge, { method: 'POST', headers: { accept: 'application/json' }, body })
	if (answer.status === 428) // signed in too long ago
		location.assign(form.dataset.prove)
	if (!answer.ok) throw new Error(answer.status)
	return answer.json()
}

async function make(form) {
	const { challenge, user, name, display, known } = await ask(form)
	const { response } = await navigator.credentials.create({ publicKey: {
		challenge: bytesOf(challenge), rp: { name: 'dais' }, user: { id: bytesOf(user), name, displayName: display },
		pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
		excludeCredentials: known.map(id => ({ type: 'public-key', id: bytesOf(id) })),
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' } } })
	return { client_data: response.clientDataJSON, authenticator: response.getAuthenticatorData() }
}

async function use(form) {
	const { challenge } = await ask(form)
	const { rawId, response } = await navigator.credentials.get({ publicKey: { challenge: bytesOf(challenge), userVerification: 'required' } })
	return { passkey: rawId, client_data: response.clientDataJSON, authenticator: response.authenticatorData, signature: response.signature }
}

if (globalThis.PublicKeyCredential)
	for (const form of document.querySelectorAll('form[data-challenge]')) {
		form.hidden = false
		form.addEventListener('submit', async event => {
			event.preventDefault()
			try {
				const fields = await (form.elements.signature ? use : make)(form)
				for (const [name, value] of Object.entries(fields))
					form.elements[name].value = textOf(value)
				form.submit()
			} catch { // refused by whoever sits there, or there is no passkey
				form.querySelector('[data-failed]').hidden = false
			}
		})
	}
