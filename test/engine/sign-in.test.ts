/** Signing in at a provider's own page, from the address that is opened to the mailbox that uses the tokens. */
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadAccount } from '../../src/main/engine/accounts/mail-account.ts'
import { createSignIn } from '../../src/main/engine/adapters/mail/sign-in.ts'
import type { MailAccount } from '../../src/main/engine/ports/mail.ts'

import { challengeOf } from '../../src/main/engine/rules/mailboxes/oauth-providers.ts'
import { until } from '../fakes/mail.ts'
import { type FakeOAuth, startOAuth } from '../fakes/oauth-server.ts'
import { keepingLog } from '../fakes/ports.ts'
import { api, minuteMs, openWorld, type World } from './harness.ts'

let world: World
let client: ReturnType<typeof api>
let provider: FakeOAuth
let timeoutMs: number | undefined
const log = keepingLog()
const email = 'ana@sender.example'

beforeEach(async () => {
  provider = await startOAuth(email)
  world = openWorld()
  world.ports.log = log
  timeoutMs = undefined
  const real = createSignIn('/nonexistent/oauth-clients.json')
  world.ports.signIn.listen = (asked) => real.listen({ ...asked, timeoutMs: timeoutMs ?? asked.timeoutMs })
  // The real adapter, asked at our provider instead of theirs.
  world.ports.signIn.exchange = (_url, form) => real.exchange(provider.tokenUrl, form)
  client = api(world)
})
afterEach(async () => {
  await world.close()
  await provider.stop()
})

const start = (input: object = {}) => client.mailboxes.startSignIn({ provider: 'google', email, clientId: 'my-client', ...input })
const ended = async (signInId: string) => {
  await until(async () => (await client.mailboxes.signIn({ signInId })).state !== 'waiting')
  return client.mailboxes.signIn({ signInId })
}
const server = { host: '127.0.0.1', port: 2525, security: 'none' as const, user: email }
const draft = (signInId: string) => ({ email, smtp: server, imap: server, credential: { kind: 'signIn' as const, signInId } })

