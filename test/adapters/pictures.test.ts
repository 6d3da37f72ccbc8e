import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPictures } from '../../src/main/engine/adapters/mail/pictures.ts'

const tls = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8')
const ca = tls('test-only-ca.crt')
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(1000)])

let server: Server
let base: string
let asked: { path: string; headers: IncomingHttpHeaders }[]
let answer: (path: string, response: ServerResponse) => void

beforeAll(async () => {
  server = createServer({ key: tls('test-only-localhost.key'), cert: tls('test-only-localhost.crt') }, (request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    answer(request.url ?? '', response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `https://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  asked = []
  answer = (_, response) => response.end(png)
})

/** Everything has this address. */
const pointsTo =
  (...addresses: string[]): LookupFunction =>
  (_name, _options, tell) =>
    tell(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
const here = pointsTo('127.0.0.1')
const local = () => createPictures({ loopback: { ca }, lookup: here, timeoutMs: 2000 })

describe('fetching a picture', () => {
  it('takes a bitmap for what it is, and says nothing about who asks', async () => {
    answer = (_, response) => response.setHeader('content-type', 'text/html').end(png)
    expect(await local().fetch(`${base}/a.png?x=1`)).toEqual({ type: 'image/png', bytes: png })
    expect(asked[0]?.path).toBe('/a.png?x=1')
    expect(Object.keys(asked[0]?.headers ?? {}).toSorted()).toEqual(['accept', 'connection', 'host'])
  })

  it('takes nothing else, whatever the server calls it', async () => {
    for (const body of ['<svg xmlns="http://www.w3.org/2000/svg"></svg>', '<html>', '']) {
      answer = (_, response) => response.setHeader('content-type', 'image/png').end(body)
      expect(await local().fetch(`${base}/x`)).toBeNull()
    }
    answer = (_, response) => response.writeHead(404).end(png)
    expect(await local().fetch(`${base}/x`)).toBeNull()
  })

  it('follows three redirects, over https alone', async () => {
    answer = (path, response) => {
      const n = Number(path.slice(1))
      if (n === 0) response.end(png)
      else response.writeHead(302, { location: `/${n - 1}` }).end()
    }
    expect(await local().fetch(`${base}/3`)).not.toBeNull()
    expect(await local().fetch(`${base}/4`)).toBeNull()
    for (const location of [
      'http://localhost/',
      'file:///etc/passwd',
      'https://user:pass@localhost/',
      'data:image/png;base64,iVBORw0KGgo=',
    ]) {
      answer = (_, response) => response.writeHead(301, { location }).end()
      expect(await local().fetch(`${base}/x`), location).toBeNull()
    }
  })

  it('gives up on what is too large, too slow, cut short or badly certified', async () => {
    const small = createPictures({ loopback: { ca }, lookup: here, maxBytes: 1000, timeoutMs: 300 })
    expect(await small.fetch(`${base}/large`)).toBeNull()
    answer = () => {}
    expect(await small.fetch(`${base}/silent`)).toBeNull()
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': png.length })
      response.write(png.subarray(0, 500))
      setTimeout(() => response.destroy(), 20)
    }
    expect(await small.fetch(`${base}/short`)).toBeNull()
    answer = (_, response) => response.end(png)
    const strict = createPictures({ loopback: { ca: tls('test-only-other-name.crt') }, lookup: here })
    expect(await strict.fetch(`${base}/x`)).toBeNull()
  })

  it('reaches nothing but the open internet, by whatever name or redirect', async () => {
    const strangers = (...addresses: string[]) => createPictures({ lookup: pointsTo(...addresses), timeoutMs: 500 })
    for (const address of ['127.0.0.1', '10.0.0.1', '192.168.0.1', '169.254.169.254', '::1', 'fe80::1', '::ffff:127.0.0.1']) {
      expect(await strangers(address).fetch('https://innocent.example/a.png'), address).toBeNull()
      expect(await strangers('8.8.8.8', address).fetch('https://two-faced.example/a.png'), address).toBeNull()
    }
    for (const url of [
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::ffff:7f00:1]/',
      'http://x.example/',
      `${base}/x`,
      'nonsense',
    ]) {
      expect(await createPictures({ lookup: here, timeoutMs: 500 }).fetch(url), url).toBeNull()
    }
    expect(asked).toEqual([])
    // From a place that may be asked to one that may not.
    answer = (_, response) => response.writeHead(302, { location: 'https://10.0.0.1/a.png' }).end()
    expect(await local().fetch(`${base}/x`)).toBeNull()
  })
})
