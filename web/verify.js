/*
 * Hashes the chosen file here, so that it does not leave the computer and may be as large as any paper: the form
 * carries its SHA-256 in the file's stead. Without this script, or where the browser does not hash (a page that is
 * not secure), the form sends the file itself, and the server takes 1 MB.
 */
const form = document.getElementById('verify')
const { file, sha256 } = form.elements

async function hashed(chosen) {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await chosen.arrayBuffer()))
	return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}

if (globalThis.crypto?.subtle)
	form.addEventListener('submit', async event => {
		const [chosen] = file.files
		if (!chosen) return
		event.preventDefault()
		try {
			sha256.value = await hashed(chosen)
			file.value = ''
		} catch { /* the file cannot be read here: the form is sent as it is */ }
		form.submit()
	})
