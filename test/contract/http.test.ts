import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HttpHost, httpHost } from './hosts.ts'
import { problem } from './problem.ts'

let host: HttpHost
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'renderer-'))
  const rendererFolder = join(folder, 'renderer')
  mkdirSync(join(rendererFolder, 'assets'), { recursive: true })
  writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(rendererFolder, 'assets/index-abc.js'), 'export {}')
  writeFileSync(join(rendererFolder, '.hidden.js'), 'secret')
  writeFileSync(join(folder, 'outside.js'), 'secret')
  host = await httpHost({ rendererFolder })
})
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A request as it stands, Host header included, which fetch does not let one set. */
function raw(
  path: string,
  headers: OutgoingHttpHeaders,
  method = 'GET',
): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(host.url)
    const request = httpRequest({ hostname, port, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        body += piece
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }))
    })
    request.on('error', reject)
    request.end()
  })
}

const json = { 'content-type': 'application/json' }

describe('who may ask', () => {
  it('tells a person who opens a page with an old token, in text', async () => {
    const { host: name } = new URL(host.url)
    const old = await raw('/?token=old', { host: name, accept: 'text/html,*/*' })
    expect([old.status, old.headers['content-type']]).toEqual([401, 'text/plain; charset=utf-8'])
    expect(old.body).toContain('The token in this address is not the right one. Open the address that')
    const api = await raw('/api/workspace', { host: name, accept: 'text/html,*/*' })
    expect(JSON.parse(api.body)).toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it.each([
    [{ name: '' }, 'name: this is empty'],
    [{ name: 5 }, 'name: this has to be text, not a number'],
    [{ name: 'x'.repeat(201) }, 'name: this has more than 200 characters'],
    [{ name: 'x', mailboxIds: [true] }, 'mailboxIds.0: this has to be a number, not true or false'],
    [{ name: 'x', mailboxIds: [null] }, 'mailboxIds.0: this has to be a number, not null'],
    [{ name: 'x', mailboxIds: ['1e3'] }, 'mailboxIds.0: this has to be a number, not text'],
    [{ name: 'x', mailboxIds: [0] }, 'mailboxIds.0: this has to be more than 0'],
    [{ name: 'x', mailboxIds: [1.5] }, 'mailboxIds.0: this has to be a whole number'],
    [{ name: 'x', mailboxIds: 1 }, 'mailboxIds: this has to be a list, not a number'],
    [{ name: 'x', audience: 'y' }, 'audience: this has to be one of "list", "discovery"'],
    [{ name: 'x', schedule: { days: [8], start: '09:00', end: '17:00', zone: 'UTC' } }, 'schedule.days.0: this has to be at most 7'],
    [{ name: 'x', schedule: { days: [], start: '09:00', end: '17:00', zone: 'UTC' } }, 'schedule.days: this is empty'],
    [{ name: 'x', schedule: { days: [1], start: '09:00', end: '17:00', zone: '+02:00' } }, 'schedule.zone: Not an IANA time zone'],
  ])('says in words what is wrong with %j', async (body, words) => {
    const answer = await problem(await host.call('/api/campaigns', { method: 'POST', body: JSON.stringify(body), headers: json }))
    expect(answer.status).toBe(400)
    expect(answer.message).toContain(words)
  })

  it('refuses a foreign or missing Host, also with the token', async () => {
    const { port } = new URL(host.url)
    const authorization = `Bearer ${host.token}`
    for (const name of ['evil.example', `evil.example:${port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.evil.example:${port}`]) {
      const { status, body } = await raw('/api/workspace', { host: name, authorization })
      expect(status, name).toBe(403)
      expect(JSON.parse(body).code).toBe('FORBIDDEN')
    }
    for (const name of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect((await raw('/api/workspace', { host: name, authorization })).status, name).toBe(200)
    }
  })

  it('refuses a request that names no Host at all', async () => {
    const socket = connect(Number(new URL(host.url).port), '127.0.0.1')
    socket.end(`GET /api/workspace HTTP/1.0\r\nAuthorization: Bearer ${host.token}\r\n\r\n`)
    let answer = ''
    for await (const piece of socket) answer += piece
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('refuses a foreign Origin, another port of this machine, and requests of other sites', async () => {
    const { port } = new URL(host.url)
    for (const origin of [
      'http://evil.example',
      'null',
      'http://127.0.0.1',
      `http://127.0.0.1:${Number(port) + 1}`,
      `https://127.0.0.1:${port}`,
    ]) {
      expect((await host.call('/api/workspace', { headers: { origin } })).status, origin).toBe(403)
    }
    expect((await host.call('/api/workspace', { headers: { origin: host.url } })).status).toBe(200)
    const authorization = `Bearer ${host.token}`
    const own = { host: `127.0.0.1:${port}`, authorization }
    expect((await raw('/api/workspace', { ...own, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await raw('/api/workspace', { ...own, 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await raw('/api/workspace', { ...own, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  it('refuses without a token and with a wrong one, for every address', async () => {
    for (const path of ['/', '/api/workspace', '/api/openapi.json', '/api/nothing', '/assets/index-abc.js']) {
      const none = await problem(await fetch(host.url + path))
      expect(none, path).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
      expect(none.advice).toContain('campaign-desk serve')
    }
    for (const authorization of ['Bearer wrong', 'Bearer ', `Basic ${host.token}`, host.token, `Bearer ${host.token}x`]) {
      expect((await host.call('/api/workspace', { headers: { authorization } })).status, authorization).toBe(401)
    }
    expect((await fetch(`${host.url}/api/workspace?token=${host.token}`)).status).toBe(401)
    expect((await fetch(`${host.url}/?token=wrong`)).status).toBe(401)
  })

  it('trades the token in the address for a cookie, once, and takes it out of the address', async () => {
    const { port } = new URL(host.url)
    const response = await fetch(`${host.url}/?token=${host.token}`, { redirect: 'manual' })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/')
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toBe(`campaign-desk-${port}=${host.token}; HttpOnly; SameSite=Strict; Path=/`)
    const [pair = ''] = cookie.split(';')
    const read = await fetch(`${host.url}/api/workspace`, { headers: { cookie: `other=1; ${pair}` } })
    expect(read.status).toBe(200)
    expect((await fetch(`${host.url}/api/workspace`, { headers: { cookie: `campaign-desk-${port}=no` } })).status).toBe(401)
  })
})

describe('what is not a good request', () => {
  const put = (body: BodyInit, headers: HeadersInit = json) => host.call('/api/workspace', { method: 'PUT', body, headers })

  it.each([
    ['{"name"', 'is not JSON'],
    ['', 'The input is not'],
    ['[]', 'has to be a JSON object'],
    ['"x"', 'has to be a JSON object'],
    ['{"name": 1}', 'name: '],
    ['{"name": "A", "__proto__": {"x": 1}}', '__proto__: '],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8'],
  ])('a body %j is a 400 that says so', async (body, words) => {
    const found = await problem(await host.call('/api/campaigns', { method: 'POST', body, headers: json }))
    expect(found).toMatchObject({ status: 400, code: 'BAD_REQUEST' })
    expect(found.message).toContain(words)
  })

  it('a body that is not JSON by its type is a 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp']) {
      expect(await problem(await put('{"name":"A"}', { 'content-type': type })), type).toMatchObject({ status: 415 })
    }
    expect((await put('{"name":"A"}', { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200)
  })

  it('a body of more than 10 MB is a 413, announced or not', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 0x20)
    expect(await problem(await put(body))).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' })
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 11; i++) controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20))
        controller.close()
      },
    })
    const init = { method: 'PUT', body: pieces, headers: json, duplex: 'half' } as RequestInit
    expect(await problem(await host.call('/api/workspace', init))).toMatchObject({ status: 413 })
  })

  it('an unknown address is a 404, a known one with another method a 405, both as JSON', async () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/nothing',
      '/api/campaigns/1/nothing',
      '/api/campaigns/1/2/3',
      '/api//campaigns',
      '/api/%ff',
    ]) {
      expect(await problem(await host.call(path)), path).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    }
    const response = await host.call('/api/campaigns', { method: 'PATCH', body: '{}', headers: json })
    expect(response.headers.get('allow')).toBe('GET, POST')
    expect(await problem(response)).toMatchObject({ status: 405, code: 'METHOD_NOT_SUPPORTED' })
    expect((await host.call('/api/uploads')).status).toBe(405)
    expect((await host.call('/api/openapi.json', { method: 'DELETE' })).status).toBe(405)
    expect((await host.call('/api/contacts/import', { method: 'PUT', body: '{}', headers: json })).status).toBe(400)
  })

  it('a field in the query of a DELETE counts, and an unknown one is refused', async () => {
    expect(await problem(await host.call('/api/contacts/987654?erase=true', { method: 'DELETE' }))).toMatchObject({ status: 404 })
    const found = await problem(await host.call('/api/contacts/987654?erase=maybe', { method: 'DELETE' }))
    expect(found).toMatchObject({ status: 400 })
    expect(found.message).toContain('erase: ')
    expect(await problem(await host.call('/api/contacts/987654?surprise=1', { method: 'DELETE' }))).toMatchObject({ status: 400 })
  })

  it('nothing of all this is an error of ours', () => {
    expect(host.logged).toEqual([])
  })
})

describe('the page', () => {
  it('is served with a strict policy, for every place in it', async () => {
    for (const path of ['/', '/campaigns/12', '/index.html']) {
      const response = await host.call(path)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('<title>page</title>')
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(response.headers.get('cache-control')).toBe('no-cache')
      const policy = response.headers.get('content-security-policy') ?? ''
      for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
        expect(policy).toContain(part)
      }
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  it('lets a browser keep files whose name carries their hash', async () => {
    const response = await host.call('/assets/index-abc.js')
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const head = await host.call('/assets/index-abc.js', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '9', ''])
    expect((await host.call('/', { method: 'POST' })).status).toBe(405)
  })

  it('shows nothing outside its folder and nothing hidden', async () => {
    const { port } = new URL(host.url)
    const own = { host: `127.0.0.1:${port}`, authorization: `Bearer ${host.token}` }
    const paths = [
      '/../outside.js',
      '/%2e%2e/outside.js',
      '/..%2foutside.js',
      '/assets/../../outside.js',
      '/.hidden.js',
      '/%00.js',
      '/..%5coutside.js',
      '//etc/x.js',
    ]
    for (const path of paths) {
      const { status, body } = await raw(path, own)
      expect(body, path).not.toContain('secret')
      expect(status, path).toBe(404)
    }
  })
})
