import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { freshCredential } from '../../src/main/engine/adapters/mail/oauth.ts'
import { createSmtpMailer } from '../../src/main/engine/adapters/mail/smtp.ts'
import type { Credential } from '../../src/shared/schemas/mailboxes.ts'
import { fakeAccount, fakeMail, quietLog } from '../fakes/mail.ts'
import { startSmtp } from '../fakes/smtp.ts'

const now = Date.parse('2026-11-21T09:00:00Z')
const clock = { now: () => now, setTimer: () => () => {} }
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString()

let server: Server | undefined
let asked: { form: URLSearchParams; url: string }[] = []
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)))
  server = undefined
  asked = []
})

/** A token endpoint; returns its URL. */
async function endpoint(
  status: number,
  body: string | ((form: URLSearchParams) => string),
  headers: Record<string, string> = {},
): Promise<string> {
  server = createServer(async (request, response) => {
    const form = new URLSearchParams(await textOf(request))
    asked.push({ form, url: request.url ?? '' })
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : body(form))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

let tokens = 0
const token = (tokenUrl: string, overrides: Partial<Extract<Credential, { kind: 'xoauth2' }>> = {}): Credential => ({
  kind: 'xoauth2',
  accessToken: 'old',
  refreshToken: `refresh-${++tokens}`,
  clientId: 'client',
  clientSecret: 'shh',
  tokenUrl,
  expiresAt: inMinutes(1),
  ...overrides,
})

function accountWith(smtpCredential: Credential) {
  const saved: Credential[] = []
  const account = fakeAccount({
    smtpCredential,
    saveCredential: async (part, credential) => {
      expect(part).toBe('smtp')
      saved.push(credential)
    },
  })
  return { account, saved }
}

describe('a token', () => {
  it('is used as it is while it lasts, and a password always', async () => {
    const lasting = token('http://127.0.0.1:1/', { expiresAt: inMinutes(3) })
    expect(await freshCredential(accountWith(lasting).account, 'smtp', clock)).toEqual(lasting)
    const password: Credential = { kind: 'password', password: 'p' }
    expect(await freshCredential(accountWith(password).account, 'smtp', clock)).toEqual(password)
  })

  it('is renewed in the way of Google, and saved before it is used', async () => {
    const url = await endpoint(
      200,
      JSON.stringify({ access_token: 'new', expires_in: 3599, scope: 'https://mail.google.com/', token_type: 'Bearer' }),
    )
    const old = token(url)
    const { account, saved } = accountWith(old)
    const renewed = await freshCredential(account, 'smtp', clock)
    expect(renewed).toMatchObject({
      accessToken: 'new',
      refreshToken: old.kind === 'xoauth2' ? old.refreshToken : '',
      expiresAt: new Date(now + 3_599_000).toISOString(),
    })
    expect(saved).toEqual([renewed])
    expect(account.smtpCredential).toEqual(renewed)
    expect(Object.fromEntries(asked[0]?.form ?? [])).toMatchObject({
      grant_type: 'refresh_token',
      client_id: 'client',
      client_secret: 'shh',
    })
    expect(asked[0]?.url).toBe('/token')
  })

  it('is renewed in the way of Microsoft: the refresh token changes too', async () => {
    const url = await endpoint(
      200,
      JSON.stringify({ token_type: 'Bearer', expires_in: '4000', ext_expires_in: 4000, access_token: 'new', refresh_token: 'rotated' }),
    )
    const { account, saved } = accountWith(token(url, { clientSecret: undefined }))
    expect(await freshCredential(account, 'smtp', clock)).toMatchObject({ accessToken: 'new', refreshToken: 'rotated' })
    expect(saved).toHaveLength(1)
    expect(asked[0]?.form.has('client_secret')).toBe(false)
  })

  it('is renewed once, however many want it, and an old copy finds the new one', async () => {
    const url = await endpoint(200, (form) =>
      JSON.stringify({ access_token: `for ${form.get('refresh_token')}`, refresh_token: 'rotated-once', expires_in: 3600 }),
    )
    const old = token(url)
    const copies = Array.from({ length: 5 }, () => accountWith(old).account)
    const results = await Promise.all(copies.map((account) => freshCredential(account, 'smtp', clock)))
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
    expect(await freshCredential(accountWith(old).account, 'smtp', clock)).toEqual(results[0])
    expect(asked).toHaveLength(1)
    const later = { now: () => now + 7_200_000 }
    await freshCredential(accountWith(old).account, 'smtp', later)
    expect(asked.map(({ form }) => form.get('refresh_token')).slice(1)).toEqual(['rotated-once'])
  })
})

describe('a token that cannot be renewed', () => {
  it.each([
    [400, '{"error":"invalid_grant","error_description":"Token has been expired or revoked."}', true, 'invalid_grant'],
    [401, '{"error":"invalid_client"}', true, 'invalid_client'],
    [
      400,
      '{"error":"invalid_grant","error_description":"AADSTS700082: The refresh token has expired","error_codes":[700082]}',
      true,
      'invalid_grant',
    ],
    [403, 'no json', true, 'http_403'],
    [429, '{"error":"rate_limited"}', false, 'rate_limited'],
    [503, '<html>', false, 'http_503'],
    [200, '{"access_token":""}', false, 'http_200'],
    [200, '[]', false, 'http_200'],
  ])('%s %s', async (status, body, permanent, code) => {
    const { account, saved } = accountWith(token(await endpoint(status, body)))
    await expect(freshCredential(account, 'smtp', clock)).rejects.toMatchObject({ name: 'TokenError', permanent, code })
    expect(saved).toEqual([])
  })

  it('is not asked for in clear, nor where a redirect leads', async () => {
    await expect(freshCredential(accountWith(token('http://login.example/token')).account, 'smtp', clock)).rejects.toMatchObject({
      code: 'bad_token_url',
      permanent: true,
    })
    const url = await endpoint(307, '', { location: 'http://127.0.0.1:1/' })
    await expect(freshCredential(accountWith(token(url)).account, 'smtp', clock)).rejects.toMatchObject({ permanent: false })
  })

  it('is nothing to wait for without a refresh token, and something without a connection', async () => {
    const spent = token('https://login.example/', { refreshToken: undefined, expiresAt: inMinutes(-1) })
    await expect(freshCredential(accountWith(spent).account, 'smtp', clock)).rejects.toMatchObject({ permanent: true })
    await expect(freshCredential(accountWith(token('http://127.0.0.1:1/token')).account, 'smtp', clock)).rejects.toMatchObject({
      permanent: false,
    })
  })

  it('does not fill the memory', async () => {
    const { account } = accountWith(token(await endpoint(200, `{"access_token":"${'x'.repeat(200_000)}"}`)))
    await expect(freshCredential(account, 'smtp', clock)).rejects.toMatchObject({ name: 'TokenError', permanent: false })
  })
})

describe('sending with a token', () => {
  it('renews it first, and says what the provider said where it cannot', async () => {
    const url = await endpoint(200, '{"access_token":"new","expires_in":3600}')
    const smtp = await startSmtp({ auth: { user: 'me@sender.test', accessToken: 'new' } })
    const mailer = createSmtpMailer({ clock, log: quietLog })
    try {
      const { account } = accountWith(token(url))
      account.smtp = { ...account.smtp, port: smtp.port, user: 'me@sender.test' }
      expect(await mailer.send(account, fakeMail())).toMatchObject({ kind: 'accepted' })
      const spent = {
        ...account,
        mailboxId: 2,
        smtpCredential: token('https://login.example/', { refreshToken: undefined, expiresAt: inMinutes(-1) }),
      }
      expect(await mailer.send(spent, fakeMail())).toMatchObject({ kind: 'refused', stage: 'auth', replyCode: 535 })
      expect(await mailer.verify(spent)).toMatchObject({ ok: false, stage: 'auth', errorCode: 'TOKEN_REFUSED' })
    } finally {
      await mailer.close()
      await smtp.stop()
    }
  })
})