describe('a sign-in that goes well', () => {
  it('asks for the mailbox with PKCE, and keeps its secrets to itself', async () => {
    const { signInId, url, expiresAt } = await start({ clientSecret: 'not-really' })
    const asked = new URL(url)
    expect(asked.origin + asked.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth')
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: 'my-client',
      response_type: 'code',
      code_challenge_method: 'S256',
      login_hint: email,
      scope: expect.stringContaining('https://mail.google.com/'),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    })
    expect(Date.parse(expiresAt) - world.clock.now()).toBe(5 * minuteMs)
    expect((await client.mailboxes.signIn({ signInId })).state).toBe('waiting')
    const page = await provider.visit(url)
    expect(await page.text()).toContain('You can close this window')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const done = await ended(signInId)
    expect(done).toEqual({ state: 'done', email, message: `Google has let Campaign Desk in as ${email}.` })
    const [form] = provider.exchanges
    expect(challengeOf(form?.get('code_verifier') ?? '')).toBe(asked.searchParams.get('code_challenge'))
    expect(form?.get('client_secret')).toBe('not-really')
    expect(url).not.toContain(form?.get('code_verifier'))
    expect(JSON.stringify(done) + log.lines.join()).not.toMatch(/access-code|refresh-code|not-really/)
  })

  it('is tried, saved with the mailbox, and then held no longer', async () => {
    const { signInId, url } = await start()
    await provider.visit(url)
    await ended(signInId)
    const tried: MailAccount[] = []
    world.ports.mailer.verify = async (...given: unknown[]) => {
      tried.push(given[0] as MailAccount)
      return { ok: true, notes: [] }
    }
    expect(await client.mailboxes.testDraft(draft(signInId))).toMatchObject({ ok: true })
    expect(tried[0]?.smtpCredential).toMatchObject({ kind: 'xoauth2', accessToken: 'access-code-1' })
    const made = await client.mailboxes.create(draft(signInId))
    expect(made).toMatchObject({ auth: 'xoauth2', testedAt: new Date(world.clock.now()).toISOString(), mend: null })
    const { smtpCredential } = await loadAccount(world.engine.context.db, world.ports.secrets, made.id)
    expect(smtpCredential).toEqual({
      kind: 'xoauth2',
      accessToken: 'access-code-1',
      refreshToken: 'refresh-code-1',
      clientId: 'my-client',
      tokenUrl: 'https://oauth2.googleapis.com/token',
      expiresAt: new Date(world.clock.now() + 60 * minuteMs).toISOString(),
    })
    expect(JSON.stringify(made)).not.toContain('access-code')
    await expect(client.mailboxes.signIn({ signInId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(client.mailboxes.create({ ...draft(signInId), email: 'b@sender.example' })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    })
    expect(await client.mailboxes.list()).toHaveLength(1)
  })

  it('goes to the tenant that was named, by localhost, at Microsoft', async () => {
    const { url } = await start({ provider: 'microsoft', tenant: 'contoso.com' })
    const asked = new URL(url)
    expect(asked.origin + asked.pathname).toBe('https://login.microsoftonline.com/contoso.com/oauth2/v2.0/authorize')
    expect(asked.searchParams.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/)
    expect(asked.searchParams.get('scope')).toContain('https://outlook.office.com/SMTP.Send offline_access')
    await expect(start({ provider: 'microsoft', tenant: '../../evil' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('says when somebody else signed in than the mailbox is for', async () => {
    const { signInId, url } = await start({ email: 'team@sender.example' })
    await provider.visit(url)
    expect((await ended(signInId)).message).toContain(`You signed in as ${email}, and the mailbox is team@sender.example.`)
  })
})

describe('a sign-in that does not', () => {
  it('needs a client id', async () => {
    const asked = client.mailboxes.startSignIn({ provider: 'microsoft' })
    await expect(asked).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      data: { advice: expect.stringContaining('entra.microsoft.com') },
    })
    world.ports.signIn.client = () => ({ clientId: 'built-in' })
    expect(new URL((await client.mailboxes.startSignIn({ provider: 'microsoft' })).url).searchParams.get('client_id')).toBe('built-in')
    expect(await client.mailboxes.providers({})).toContainEqual(expect.objectContaining({ preset: 'outlook', signInReady: true }))
  })

  it('is not impressed by a wrong state, another path, another method or another name, and still takes the right answer', async () => {
    const { signInId, url } = await start()
    const wrong = [
      (to: URL) => to.searchParams.set('state', 'guessed'),
      (to: URL) => to.searchParams.delete('state'),
      (to: URL) => {
        to.pathname = '/callback'
      },
    ]
    for (const tamper of wrong) expect((await provider.visit(url, tamper)).status).toBe(404)
    const right = provider.redirectOf(url)
    expect((await fetch(right, { method: 'POST' })).status).toBe(404)
    expect(await statusAs(right, 'evil.example')).toBe(404)
    expect((await client.mailboxes.signIn({ signInId })).state).toBe('waiting')
    expect(provider.exchanges).toEqual([])
    expect((await provider.visit(url)).status).toBe(200)
    expect((await ended(signInId)).state).toBe('done')
  })

  it('says so when the person said no', async () => {
    const { signInId, url } = await start()
    await provider.visit(url, (to) => {
      to.searchParams.delete('code')
      to.searchParams.set('error', 'access_denied')
    })
    expect(await ended(signInId)).toEqual({ state: 'failed', message: expect.stringContaining('You did not allow it at Google') })
    await expect(client.mailboxes.testDraft(draft(signInId))).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    expect(provider.exchanges).toEqual([])
  })

  it('takes one answer only', async () => {
    const { signInId, url } = await start()
    const redirect = provider.redirectOf(url)
    expect((await fetch(redirect)).status).toBe(200)
    await ended(signInId)
    await expect(fetch(redirect)).rejects.toThrow()
    expect(provider.exchanges).toHaveLength(1)
  })

  it('says so when the code was used before, and shows no word of the provider as HTML', async () => {
    const first = await start()
    const used = provider.redirectOf(first.url)
    await fetch(used)
    await ended(first.signInId)
    const second = await start()
    await provider.visit(second.url, (to) => to.searchParams.set('code', used.searchParams.get('code') ?? ''))
    expect(await ended(second.signInId)).toEqual({ state: 'failed', message: expect.stringContaining('used before') })
    const third = await start()
    const page = await provider.visit(third.url, (to) => {
      to.searchParams.set('error', 'odd')
      to.searchParams.set('error_description', '<script>alert(1)</script>\r\nmore')
    })
    expect(await page.text()).not.toContain('<script>')
    expect((await ended(third.signInId)).message).toContain('(odd: <script>alert(1)</script> more)')
  })

  it.each([
    [500, 'oops', 'HTTP 500'],
    [401, '{"error":"invalid_client"}', 'client id'],
    [200, '{"access_token":""}', 'HTTP 200'],
    [200, 'x'.repeat(70_000), 'could not be reached'],
  ])('says what came instead of tokens: %i', async (status, body, words) => {
    provider.answer = { status, body }
    const { signInId, url } = await start()
    await provider.visit(url)
    expect(await ended(signInId)).toEqual({ state: 'failed', message: expect.stringContaining(words) })
  })

  it('ends when nobody answers, when it is given up, and with the engine', async () => {
    timeoutMs = 30
    const { signInId, url } = await start()
    expect(await ended(signInId)).toEqual({ state: 'failed', message: expect.stringContaining('No answer came from Google') })
    await expect(provider.visit(url)).rejects.toThrow()
    timeoutMs = undefined
    const given = await start()
    await client.mailboxes.cancelSignIn({ signInId: given.signInId })
    await expect(provider.visit(given.url)).rejects.toThrow()
    await expect(client.mailboxes.signIn({ signInId: given.signInId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const open = await start()
    await world.engine.stop()
    await expect(provider.visit(open.url)).rejects.toThrow()
    world = openWorld()
  })

  it('is forgotten after half an hour, and so is the oldest of too many', async () => {
    const first = await start()
    await provider.visit(first.url)
    await ended(first.signInId)
    world.clock.jump(world.clock.now() + 31 * minuteMs)
    await expect(client.mailboxes.testDraft(draft(first.signInId))).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    const many = []
    for (let i = 0; i < 6; i++) many.push(await start())
    const states = await Promise.all(
      many.map(({ signInId }) =>
        client.mailboxes.signIn({ signInId }).then(
          (it) => it.state,
          () => 'gone',
        ),
      ),
    )
    expect(states).toEqual(['gone', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting'])
  })
})

/** A request that calls this machine by another name. */
function statusAs(url: URL, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
