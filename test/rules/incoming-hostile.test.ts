import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyIncoming, senderOf } from '../../src/main/engine/rules/incoming/classify.ts'
import { matchCandidates } from '../../src/main/engine/rules/incoming/match.ts'
import { parseIncoming } from '../../src/main/engine/rules/incoming/parse.ts'
import type { Own } from '../../src/main/engine/rules/incoming/types.ts'
import { countCpu } from '../fakes/cpu-time.ts'

const own: Own = { addresses: ['lena@studio.example.com'] }
const folder = join(import.meta.dirname, '../fixtures/incoming')
const fixtures = readdirSync(folder).map((file) => readFileSync(join(folder, file)))

async function whole(source: Buffer) {
  const cpuMs = countCpu()
  const mail = await parseIncoming(source)
  const result = classifyIncoming(mail, own)
  const candidates = matchCandidates(mail, result, own)
  return { mail, result, candidates, tookMs: cpuMs() }
}

function bounds(seen: Awaited<ReturnType<typeof whole>>) {
  expect(seen.tookMs).toBeLessThan(2000)
  expect(seen.mail.text.length).toBeLessThanOrEqual(20_000)
  expect(seen.mail.references.length).toBeLessThanOrEqual(100)
  expect(seen.candidates.messageIds.length).toBeLessThanOrEqual(110)
  expect(seen.candidates.addresses.length).toBeLessThanOrEqual(20)
}

const mail = (head: string, body = 'Hi\r\n') =>
  Buffer.from(`From: Anna <anna@example.org>\r\nTo: lena@studio.example.com\r\n${head}\r\n\r\n${body}`)

