/** A provider's authorisation server on loopback: its page and its token endpoint, with PKCE and codes that work once. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeOAuth {
  /** Stands in for the provider's token endpoint. */
  tokenUrl: string
  /** Every form that came to the token endpoint. */
  exchanges: URLSearchParams[]
  /**
   * What a browser does with the address of the provider's page: the person says yes, and the redirect is followed.
   * `tamper` changes the redirect before it is followed.
   */
  visit(authorizeUrl: string, tamper?: (redirect: URL) => void): Promise<Response>
  /** Where the person would be sent, with a fresh code, without going there. */
  redirectOf(authorizeUrl: string): URL
  /** What the token endpoint answers instead; null: as it should. */
  answer: { status: number; body: string } | null
  stop(): Promise<void>
}

/** @param email who signs in */
export async function startOAuth(email = 'ana@sender.example'): Promise<FakeOAuth> {
  const codes = new Map<string, { challenge: string; redirectUri: string; clientId: string }>()
  const exchanges: URLSearchParams[] = []
  let codesMade = 0

  function redirectOf(authorizeUrl: string): URL {
    const asked = new URL(authorizeUrl).searchParams
    if (asked.get('response_type') !== 'code' || asked.get('code_challenge_method') !== 'S256') throw new Error('not a request for a code')
    const code = `code-${++codesMade}`
    const redirectUri = asked.get('redirect_uri') ?? ''
    codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirectUri, clientId: asked.get('client_id') ?? '' })
    const redirect = new URL(redirectUri)
    redirect.searchParams.set('code', code)
    redirect.searchParams.set('state', asked.get('state') ?? '')
    return redirect
  }

  function tokens(form: URLSearchParams): { status: number; body: string } {
    const code = form.get('code') ?? ''
    const grant = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const fits =
      grant?.challenge === challenge && grant.redirectUri === form.get('redirect_uri') && grant.clientId === form.get('client_id')
    if (form.get('grant_type') !== 'authorization_code' || !fits) return { status: 400, body: JSON.stringify({ error: 'invalid_grant' }) }
    const idToken = `e30.${Buffer.from(JSON.stringify({ email })).toString('base64url')}.x`
    const body = { access_token: `access-${code}`, refresh_token: `refresh-${code}`, expires_in: 3600, id_token: idToken }
    return { status: 200, body: JSON.stringify(body) }
  }

  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await textOf(request))
    exchanges.push(form)
    const { status, body } = oauth.answer ?? tokens(form)
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const oauth: FakeOAuth = {
    tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    exchanges,
    redirectOf,
    async visit(authorizeUrl, tamper = () => {}) {
      const redirect = redirectOf(authorizeUrl)
      tamper(redirect)
      return fetch(redirect)
    },
    answer: null,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return oauth
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
