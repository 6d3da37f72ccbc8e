import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../../shared/errors.ts'
import type { Log } from '../engine/ports/machine.ts'

import { type ApiOptions, createApi, isRouteError, isStream, placeAsked } from './http/api.ts'
import { checkOrigin, checkToken, cookieHeader } from './http/guard.ts'
import { servePage } from './http/page.ts'
import { HttpError, sendError, sendErrorText, sendJson } from './http/reply.ts'
import { sameToken } from './http/token.ts'
import { clearUploads } from './http/uploads.ts'
import { securityHeaders } from './page-policy.ts'

const loopback = '127.0.0.1'
/** How long a client that was refused may go on sending before the line is cut. */
const lingerMs = 2000
const openAgain = 'Open the address that "campaign-desk serve" printed.'
/** How long answers that are under way get when the server stops. */
const graceMs = 5000

export interface ServerOptions extends ApiOptions {
  /** 0: any free one. A port that is taken is an error, except the default one (see `fallback`). */
  port: number
  /** Take any free port where `port` is taken. */
  fallback: boolean
  token: string
  /** The built renderer. */
  rendererFolder: string
  log: Log
}

export interface RunningServer {
  port: number
  /** Without a token. */
  url: string
  /** Ends event streams, lets other answers finish for a moment, and closes. */
  close(): Promise<void>
}

/**
 * The headless host's HTTP server, on loopback only. Every request passes, in this order: Host, Origin, token. Then it
 * is for the API, or for a file of the renderer.
 * @throws UserError CONFLICT where the port is taken
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  clearUploads(options.places.engineOf('workspace').context.folder)
  const apis = { workspace: createApi(options, 'workspace'), sandbox: createApi(options, 'sandbox') }
  const streams = new Set<ServerResponse>()
  let port = options.port

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    checkOrigin(request, port)
    const url = asUrl(request, port)
    const given = url.searchParams.get('token')
    if (url.pathname === '/' && request.method === 'GET' && given !== null && sameToken(given, options.token)) {
      // The token leaves the address bar, and with it the history, at once.
      response.writeHead(303, { location: '/', 'set-cookie': cookieHeader(port, options.token), 'cache-control': 'no-store' })
      response.end()
      return
    }
    if (url.pathname === '/' && given !== null) {
      throw new HttpError('UNAUTHORIZED', 'The token in this address is not the right one.', openAgain)
    }
    checkToken(request, options.token, port)
    const place = placeAsked(url.pathname)
    if (place === null) {
      await servePage(request, response, options.rendererFolder, url.pathname)
      return
    }
    if (isStream(place, url.pathname)) {
      streams.add(response)
      response.once('close', () => streams.delete(response))
    }
    await apis[place](request, response, url)
  }

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    answer(request, response).catch((error: unknown) => refuse(request, response, error, options.log))
  })
  // An import of 4 GB over a slow disk takes longer than the five minutes that Node allows by itself.
  server.requestTimeout = 0
  port = await listen(server, options.port, options.fallback)

  return {
    port,
    url: `http://${loopback}:${port}`,
    close: () => close(server, streams),
  }
}

function asUrl(request: IncomingMessage, port: number): URL {
  const path = request.url ?? '/'
  const url = path.startsWith('/') ? URL.parse(`http://${loopback}:${port}${path}`) : null
  if (!url) throw new HttpError('BAD_REQUEST', 'This address cannot be read.')
  return url
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown, log: Log): void {
  if (response.headersSent || request.socket.destroyed) {
    // Cut off in the middle: a broken connection is the only way left to say so.
    response.destroy()
    return
  }
  const until = linger(request, response)
  if (isRouteError(error)) sendJson(response, error.status, error.toJSON(), {}, until)
  else if (isPageCall(request)) sendErrorText(response, asHttpError(error, log), until)
  else sendError(response, asHttpError(error, log), until)
}

/** A person's browser asks for a page: an error is text to read, not JSON. */
function isPageCall({ url = '/', headers }: IncomingMessage): boolean {
  return !/^(\/sandbox)?\/api(\/|\?|$)/.test(url) && (headers.accept ?? '').includes('text/html')
}

function asHttpError(error: unknown, log: Log): HttpError {
  if (error instanceof HttpError) return error
  if (error instanceof UserError) return new HttpError(error.code, error.message, error.advice)
  log.error({ error: String(error), stack: error instanceof Error ? error.stack : undefined }, 'request failed')
  return new HttpError('INTERNAL_SERVER_ERROR', 'Something failed inside Campaign Desk. The log has the details.')
}

/**
 * A client that is still sending has to read the answer before the line is cut, or it sees only a broken connection:
 * what it sends is thrown away for a moment. Undefined where all has come in.
 */
function linger(request: IncomingMessage, response: ServerResponse): Promise<void> | undefined {
  if (request.complete) return undefined
  response.setHeader('connection', 'close')
  request.resume()
  return new Promise((resolve) => {
    request.once('close', resolve)
    request.once('end', resolve)
    setTimeout(resolve, lingerMs).unref()
  })
}

async function listen(server: Server, port: number, fallback: boolean): Promise<number> {
  try {
    return await tryListen(server, port)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' && fallback) return await tryListen(server, 0)
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    const why = code === 'EACCES' ? 'is reserved by the system' : 'is used by another program'
    throw new UserError('CONFLICT', `Port ${port} ${why}.`, { advice: 'Choose another with --port N, or --port 0 for any free one.' })
  }
}

function tryListen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: loopback, port, exclusive: true }, () => {
      server.removeListener('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function close(server: Server, streams: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  for (const response of streams) response.destroy()
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(cut)
}