describe('hostile mail', () => {
  it('arbitrary bytes never throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), async (bytes) => bounds(await whole(Buffer.from(bytes)))),
      { numRuns: 300 },
    )
  })

  it('real mail with bytes changed, cut and doubled never throws, and never becomes an answer of ours', async () => {
    const change = fc.record({ at: fc.nat(), remove: fc.nat({ max: 60 }), insert: fc.uint8Array({ maxLength: 40 }) })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fixtures), fc.array(change, { minLength: 1, maxLength: 12 }), async (fixture, changes) => {
        let source = fixture
        for (const { at, remove, insert } of changes) {
          const from = at % (source.length + 1)
          source = Buffer.concat([source.subarray(0, from), insert, source.subarray(from + remove)])
        }
        const seen = await whole(source)
        bounds(seen)
        if (seen.result.class === 'reply') expect(senderOf(seen.mail, own)?.key).not.toBe(own.addresses[0])
      }),
      { numRuns: 400 },
    )
  })

  it('mail from an own address is never a reply, whatever else it says', async () => {
    const field = fc.constantFrom(
      'In-Reply-To: <a@b.example>',
      'Subject: Re: hello',
      'Subject: unsubscribe',
      'Reply-To: anna@example.org',
      'Sender: anna@example.org',
      'Auto-Submitted: no',
      'List-Id: <x.example>',
      'Content-Type: text/html',
    )
    const address = fc.constantFrom(
      'lena@studio.example.com',
      'LENA@Studio.Example.COM',
      '"Anna" <lena@studio.example.com>',
      '=?utf-8?Q?Anna?= <Lena@studio.example.com>',
    )
    await fc.assert(
      fc.asyncProperty(address, fc.uniqueArray(field), fc.string(), async (from, fields, body) => {
        const { result } = await whole(Buffer.from([`From: ${from}`, ...fields, '', body].join('\r\n')))
        expect(result.class).toBe('own')
      }),
    )
  })

  it('Gmail knows one mailbox by many spellings', async () => {
    const seen = classifyIncoming(await parseIncoming(Buffer.from('From: l.ena.w@googlemail.com\r\n\r\nx')), {
      addresses: ['lenaw@gmail.com'],
    })
    expect(seen.class).toBe('own')
  })

  it('4.x.x is never permanent, wherever it stands', async () => {
    const four = fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 99 })).map(([a, b]) => `4.${a}.${b}`)
    const five = fc.constantFrom('', '5.0.0', '5.1.1', '550', 'user unknown')
    await fc.assert(
      fc.asyncProperty(four, five, fc.boolean(), async (status, other, inStatus) => {
        const fields = inStatus
          ? `Status: ${status}\r\nDiagnostic-Code: smtp; ${other} no such user`
          : `Status: 5.0.0\r\nDiagnostic-Code: smtp; ${status} user unknown`
        const { result } = await whole(
          mail(
            'Subject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b',
            `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\nAction: failed\r\n${fields}\r\n\r\n--b--\r\n`,
          ),
        )
        expect(result).toMatchObject({ class: 'bounce', permanent: false })
        const plain = await whole(
          Buffer.from(`From: MAILER-DAEMON@example.net\r\nSubject: failure notice\r\n\r\n<a@example.org>: ${status} user unknown ${other}`),
        )
        expect(plain.result).toMatchObject({ permanent: false })
      }),
    )
  })

  const many = (text: string, times: number) => text.repeat(times)
  const nested = (depth: number) => {
    let body = ''
    for (let level = 0; level < depth; level++) body += `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`
    return `${body}Content-Type: text/plain\r\n\r\nthe end`
  }
  it.each<[string, Buffer]>([
    ['10 MB of References', mail(`References: ${many('<aaaaaaaaaaaaaaaaaaaa@example.org>\r\n ', 300_000)}\r\nSubject: x`)],
    ['10 MB of one id', mail(`References: <${many('a', 10_000_000)}>`)],
    ['a million headers', mail(many('X-A: b\r\n', 100_000))],
    ['one header line of 5 MB', mail(`Subject: ${many('a', 5_000_000)}`)],
    ['a subject of encoded words', mail(`Subject: ${many('=?utf-8?Q?=C3?= ', 20_000)}`)],
    ['an endless encoded word', mail(`Subject: ${many('=?', 30_000)}`)],
    ['nested comments in From', Buffer.from(`From: ${many('(', 60_000)}a@example.org\r\n\r\nx`)],
    ['nested groups in Reply-To', mail(`Reply-To: ${many('a:', 30_000)}`)],
    ['a thousand recipients', mail(`Reply-To: ${many('a@example.org, ', 5_000)}`)],
    ['quotes that do not end', mail(`Reply-To: ${many('"<', 30_000)}`)],
    ['MIME nested 5,000 deep', Buffer.from(`From: a@example.org\r\n${nested(5_000)}`)],
    ['MIME nested 100 deep', Buffer.from(`From: a@example.org\r\n${nested(100)}`)],
    ['thousands of parts', mail('Content-Type: multipart/mixed; boundary=b', many('--b\r\nContent-Type: text/plain\r\n\r\nx\r\n', 10_000))],
    ['a multipart without boundary', mail('Content-Type: multipart/mixed', many('--\r\n', 1000))],
    ['null bytes', Buffer.concat([mail('Subject: a\0b'), Buffer.alloc(100_000)])],
    ['a charset that lies', mail('Content-Type: text/plain; charset=utf-16', many('ä', 10_000))],
    ['a charset that hangs others', mail('Content-Type: text/plain; charset=iso-2022-jp', many('\x1b$B', 50_000))],
    ['base64 of nothing', mail('Content-Transfer-Encoding: base64', many('=', 100_000))],
    ['HTML that closes 30,000 tags it never opened', mail('Content-Type: text/html', many('<b></i>', 30_000))],
    ['HTML nested 40,000 deep', mail('Content-Type: text/html', many('<div>', 40_000))],
    ['HTML of attributes', mail('Content-Type: text/html', `<a ${many('b=c ', 50_000)}>`)],
    ['a line of spaces', mail('', `${many(' ', 400_000)}x`)],
    ['a line of greater-thans', mail('', many('>', 400_000))],
    ['lines that nearly are attributions', mail('', many('On 1 a@b wrote\n', 20_000))],
    ['underscores', mail('', many('_'.repeat(999), 300))],
    ['dashes', mail('', many(`--${' '.repeat(900)}\n`, 300))],
    ['an address that never ends', mail('', many('a@', 100_000))],
    ['negations', mail('', many("don't not never ", 20_000))],
    ['a phrase that nearly matches', mail('', many('tragen sie mich ', 20_000))],
    [
      'a delivery report of 20,000 recipients',
      mail(
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        `--b\r\nContent-Type: message/delivery-status\r\n\r\n${many('Final-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n', 5_000)}--b--`,
      ),
    ],
    [
      'a bounce of almost-addresses',
      Buffer.from(
        `From: mailer-daemon@example.net\r\nSubject: failure notice\r\n\r\n${many('a', 20_000)}${many(' not found address ', 1000)}`,
      ),
    ],
    ['a bounce of dashes', Buffer.from(`From: mailer-daemon@example.net\r\nSubject: failure notice\r\n\r\n${many('-- original ', 2_000)}`)],
    ['a ticket subject', mail(`Subject: ${many('[', 900)}ticket${many('#', 900)}`)],
    ['nothing', Buffer.alloc(0)],
    ['one line break', Buffer.from('\n')],
  ])('%s costs little', async (_, source) => {
    bounds(await whole(source))
  })

  it('no repetition of the words that are looked for makes it slow', async () => {
    const word = fc.constantFrom(
      ...['a', '@', 'a@', ' ', '\n', '>', '> ', '--', '-- ', '_', '<', '(', '[', '#', ':', ': ', '/', '.', ';', '"', '*', '=?', '&'],
      ...[
        'On 1 ',
        'wrote',
        'wrote:',
        'schrieb am ',
        'From: a',
        'Sent: ',
        'original ',
        'Message-ID: ',
        'Message-ID: <a',
        'Received: ',
        '5.1.1',
        '550 ',
      ],
      ...[
        'not found ',
        'address ',
        'ticket ',
        'request ',
        'received ',
        'please ',
        'unsubscribe ',
        'not ',
        "don't ",
        'tragen sie mich ',
        'meine daten ',
      ],
      ...['melde mich ', 'remove my ', 'ich bin ', 'konnte nicht ', 'out of office ', 'abwesend ', 'mailbox ', 'delivery ', 'failed '],
    )
    const place = fc.constantFrom('subject', 'text', 'bounce', 'html', 'from', 'status')
    await fc.assert(
      fc.asyncProperty(place, fc.array(word, { minLength: 1, maxLength: 4 }), fc.boolean(), async (where, words, lines) => {
        const unit = words.join('')
        const text = unit.repeat(Math.ceil(30_000 / unit.length))
        const body = lines ? (text.match(/[\s\S]{1,900}/g) ?? []).join('\n') : text
        const source = {
          subject: mail(`Subject: ${text.replaceAll('\n', ' ')}`),
          text: mail('', body),
          html: mail('Content-Type: text/html', body),
          bounce: Buffer.from(`From: mailer-daemon@example.net\r\nSubject: failure notice\r\n\r\n${body}`),
          from: Buffer.from(`From: ${text.replaceAll('\n', ' ')}\r\n\r\nx`),
          status: mail(
            'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
            `--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; ${text.slice(0, 5_000)}\r\nAction: failed\r\nDiagnostic-Code: ${body}`,
          ),
        }[where]
        const { tookMs } = await whole(source)
        expect(tookMs).toBeLessThan(1000)
      }),
      { numRuns: 400 },
    )
  }, 60_000)

  it('keeps the newest hundred references', async () => {
    const ids = Array.from({ length: 400 }, (_, at) => `<reference-number-${at}@example.org>`)
    const seen = await whole(mail(`References: ${ids.join('\r\n ')}`))
    expect(seen.mail.references).toEqual(ids.slice(-100))
  })

  it('keeps what stands behind a field that is far too long', async () => {
    const long = `References: ${'<aaaaaaaaaaaaaaaaaaaa@example.org>\r\n '.repeat(5_000)}<last@example.org>`
    const source = `${long}\r\nX-Long: ${'b'.repeat(100_000)}\r\nFrom: Anna <anna@example.org>\r\nSubject: Re: hello\r\nIn-Reply-To: <ours@studio.example.com>\r\n\r\nYes.\r\n`
    const seen = await whole(Buffer.from(source))
    expect(seen.mail).toMatchObject({
      subject: 'Re: hello',
      inReplyTo: ['<ours@studio.example.com>'],
      from: { key: 'anna@example.org' },
      text: 'Yes.\n',
    })
    expect(seen.mail.references.at(-1)).toBe('<last@example.org>')
    expect(seen.result.class).toBe('reply')
  })
})
