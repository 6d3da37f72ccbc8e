import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Credential } from '../../../../shared/schemas/mailboxes.ts'
import type { Clock } from '../../ports/machine.ts'
import type { MailAccount } from '../../ports/mail.ts'
import type { TokenAnswer } from '../../ports/sign-in.ts'

import { isLoopback } from '../../rules/mailboxes/unencrypted.ts'

/**
 * Where a sign-in has no usable token. `permanent`: a person has to sign in again; otherwise asking again later helps.
 * The message is for people and holds no secret.
 */
export class TokenError extends Error {
  readonly permanent: boolean
  /** The provider's error code, e.g. `invalid_grant`; empty where there was no answer. */
  readonly code: string
  constructor(message: string, permanent: boolean, code: string) {
    super(message)
    this.name = 'TokenError'
    this.permanent = permanent
    this.code = code
  }
}

/** A token is renewed when less than this is left of it. */
const marginMs = 2 * 60_000
const answerLimit = 64 * 1024
const timeoutMs = 20_000

// Google and Microsoft answer alike (RFC 6749 5.1); Microsoft sends a new refresh token each time.
const granted = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: z.coerce.number().positive().max(31_536_000).default(3600),
  refresh_token: z.string().min(1).max(20_000).optional(),
  id_token: z.string().max(20_000).optional(),
})
const denied = z.object({ error: z.string().max(200), error_description: z.string().max(4000).optional() })

/**
 * The credential to sign in with now: a password as it is, a token renewed first when it is about to expire. A renewed
 * one is handed to `account.saveCredential` before it is used, because the old refresh token may be dead by then.
 * @throws TokenError
 */
export async function freshCredential(account: MailAccount, part: 'smtp' | 'imap', clock: Pick<Clock, 'now'>): Promise<Credential> {
  const credential = part === 'smtp' ? account.smtpCredential : account.imapCredential
  if (credential.kind === 'password') return credential
  const now = clock.now()
  const left = credential.expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(credential.expiresAt) - now
  if (credential.accessToken && left > marginMs) return credential
  if (!credential.refreshToken || !credential.tokenUrl) {
    if (credential.accessToken && left > 0) return credential
    throw new TokenError('The sign-in token has expired and cannot be renewed. Sign in to this mailbox again.', true, 'no_refresh_token')
  }
  const renewed = await renewOnce(credential, now)
  if (part === 'smtp') account.smtpCredential = renewed
  else account.imapCredential = renewed
  await account.saveCredential(part, renewed)
  return renewed
}

type TokenCredential = Extract<Credential, { kind: 'xoauth2' }>

/** What became of a refresh token: several copies of one sign-in are in use, and a provider may take each token once. */
const renewals = new Map<string, Promise<TokenCredential>>()
const renewalsKept = 500

async function renewOnce(credential: TokenCredential, now: number): Promise<TokenCredential> {
  const key = createHash('sha256').update(`${credential.tokenUrl} ${credential.clientId} ${credential.refreshToken}`).digest('hex')
  const earlier = renewals.get(key)
  if (earlier) {
    const renewed = await earlier
    if (Date.parse(renewed.expiresAt ?? '') - now > marginMs) return renewed
    if (renewed.refreshToken !== credential.refreshToken) return renewOnce(renewed, now)
  }
  const renewing = renew(credential, now)
  renewals.set(key, renewing)
  renewing.catch(() => renewals.delete(key))
  const [oldest] = renewals.keys()
  if (renewals.size > renewalsKept && oldest !== undefined) renewals.delete(oldest)
  return renewing
}

/** RFC 6749 part 6. Secrets are in the body, never in the URL. */
async function renew(credential: TokenCredential, now: number): Promise<TokenCredential> {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: credential.refreshToken ?? '' })
  if (credential.clientId) form.set('client_id', credential.clientId)
  if (credential.clientSecret) form.set('client_secret', credential.clientSecret)
  const { status, body } = await post(tokenUrl(credential.tokenUrl ?? ''), form)
  const answer = parseJson(body)
  const good = granted.safeParse(answer)
  if (status >= 200 && status < 300 && good.success) {
    return {
      ...credential,
      accessToken: good.data.access_token,
      refreshToken: good.data.refresh_token ?? credential.refreshToken,
      expiresAt: new Date(now + good.data.expires_in * 1000).toISOString(),
    }
  }
  const code = errorCode(answer)
  // RFC 6749 5.2: these say that the request itself will never do. Servers that are busy answer 429 and 5xx.
  const permanent = status >= 400 && status < 500 && status !== 429 && status !== 408
  throw new TokenError(
    permanent
      ? `The provider no longer accepts this sign-in (${code || `HTTP ${status}`}). Sign in to this mailbox again.`
      : `The provider did not renew the sign-in token just now (${code || `HTTP ${status}`}).`,
    permanent,
    code || `http_${status}`,
  )
}

/** RFC 6749 part 4.1.3: a code for tokens, once. The words of a refusal are for the person who waits before the screen. */
export async function exchangeCode(address: string, fields: Record<string, string>): Promise<TokenAnswer> {
  try {
    const { status, body } = await post(tokenUrl(address), new URLSearchParams({ ...fields, grant_type: 'authorization_code' }))
    const answer = parseJson(body)
    const good = granted.safeParse(answer)
    if (status >= 200 && status < 300 && good.success) {
      const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken, expires_in: seconds } = good.data
      return { ok: true, accessToken, refreshToken, idToken, expiresInMs: seconds * 1000 }
    }
    return { ok: false, message: refusal(errorCode(answer), status) }
  } catch (error) {
    if (error instanceof TokenError) return { ok: false, message: `${error.message} Try again.` }
    throw error
  }
}

function refusal(code: string, status: number): string {
  if (code === 'invalid_grant')
    return 'The provider does not accept this sign-in any more: it took too long, or was used before. Sign in again.'
  if (code === 'invalid_client' || code === 'unauthorized_client')
    return `The provider does not know this client id, or wants its secret (${code}). Check both in the provider's console.`
  return `The provider gave no access (${code || `HTTP ${status}`}). Try again.`
}

function errorCode(answer: unknown): string {
  const bad = denied.safeParse(answer)
  return bad.success ? bad.data.error.replace(/[^\w.-]/g, '') : ''
}

function tokenUrl(address: string): URL {
  const url = URL.parse(address)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))) {
    throw new TokenError('The address that gives sign-in tokens must start with https.', true, 'bad_token_url')
  }
  return url
}

async function post(url: URL, form: URLSearchParams): Promise<{ status: number; body: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
      // A redirect would carry the secrets to wherever it points.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, body: await readBounded(response, answerLimit) }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new TokenError(`The provider that gives sign-in tokens could not be reached (${cause.slice(0, 200)}).`, false, '')
  }
}

/** The body as text, or an error once it is longer than `limit` bytes. */
export async function readBounded(response: Response, limit: number): Promise<string> {
  if (!response.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > limit) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
