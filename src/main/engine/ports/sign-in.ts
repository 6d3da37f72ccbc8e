import type { SignInProvider } from '../../../shared/schemas/mailboxes.ts'
/** A program as a provider knows it. Native programs cannot keep a secret; Google gives them one all the same. */
export interface OAuthClient {
  clientId: string
  clientSecret?: string | undefined
}

/** Waits for the one answer of a provider's page. */
export interface SignInListener {
  redirectUri: string
  /** The query of the answer with the right state; null when none came in time, or it was closed. Never rejects. */
  answer: Promise<URLSearchParams | null>
  close(): void
}

export type TokenAnswer =
  | { ok: true; accessToken: string; refreshToken: string | undefined; idToken: string | undefined; expiresInMs: number }
  /** For people; without a secret. */
  | { ok: false; message: string }

/** What a sign-in at a provider's own page needs from outside (OAuth 2 for native apps). */
export interface SignInPort {
  /** The client id that this program brings for a provider; null where it has none. */
  client(provider: SignInProvider): OAuthClient | null
  /** Opens a free port on loopback. `host` is how the redirect names it. */
  listen(request: { state: string; host: 'localhost' | '127.0.0.1'; timeoutMs: number }): Promise<SignInListener>
  /** Changes a code for tokens. Never throws for what a network or a server does. */
  exchange(tokenUrl: string, form: Record<string, string>): Promise<TokenAnswer>
}
