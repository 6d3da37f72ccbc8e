import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { createRouterClient, ORPCError } from '@orpc/server'
import { type Place, places } from '../../../shared/place.ts'
import type { Engine } from '../../engine/engine.ts'
import { contextAt, contextOfPlace, forPlace, type Places } from '../places.ts'
import { readJson } from './body.ts'
import { describeApi } from './openapi.ts'
import { HttpError, sendJson } from './reply.ts'
import { methodsAt } from './routes.ts'
import { dropUpload, isFile, receiveUpload } from './uploads.ts'

export interface ApiOptions {
  places: Places
  version: string
  /** The rejected rows of an import as CSV, piece by piece. */
  rejectedCsv: (context: Engine['context'], importId: number) => Iterable<string>
}

export type Api = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>

/** Where the engine of each place answers. */
const prefixes: Record<Place, `/${string}`> = { workspace: '/api', sandbox: '/sandbox/api' }

/** The place whose API an address belongs to; null for an address outside of both. */
export function placeAsked(pathname: string): Place | null {
  const isBelow = (prefix: string) => pathname === prefix || pathname.startsWith(`${prefix}/`)
  return places.find((place) => isBelow(prefixes[place])) ?? null
}

/** An address below a place's API that stays open: what happens is said there. */
export function isStream(place: Place, pathname: string): boolean {
  return streams.includes(pathname.slice(prefixes[place].length))
}

const streams = ['/events', '/host/signals']

/** Everything below a place's API: the contract's routes, and the few that carry files. Throws HttpError or ORPCError. */
export function createApi(options: ApiOptions, place: Place): Api {
  const { places: desk, version, rejectedCsv } = options
  const prefix = prefixes[place]
  const handler = new OpenAPIHandler(desk.router, { clientInterceptors: [forPlace(desk, place)] })
  const context = () => contextAt(desk, place)
  const client = createRouterClient(desk.router, { context })
  let description: Promise<unknown> | undefined

  async function importFile(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { tags, ...options } = Object.fromEntries(url.searchParams)
    const { folder } = context()
    const { uploadId } = await receiveUpload(request, folder)
    // What the query holds is checked by the route like any other input.
    const input = { ...options, ...(tags === undefined ? {} : { tags: tags.split(',') }), uploadId } as { uploadId: string }
    const started = await client.contacts.import(input).catch(async (error: unknown) => {
      // After an error of ours it is not certain that nothing was begun with it.
      if (isRouteError(error) && error.status < 500) await dropUpload(folder, uploadId)
      throw error
    })
    sendJson(response, 202, started)
  }

  async function sendRejected(response: ServerResponse, importId: number): Promise<void> {
    await client.contacts.getImport({ id: importId })
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="rejected-${importId}.csv"`,
      'cache-control': 'no-store',
    })
    await pipeline(Readable.from(rejectedCsv(context(), importId)), response)
  }

  /** True where the request was one of those that carry files. */
  async function handleFiles(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const { method } = request
    const path = url.pathname.slice(prefix.length)
    if (path === '/openapi.json') {
      allow(method, 'GET')
      description ??= describeApi(version)
      sendJson(response, 200, await description)
      return true
    }
    if (path === '/uploads') {
      allow(method, 'PUT')
      sendJson(response, 201, await receiveUpload(request, context().folder))
      return true
    }
    if (path === '/contacts/import' && method === 'POST' && isFile(request)) {
      await importFile(request, response, url)
      return true
    }
    const rejected = /^\/contacts\/import\/(\d{1,15})\/rejected\.csv$/.exec(path)
    if (rejected) {
      allow(method, 'GET')
      await sendRejected(response, Number(rejected[1]))
      return true
    }
    return false
  }

  return async (request, response, url) => {
    if (await handleFiles(request, response, url)) return
    const methods = methodsAt(url.pathname.slice(prefix.length))
    if (methods.length === 0) throw new HttpError('NOT_FOUND', `There is no API address ${url.pathname}.`, 'See /api/openapi.json.')
    allow(request.method, ...methods)
    if (request.method !== 'GET') Object.assign(request, { body: await inputOf(request, url) })
    response.setHeader('cache-control', 'no-store')
    const { matched } = await handler.handle(request, response, { prefix, context: contextOfPlace })
    if (!matched) throw new HttpError('NOT_FOUND', `There is no API address ${url.pathname}.`, 'See /api/openapi.json.')
  }
}

/** DELETE takes what is not in its path from the query; all others from the body. */
async function inputOf(request: IncomingMessage, url: URL): Promise<Record<string, unknown>> {
  const body = await readJson(request)
  return request.method === 'DELETE' ? { ...Object.fromEntries(url.searchParams), ...body } : (body ?? {})
}

function allow(method: string | undefined, ...methods: string[]): void {
  if (method !== undefined && methods.includes(method)) return
  throw new HttpError('METHOD_NOT_SUPPORTED', `This address takes ${methods.join(', ')}, not ${method}.`, undefined, {
    allow: methods.join(', '),
  })
}

/** An error of a route that was called from here, as it would have been answered by the route itself. */
export function isRouteError(error: unknown): error is ORPCError<string, unknown> {
  return error instanceof ORPCError
}
