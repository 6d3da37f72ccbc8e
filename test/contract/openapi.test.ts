import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HttpHost, httpHost } from './hosts.ts'

type Operation = {
  operationId: string
  summary?: string
  parameters?: { name: string; in: string; required?: boolean; schema?: unknown }[]
  responses: Record<string, unknown>
  requestBody?: { content: Record<string, unknown> }
}
type Document = {
  openapi: string
  info: { title: string; version: string }
  security: Record<string, unknown>[]
  servers: { url: string }[]
  components: { securitySchemes: Record<string, { type: string; scheme: string }> }
  paths: Record<string, Record<string, Operation>>
}

/** The addresses that other programs are told to rely on. */
const promised: [string, string[]][] = [
  ['/api/campaigns', ['get', 'post']],
  ['/api/campaigns/{id}', ['get', 'put', 'delete']],
  ['/api/campaigns/{id}/activate', ['post']],
  ['/api/campaigns/{id}/pause', ['post']],
  ['/api/campaigns/{id}/sequences', ['get', 'post']],
  ['/api/campaigns/{id}/sequences/{step}', ['put', 'delete']],
  ['/api/campaigns/{id}/sequences/reorder', ['post']],
  ['/api/campaigns/{id}/recipients', ['get', 'post']],
  ['/api/campaigns/{id}/recipients/{recipientId}', ['delete']],
  ['/api/campaigns/{id}/recipients/{recipientId}/actions', ['get']],
  ['/api/campaigns/{id}/recipients/{recipientId}/mark-responded', ['post']],
  ['/api/campaigns/{id}/execute-next', ['post']],
  ['/api/campaigns/{id}/stats', ['get']],
  ['/api/contacts', ['get', 'post']],
  ['/api/contacts/import', ['get', 'post']],
  ['/api/contacts/import/{id}/rejected.csv', ['get']],
  ['/api/mailboxes', ['get', 'post']],
  ['/api/mailboxes/{id}/test', ['post']],
  ['/api/suppressions', ['get', 'post']],
  ['/api/credits', ['get']],
  ['/api/events', ['get']],
  ['/api/uploads', ['put']],
]

let host: HttpHost
let document: Document

beforeAll(async () => {
  host = await httpHost()
  document = (await (await host.call('/api/openapi.json')).json()) as Document
})
afterAll(() => host.close())

function* operations(): Generator<[string, string, Operation]> {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) yield [path, method, operation]
  }
}

/** Every `$ref` in the document, wherever it stands. */
function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref' && typeof inner === 'string') yield inner
    else yield* references(inner)
  }
}

describe('/api/openapi.json', () => {
  it('is OpenAPI 3.1 that says how to sign in', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: 'Campaign Desk', version: '1.2.3' })
    expect(document.security).toEqual([{ bearer: [] }])
    expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' })
  })

  it.each(promised)('names %s with %j', (path, methods) => {
    expect(Object.keys(document.paths[path] ?? {})).toEqual(expect.arrayContaining(methods))
  })

  it('is whole: ids are unique, path parameters are declared, references resolve', () => {
    const ids = [...operations()].map(([, , { operationId }]) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [path, method, operation] of operations()) {
      const declared = (operation.parameters ?? []).filter((it) => it.in === 'path')
      expect(declared.map(({ name }) => name).sort(), `${method} ${path}`).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map((it) => it[1]).sort(),
      )
      expect(
        declared.every(({ required }) => required),
        path,
      ).toBe(true)
      expect(Object.keys(operation.responses).length, path).toBeGreaterThan(0)
      if (method === 'get' || method === 'delete') expect(operation.requestBody, `${method} ${path}`).toBeUndefined()
    }
    for (const reference of references(document)) {
      const found = reference
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
      expect(found, reference).toBeDefined()
    }
  })

  it('says of every call what it does, what it answers, and how it refuses', () => {
    for (const [path, method, operation] of operations()) {
      const name = `${method} ${path}`
      expect(operation.summary, name).toMatch(/\S/)
      expect(Object.keys(operation.responses), name).toEqual(expect.arrayContaining(['401', '403', '500']))
      for (const parameter of operation.parameters ?? []) expect(parameter.schema, `${name} ${parameter.name}`).not.toEqual({})
    }
  })

  it('describes ids as whole numbers, wherever they stand', () => {
    const create = JSON.stringify(document.paths['/api/campaigns']?.post)
    expect(create).toContain('"mailboxIds":{"type":"array","maxItems":100,"items":{"type":"integer"')
    expect(document.paths['/api/campaigns/{id}']?.get?.parameters).toContainEqual(
      expect.objectContaining({ name: 'id', required: true, schema: expect.objectContaining({ type: 'integer', description: 'Row id' }) }),
    )
  })

  it('describes every address that answers, with the files', () => {
    expect(Object.keys(document.paths['/api/contacts/import']?.post?.requestBody?.content ?? {})).toEqual(
      expect.arrayContaining(['application/json', 'text/csv', 'application/octet-stream']),
    )
    expect(document.paths['/api/contacts/{id}']?.delete?.parameters).toContainEqual(expect.objectContaining({ name: 'erase', in: 'query' }))
  })
})
