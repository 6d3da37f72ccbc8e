import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { compileMail, UnsafeMailError } from '../../src/main/engine/adapters/mail/mime.ts'
import type { OutgoingMail } from '../../src/main/engine/ports/mail.ts'

import { fakeMail } from '../fakes/mail.ts'

const headOf = (raw: Buffer) => raw.subarray(0, raw.indexOf('\r\n\r\n')).toString()
const namesOf = (raw: Buffer) =>
  headOf(raw)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => line.slice(0, line.indexOf(':')))

describe('compileMail', () => {
  it('says the same to a parser as it was told', async () => {
    const mail = fakeMail({
      subject: 'Grüße für Béla, 你好 und ein Betreff, der länger ist als eine Zeile es sein darf',
      inReplyTo: '<b@sender.test>',
      references: ['<a@sender.test>', '<b@sender.test>'],
      html: '<p>Dear Béla</p>',
    })
    const parsed = await simpleParser(await compileMail(mail))
    expect(parsed.subject).toBe(mail.subject)
    expect(parsed.from?.value).toEqual([mail.from])
    expect(parsed.to && !Array.isArray(parsed.to) ? parsed.to.value : []).toEqual([mail.to])
    expect(parsed.messageId).toBe(mail.messageId)
    expect(parsed.inReplyTo).toBe('<b@sender.test>')
    expect(parsed.references).toEqual(mail.references)
    expect(parsed.date?.getTime()).toBe(mail.date)
    expect(parsed.text?.trim()).toBe(mail.text)
    expect(String(parsed.html).trim()).toBe(mail.html)
  })

  it('gives the same bytes each time, and only the headers that belong there', async () => {
    const mail = fakeMail()
    const raw = await compileMail(mail)
    expect(await compileMail({ ...mail })).toEqual(raw)
    expect(namesOf(raw).sort()).toEqual(
      ['Content-Type', 'Date', 'From', 'List-Unsubscribe', 'MIME-Version', 'Message-ID', 'Subject', 'To'].sort(),
    )
    expect(raw.toString()).not.toMatch(/nodemailer|NmP|X-Mailer|Auto-Submitted/i)
    expect(raw.toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })

  it('says that a machine wrote it, where one did', async () => {
    const raw = await compileMail(fakeMail({ autoSubmitted: 'auto-generated', unsubscribeMailto: null }))
    expect(headOf(raw).split('\r\n')).toContain('Auto-Submitted: auto-generated')
    expect(namesOf(raw)).not.toContain('List-Unsubscribe')
  })

  it('is 7 bit, with no line beyond 998 characters', async () => {
    const raw = await compileMail(fakeMail({ text: `${'ü'.repeat(3000)}\n${'word '.repeat(2000)}`, html: `<p>${'x'.repeat(5000)}</p>` }))
    expect(raw.every((byte) => byte < 128)).toBe(true)
    expect(
      Math.max(
        ...raw
          .toString()
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(998)
  })

  it('never folds List-Unsubscribe, and folds long References at their spaces', async () => {
    const mailto = `mailto:me@sender.test?subject=unsubscribe&body=${'x'.repeat(300)}`
    const references = Array.from({ length: 40 }, (_, i) => `<${i}.${'y'.repeat(60)}@sender.test>`)
    const head = headOf(await compileMail(fakeMail({ unsubscribeMailto: mailto, references, inReplyTo: references.at(-1) ?? '' })))
    expect(head.split('\r\n')).toContain(`List-Unsubscribe: <${mailto}>`)
    const unfolded = head.replace(/\r\n[ \t]+/g, ' ')
    expect(unfolded.split('\r\n')).toContain(`References: ${references.join(' ')}`)
    expect(
      Math.max(
        ...head
          .split('\r\n')
          .filter((line) => !line.startsWith('List-'))
          .map((line) => line.length),
      ),
    ).toBeLessThan(200)
  })

  it('leaves out what there is not', async () => {
    const raw = await compileMail(fakeMail({ html: '', unsubscribeMailto: null }))
    expect(namesOf(raw)).not.toContain('List-Unsubscribe')
    expect(headOf(raw)).toContain('text/plain')
    expect(raw.toString()).not.toContain('multipart')
  })

  it('reads no files and no URLs, whatever the text says', async () => {
    const mail = fakeMail({ html: '<img src="file:///etc/passwd"><img src="data:image/png;base64,AAAA">' })
    const parsed = await simpleParser(await compileMail(mail))
    expect(parsed.attachments).toEqual([])
    expect(String(parsed.html)).toContain('file:///etc/passwd')
  })

  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .tuple(fc.string(), fc.constantFrom('\r\n', '\n', '\r', '\u2028', '\u0085', '\0'), fc.string())
      .map(([a, b, c]) => `${a}${b}Bcc: x@y.test${c}`),
  )
  it('lets no field start a header of its own', async () => {
    const allowed = new Set([
      'message-id',
      'date',
      'from',
      'to',
      'subject',
      'in-reply-to',
      'references',
      'list-unsubscribe',
      'mime-version',
      'content-type',
      'content-transfer-encoding',
    ])
    await fc.assert(
      fc.asyncProperty(
        hostile,
        fc.constantFrom('subject', 'fromName', 'toName', 'toAddress', 'messageId', 'reference', 'inReplyTo', 'unsubscribe'),
        async (value, field) => {
          const overrides: Record<string, Partial<OutgoingMail>> = {
            subject: { subject: value },
            fromName: { from: { name: value, address: 'me@sender.test' } },
            toName: { to: { name: value, address: 'bela@customer.test' } },
            toAddress: { to: { name: '', address: value } },
            messageId: { messageId: `<${value}@x>` },
            reference: { references: [value] },
            inReplyTo: { inReplyTo: value },
            unsubscribe: { unsubscribeMailto: `mailto:${value}` },
          }
          let raw: Buffer
          try {
            raw = await compileMail(fakeMail(overrides[field]))
          } catch (error) {
            expect(error).toBeInstanceOf(UnsafeMailError)
            return
          }
          const names = namesOf(raw).map((name) => name.toLowerCase())
          expect(names.every((name) => allowed.has(name))).toBe(true)
          expect(new Set(names).size).toBe(names.length)
          const parsed = await simpleParser(raw)
          const to = parsed.to && !Array.isArray(parsed.to) ? parsed.to.value : []
          expect(to).toHaveLength(1)
          expect(parsed.bcc).toBeUndefined()
        },
      ),
      { numRuns: 400 },
    )
  })

  it('refuses a date that is none', async () => {
    await expect(compileMail(fakeMail({ date: Number.NaN }))).rejects.toBeInstanceOf(UnsafeMailError)
  })
})
