/** Where and how one signs in at a provider (OAuth 2 for native apps, RFC 8252, with PKCE, RFC 7636). Data and text only. */
import { createHash } from 'node:crypto'
import { oneLine } from '../../../../shared/line.ts'
import type { MailboxPreset, SignInProvider } from '../../../../shared/schemas/mailboxes.ts'

interface OAuthProvider {
  name: string
  authorize(tenant: string): string
  token(tenant: string): string
  /** The mailbox itself, and who signed in. */
  scopes: string[]
  /** Microsoft matches a redirect on `localhost` with any port but no path; Google takes the address. */
  redirectHost: 'localhost' | '127.0.0.1'
  /** Further parameters of the first request. */
  extra: Record<string, string>
  /** Where a person makes a client id of their own. */
  registerUrl: string
}

const microsoft = (tenant: string, end: string) => `https://login.microsoftonline.com/${encodeURIComponent(tenant)}/oauth2/v2.0/${end}`

export const oauthProviders: Record<SignInProvider, OAuthProvider> = {
  google: {
    name: 'Google',
    authorize: () => 'https://accounts.google.com/o/oauth2/v2/auth',
    token: () => 'https://oauth2.googleapis.com/token',
    scopes: ['https://mail.google.com/', 'openid', 'email'],
    redirectHost: '127.0.0.1',
    // Without these Google gives no refresh token to somebody who has signed in before.
    extra: { access_type: 'offline', prompt: 'consent' },
    registerUrl: 'https://console.cloud.google.com/apis/credentials',
  },
  microsoft: {
    name: 'Microsoft',
    authorize: (tenant) => microsoft(tenant, 'authorize'),
    token: (tenant) => microsoft(tenant, 'token'),
    scopes: [
      'https://outlook.office.com/IMAP.AccessAsUser.All',
      'https://outlook.office.com/SMTP.Send',
      'offline_access',
      'openid',
      'email',
      'profile',
    ],
    redirectHost: 'localhost',
    extra: { prompt: 'select_account' },
    registerUrl: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
  },
}

/** Which sign-in a provider's mailboxes take; null where it is passwords only. */
export const signInOf: Partial<Record<MailboxPreset, SignInProvider>> = {
  gmail: 'google',
  microsoft365: 'microsoft',
  outlook: 'microsoft',
}

export interface AuthorizeRequest {
  provider: SignInProvider
  tenant: string
  clientId: string
  redirectUri: string
  state: string
  verifier: string
  email?: string | undefined
}

/** The address of the provider's page. The verifier itself is not in it, only its hash. */
export function authorizeUrl(request: AuthorizeRequest): string {
  const provider = oauthProviders[request.provider]
  const url = new URL(provider.authorize(request.tenant))
  const fields = {
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    response_type: 'code',
    scope: provider.scopes.join(' '),
    state: request.state,
    code_challenge: challengeOf(request.verifier),
    code_challenge_method: 'S256',
    ...(request.email ? { login_hint: request.email } : {}),
    ...provider.extra,
  }
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  return url.href
}

/** RFC 7636 4.2, S256. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/**
 * What a provider's answer at the redirect means: a code, or words for a person.
 * @param answer the query of the request that came back
 */
export function readAnswer(answer: URLSearchParams, name: string): { code: string } | { problem: string } {
  const error = answer.get('error')
  if (error !== null) {
    if (error === 'access_denied')
      return { problem: `You did not allow it at ${name}, so nothing was connected. Try again if that was a mistake.` }
    if (error === 'consent_required' || error === 'interaction_required' || error === 'admin_consent_required')
      return { problem: `${name} says that an administrator has to allow this first (${plain(error)}).` }
    const words = plain(answer.get('error_description') ?? '')
    return { problem: `${name} refused the sign-in (${plain(error)}${words ? `: ${words}` : ''}). Check the client id, then try again.` }
  }
  const code = answer.get('code')
  if (!code || code.length > 4000) return { problem: `${name} sent no answer that can be used. Try again.` }
  return { code }
}

/**
 * The address in an ID token that came straight from the token endpoint over TLS; null where there is none. Only shown,
 * never trusted for anything, so its signature is not looked at (OpenID Connect Core 3.1.3.7).
 */
export function emailInIdToken(idToken: string | undefined): string | null {
  const [, payload] = idToken?.split('.') ?? []
  if (!payload) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (typeof claims !== 'object' || claims === null) return null
    const { email, preferred_username: user } = claims as Record<string, unknown>
    const found = [email, user].find((value): value is string => typeof value === 'string' && value.includes('@'))
    return found ? plain(found).slice(0, 320) : null
  } catch {
    return null
  }
}

/** Words of a stranger as part of a line: no control characters, not long. */
function plain(words: string): string {
  return oneLine(words).slice(0, 200)
}
