/** The asking itself, against an HTTPS and a DNS server on loopback. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDiscovery } from '../../src/main/engine/adapters/mail/discovery.ts'
import { testAuthority, testCertificate } from '../fakes/mail.ts'

let web: Server
let dns: Socket
let base = ''
let dnsServer = ''
let hits: string[] = []

beforeAll(async () => {
  setDefaultCACertificates([...getCACertificates('default'), testAuthority()])
  web = createServer(testCertificate('localhost'), (request, response) => {
    hits.push(request.url ?? '')
    const [, verb = '', rest = ''] = (request.url ?? '').split('/')
    if (verb === 'hang') return
    if (verb === 'to') response.writeHead(302, { location: decodeURIComponent(rest) }).end()
    else if (verb === 'status') response.writeHead(Number(rest)).end('text')
    else if (verb === 'long') response.end('x'.repeat(Number(rest)))
    else response.end('<clientConfig/>')
  })
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  base = `https://localhost:${(web.address() as AddressInfo).port}`
  dns = createSocket('udp4')
  dns.on('message', (query, from) => {
    const answer = answerTo(query)
    if (answer) dns.send(answer, from.port, from.address)
  })
  dns.bind(0, '127.0.0.1')
  await once(dns, 'listening')
  dnsServer = `127.0.0.1:${dns.address().port}`
})

afterAll(async () => {
  dns.close()
  web.closeAllConnections()
  await new Promise((resolve) => web.close(resolve))
  setDefaultCACertificates(getCACertificates('bundled'))
})

type Record = { mx: [number, string] } | { srv: [number, number, number, string] }
const zone: { [name: string]: Record[] } = {
  'hoster.example': [{ mx: [20, 'Backup.hoster.example'] }, { mx: [10, 'mx.hoster.example'] }],
  'nomail.example': [{ mx: [0, ''] }],
  '_imaps._tcp.hoster.example': [
    { srv: [10, 1, 993, 'second.hoster.example'] },
    { srv: [5, 1, 993, 'light.hoster.example'] },
    { srv: [5, 9, 1993, 'heavy.hoster.example'] },
  ],
  '_imap._tcp.hoster.example': [{ srv: [0, 0, 0, ''] }],
}

const wireName = (name: string) =>
  Buffer.concat([
    ...(name ? name.split('.') : []).map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`)),
    Buffer.from([0]),
  ])
const u16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])))

/** A minimal answer (RFC 1035): what stands in the zone, NXDOMAIN for the rest, silence for `silent.example`. */
function answerTo(query: Buffer): Buffer | null {
  const labels: string[] = []
  let at = 12
  for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + size).toString())
    at += size + 1
  }
  const question = query.subarray(12, at + 5)
  const name = labels.join('.').toLowerCase()
  if (name === 'silent.example') return null
  const type = query.readUInt16BE(at + 1)
  const records = (zone[name] ?? []).filter((record) => ('mx' in record ? 15 : 33) === type)
  const bodies = records.map((record) =>
    'mx' in record
      ? Buffer.concat([u16(record.mx[0]), wireName(record.mx[1])])
      : Buffer.concat([u16(...record.srv.slice(0, 3).map(Number)), wireName(record.srv[3])]),
  )
  const answers = bodies.map((body) => Buffer.concat([u16(0xc00c, type, 1, 0, 60, body.length), body]))
  return Buffer.concat([query.subarray(0, 2), u16(zone[name] ? 0x8180 : 0x8183, 1, answers.length, 0, 0), question, ...answers])
}

describe('documents', () => {
  const fetchText = (path: string, options = {}) =>
    createDiscovery({ timeoutMs: 2000, ...options }).fetchText(path.startsWith('http') ? path : `${base}${path}`)

  it('are read over HTTPS, also behind a redirect', async () => {
    expect(await fetchText('/good')).toBe('<clientConfig/>')
    expect(await fetchText(`/to/${encodeURIComponent('/good')}`)).toBe('<clientConfig/>')
  })

  it.each(['/status/404', '/status/500', '/status/204', '/long/70000'])('are none with %s', async (path) => {
    expect(await fetchText(path)).toBeNull()
  })

  it('may have 64 KiB', async () => {
    expect(await fetchText('/long/65536')).toHaveLength(65_536)
  })

  it('are not asked for in clear, and no redirect changes that', async () => {
    hits = []
    expect(await fetchText(base.replace('https', 'http'))).toBeNull()
    expect(hits).toEqual([])
    expect(await fetchText(`/to/${encodeURIComponent('http://127.0.0.1:1/')}`)).toBeNull()
    expect(await fetchText(`/to/${encodeURIComponent('file:///etc/passwd')}`)).toBeNull()
  })

  it('are given up after some redirects, and in time', async () => {
    const loop = `/to/${encodeURIComponent('/to/')}`
    expect(await fetchText(loop)).toBeNull()
    const startedMs = performance.now()
    expect(await fetchText('/hang', { timeoutMs: 100 })).toBeNull()
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  it('are not taken from a server with a wrong name, nor from one that is not there', async () => {
    expect(await fetchText(base.replace('localhost', '127.0.0.2'))).toBeNull()
    expect(await fetchText('https://127.0.0.1:1/')).toBeNull()
    expect(await fetchText('not a url')).toBeNull()
  })
})

describe('DNS', () => {
  const ask = (timeoutMs = 2000) => createDiscovery({ timeoutMs, dnsServers: [dnsServer] })

  it('gives MX hosts by priority, and none where there is no mail', async () => {
    expect(await ask().mx('hoster.example')).toEqual(['mx.hoster.example', 'backup.hoster.example'])
    expect(await ask().mx('nomail.example')).toEqual([])
    expect(await ask().mx('nowhere.example')).toEqual([])
  })

  it('gives SRV records by priority, then weight, and none for a service that is not offered', async () => {
    expect(await ask().srv('_imaps._tcp.hoster.example')).toEqual([
      { host: 'heavy.hoster.example', port: 1993 },
      { host: 'light.hoster.example', port: 993 },
      { host: 'second.hoster.example', port: 993 },
    ])
    expect(await ask().srv('_imap._tcp.hoster.example')).toEqual([])
  })

  it('is given up in time', async () => {
    const startedMs = performance.now()
    expect(await ask(200).mx('silent.example')).toEqual([])
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })
})
