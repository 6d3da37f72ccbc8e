import { timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { SignInListener, SignInPort } from '../../ports/sign-in.ts'

import { exchangeCode } from './oauth.ts'

const client = z
  .object({ clientId: z.string().min(1), clientSecret: z.string().optional() })
  .nullable()
  .default(null)
const clients = z.object({ google: client, microsoft: client })

/**
 * Sign-ins at a provider's own page.
 * @param clientsFile JSON with `{ google, microsoft }`, each `{ clientId, clientSecret? }` or null. Shipped empty: a client id
 * has to be registered by whoever builds the program. A missing or broken file means that there is none.
 */
export function createSignIn(clientsFile: string): SignInPort {
  const known = readClients(clientsFile)
  return { client: (provider) => known[provider], listen, exchange: exchangeCode }
}

function readClients(file: string): z.infer<typeof clients> {
  try {
    return clients.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { google: null, microsoft: null }
  }
}

/** One answer, on loopback only, at any free port; nothing else of this machine or any other is listened to. */
async function listen({ state, host, timeoutMs }: Parameters<SignInPort['listen']>[0]): Promise<SignInListener> {
  let settle: (answer: URLSearchParams | null) => void = () => {}
  const answer = new Promise<URLSearchParams | null>((resolve) => {
    settle = resolve
  })
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 10_000 }, (request, response) => {
    const query = answerIn(request, state, (server.address() as AddressInfo | null)?.port)
    // Whatever else asks here (another page, a favicon, a guess) neither ends the sign-in nor learns anything.
    if (!query) return say(response, 404, 'This is not the answer that is waited for.', 'Go back to Campaign Desk and try again.')
    say(response, 200, 'Campaign Desk has the answer.', 'You can close this window and go back.')
    close(query)
  })
  const timer = setTimeout(() => close(null), timeoutMs)
  timer.unref()

  function close(result: URLSearchParams | null): void {
    clearTimeout(timer)
    settle(result)
    server.close()
    server.closeIdleConnections()
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  server.unref()
  const { port } = server.address() as AddressInfo
  return { redirectUri: `http://${host}:${port}`, answer, close: () => close(null) }
}

/** The query of the one good request; null for any other. */
function answerIn(request: IncomingMessage, state: string, port: number | undefined): URLSearchParams | null {
  // A name that resolves to this machine (DNS rebinding) is not this machine.
  if (request.method !== 'GET' || ![`127.0.0.1:${port}`, `localhost:${port}`].includes(request.headers.host?.toLowerCase() ?? ''))
    return null
  const url = URL.parse(request.url ?? '', 'http://127.0.0.1')
  if (url?.pathname !== '/') return null
  return same(url.searchParams.get('state') ?? '', state) ? url.searchParams : null
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function say(response: ServerResponse, status: number, title: string, words: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  })
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Campaign Desk</title><style>:root{color-scheme:light dark}body{font:15px system-ui,sans-serif;display:grid;place-content:center;min-height:90vh;text-align:center}</style><h1>${title}</h1><p>${words}</p></html>`,
  )
}
