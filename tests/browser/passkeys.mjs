// Passkeys, with a virtual authenticator of the browser: added, used to sign in, and refused where it must be. A passkey is
// bound to a name, and the demo has only an address of numbers: so workers and a server of its own answer at localhost.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { browse, signInLink, sql, url } from '../helpers.mjs'

const state = process.env.DAIS_STATE, home = join(state, 'run/passkeys'), port = Number(new URL(url).port) + 25
const there = `http://localhost:${port}`
const { uid, gid } = statSync(join(state, 'run'))
const running = []
let browser
after(async () => {
	await browser?.close()
	running.forEach(child => child.kill())
	sql("delete from dais.credential where kind = 'passkey'")
})

rmSync(home, { recursive: true, force: true })
mkdirSync(home)
chownSync(home, uid, gid)
const write = (name, text) => (writeFileSync(join(home, name), text), join(home, name))
const run = (command, env = {}) => running.push(spawn(command[0], command.slice(1), { uid, gid, stdio: 'inherit', env: { ...process.env, ...env } }))
const configuration = write('dais.conf', readFileSync(process.env.DAIS_CONFIG, 'utf8').replace(/^public_url = .*$/m, `public_url = ${there}`))
run(['spawn-fcgi', '-n', '-s', join(home, 'sock'), '-M', '0660', '--', join(state, 'prefix/libexec/dais.fcgi')], { DAIS_CONFIG: configuration })
const edits = [['/run/dais/fcgi.sock', join(home, 'sock')], ['/usr/local/share/dais', join(state, 'prefix/share/dais')], ['/var/cache/dais', join(state, 'cache')],
	['/var/log/lighttpd/dais.log', join(home, 'access')], ['meetings.example.org', `localhost:${port}`]]
const sample = edits.reduce((text, [from, to]) => text.replaceAll(from, to), readFileSync(new URL('../../deploy/lighttpd.conf', import.meta.url), 'utf8'))
run(['lighttpd', '-D', '-f', write('lighttpd.conf', `server.document-root = "/var/empty"\nserver.port = ${port}\nserver.bind = "127.0.0.1"\nserver.errorlog = "${home}/log"\nserver.upload-dirs = ( "${home}" )\nmimetype.assign = ( ".js" => "text/javascript", ".css" => "text/css", ".svg" => "image/svg+xml" )\n${sample}`)])
for (let tries = 0; tries < 50 && !await fetch(`${there}/healthz`).then(answer => answer.ok, () => false); tries++)
	await sleep(100)

browser = await browse()
const context = await browser.newContext()
context.setDefaultTimeout(30000)
const page = await context.newPage()
const devtools = await context.newCDPSession(page)
await devtools.send('WebAuthn.enable')
const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal',
	hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
const verified = isUserVerified => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
const main = page.locator('main')

async function signIn() {
	await context.clearCookies()
	await page.goto(`${there}/en/sign-in`)
	await main.getByRole('button', { name: 'Sign in with a passkey' }).click()
}

test('staff add a passkey and sign in by it alone', async () => {
	await page.goto(signInLink('staff').replace(url, there))
	await main.locator('form button').first().click()
	await page.goto(`${there}/en/account`)
	await page.locator('#passkey-name').fill('My laptop')
	await main.getByRole('button', { name: 'Add a passkey' }).click()
	await page.locator('.codes li').first().waitFor()
	assert.equal(await page.locator('.codes li').count(), 10, 'the first factor comes with recovery codes')
	await page.goto(`${there}/en/account`)
	assert.match(await main.innerText(), /My laptop/)
	await signIn()
	await page.waitForURL(/\/en\/desk\//)
	assert.equal(sql("select strength from dais.session order by created desc limit 1"), 'passkey')
})

test('one that does not verify who is there, of somebody disabled, or used as a copy lets nobody in', async () => {
	await verified(false)
	await signIn()
	await main.getByText('No passkey was used').waitFor()
	await verified(true)
	sql("update dais.credential set counter = counter + 1000 where kind = 'passkey'")
	await signIn()
	await main.getByText('This passkey is not known here').first().waitFor()
	sql("update dais.credential set counter = 1 where kind = 'passkey'")
	sql("update dais.person set disabled = true where id in (select person from dais.credential where kind = 'passkey')")
	await signIn()
	await main.getByText('This passkey is not known here').first().waitFor()
	sql("update dais.person set disabled = false where id in (select person from dais.credential where kind = 'passkey')")
})

test('an answer that was signed is taken once, and not after a change', async () => {
	await context.clearCookies()
	await page.goto(`${there}/en/sign-in`)
	const sent = new Promise(resolve => page.once('request', function look(request) {
		request.url().endsWith('/sign-in/passkey') ? resolve(request.postData()) : page.once('request', look)
	}))
	await main.getByRole('button', { name: 'Sign in with a passkey' }).click()
	const form = new URLSearchParams(await sent)
	await page.waitForURL(/\/en\/desk\//)
	await context.clearCookies()
	await page.goto(`${there}/en/sign-in`)
	form.set('token', await page.locator('#passkey input[name=token]').inputValue())
	form.delete('once')
	const again = async changed => (await page.request.post(`${there}/en/sign-in/passkey`, { form: { ...Object.fromEntries(form), ...changed }, headers: { origin: there }, maxRedirects: 0 })).status()
	assert.equal(await again({}), 422, 'the same challenge')
	assert.equal(await again({ signature: form.get('signature').replace(/..$/, 'AA') }), 422)
	assert.equal(await again({ client_data: Buffer.from(Buffer.from(form.get('client_data'), 'base64url').toString().replace('localhost', 'elsewhere')).toString('base64url') }), 422, 'another origin')
})
