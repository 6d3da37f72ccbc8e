/**
 * A name server on loopback (UDP). Every domain has mail unless the zone says otherwise.
 *
 * Point a host here with `CAMPAIGN_DESK_DNS` (the `server` of what `startDns` returns).
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/**
 * How a domain answers: with a mail server; with the record that there is no mail (RFC 7505), or with that and a real
 * server; without MX but with an address (v4 or v6 alone); with nothing; that there is no such name; an error; a refusal;
 * never; or never to the question for addresses.
 */
export type DnsAnswer =
  | 'mx'
  | 'null_mx'
  | 'null_and_mx'
  | 'address'
  | 'address6'
  | 'nothing'
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'silence'
  | 'no_mx_then_silence'

export interface FakeDns {
  /** `127.0.0.1:port` */
  server: string
  /** `MX acme.example`, in order. */
  asked: string[]
  /** By domain; `*` for all others. */
  zone: Map<string, DnsAnswer>
  close(): Promise<void>
}

export async function startDns(zone: Record<string, DnsAnswer> = {}): Promise<FakeDns> {
  const socket = createSocket('udp4')
  const known = new Map(Object.entries(zone))
  const asked: string[] = []
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query)
    asked.push(`${typeNames[type] ?? type} ${name}`)
    const reply = answerTo(known.get(name) ?? known.get('*') ?? 'mx', type)
    if (reply) socket.send(packet(query, end, reply), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    zone: known,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

const typeNames: Record<number, string> = { 1: 'A', 15: 'MX', 28: 'AAAA' }

interface Answer {
  code: number
  /** The data of each record, all of the type that was asked for. */
  records: Buffer[]
}

const nothing: Answer = { code: 0, records: [] }
const codes: Partial<Record<DnsAnswer, number>> = { servfail: 2, nxdomain: 3, refused: 5 }

/** Null: no answer ever comes. */
function answerTo(kind: DnsAnswer, type: number): Answer | null {
  const code = codes[kind]
  if (code !== undefined) return { code, records: [] }
  if (kind === 'silence') return null
  if (type === 15) return { code: 0, records: mxOf(kind) }
  if (kind === 'no_mx_then_silence') return null
  if (type === 1 && kind === 'address') return { code: 0, records: [Buffer.from([127, 0, 0, 1])] }
  if (type === 28 && kind === 'address6') return { code: 0, records: [Buffer.from([...Array(15).fill(0), 1])] }
  return nothing
}

function mxOf(kind: DnsAnswer): Buffer[] {
  const none = mx(0, '')
  if (kind === 'mx') return [mx(10, 'mx.mail.example')]
  if (kind === 'null_mx') return [none]
  return kind === 'null_and_mx' ? [none, mx(10, 'mx.mail.example')] : []
}

function mx(preference: number, exchange: string): Buffer {
  const labels = exchange === '' ? [] : exchange.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]))
  return Buffer.concat([Buffer.from([preference >> 8, preference & 255]), ...labels, Buffer.from([0])])
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** The question again, and the records, each with a pointer to the name in it. */
function packet(query: Buffer, end: number, { code, records }: Answer): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(query.readUInt16BE(0), 0)
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  const answers = records.map((data) => {
    const start = Buffer.alloc(12)
    start.writeUInt16BE(0xc00c, 0)
    start.writeUInt16BE(query.readUInt16BE(end - 4), 2)
    start.writeUInt16BE(1, 4)
    start.writeUInt32BE(60, 6)
    start.writeUInt16BE(data.length, 10)
    return Buffer.concat([start, data])
  })
  return Buffer.concat([header, query.subarray(12, end), ...answers])
}
