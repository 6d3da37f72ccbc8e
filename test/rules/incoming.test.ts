import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { classifyIncoming, verdictFor } from '../../src/main/engine/rules/incoming/classify.ts'
import { matchCandidates } from '../../src/main/engine/rules/incoming/match.ts'
import { parseIncoming } from '../../src/main/engine/rules/incoming/parse.ts'
import type { AutomaticKind, Own } from '../../src/main/engine/rules/incoming/types.ts'

const folder = join(import.meta.dirname, '../fixtures/incoming')
const own: Own = {
  addresses: ['lena@studio.example.com', 'lena@agency.example'],
  optOutLines: [
    'If you would rather not hear from me again, just reply "unsubscribe".',
    'Please remove me from your list - say so and I will stop writing.',
  ],
}
const first = '<5b1d4c0e-9a57-4d2e-8f4a-5b6c7d8e9f01@studio.example.com>'
const second = '<7c2e5d1f-ab68-4e3f-9a5b-6c7d8e9fa012@studio.example.com>'

interface Expected {
  class: string
  /** First id to try. */
  id?: string | null
  /** First address to try. */
  address?: string | null
  permanent?: boolean
  status?: string | null
  kind?: AutomaticKind
  via?: string
  token?: string
  newText?: string | RegExp
}

const anna = 'anna@example.org'
const reply = (newText: string | RegExp, more: Partial<Expected> = {}): Expected => ({ class: 'reply', id: first, newText, ...more })
const auto = (kind: AutomaticKind, more: Partial<Expected> = {}): Expected => ({
  class: 'auto_reply',
  kind,
  id: first,
  address: anna,
  ...more,
})
const bounce = (permanent: boolean, status: string | null, more: Partial<Expected> = {}): Expected => ({
  class: 'bounce',
  permanent,
  status,
  id: first,
  address: anna,
  ...more,
})
const delay = (status: string | null): Expected => ({ class: 'delay', permanent: false, status, id: first, address: anna })
const optOut = (more: Partial<Expected> = {}): Expected => ({ class: 'unsubscribe', via: 'text', id: first, address: anna, ...more })

const table: Record<string, Expected> = {
  'reply-gmail-en': reply('Hi Lena,\n\nthat sounds interesting. Could you send me your prices?\n\nBest\nAnna', { address: anna }),
  'reply-outlook-de-html': reply(
    /^Guten Tag Frau Weiss,\s+gern, rufen Sie mich am Donnerstag an\.\s+Mit freundlichen Grüßen\nBernd Müller$/,
    {
      address: 'bernd@example.net',
    },
  ),
  'reply-apple-mail-fr': reply("Bonjour Lena,\n\nOui, cela m'intéresse. Rappelez-moi demain.\n\nClaire"),
  'reply-bottom-posted': reply('Yes please, any day next week is fine.', { id: second }),
  'reply-references-only': reply('Sorry for the delay. Call me.', { id: '<their.own.first.answer@example.org>' }),
  'reply-new-thread': reply('Hello, I lost your message but would like to hear more.', { id: null, address: 'frida@example.org' }),
  'reply-display-name-like-ours': reply('I really am somebody else.', { address: 'mirror@example.org' }),
  'reply-quotes-out-of-office': reply("I'm back now. Let us talk on Friday."),
  'reply-absence-in-own-words': reply(/^I am out of the office until Friday but yes/),
  'reply-please-dont-stop': reply(/^Please don't stop/),
  'reply-mentions-unsubscribe': reply(/^We lose customers/),
  'reply-unmarked-quote': reply(/^Sounds good/),
  'reply-calendar-with-words': reply('Happy to meet, does this slot work for you?'),
  'reply-calendar-accepted': reply('Anna Roe has accepted this invitation.', { id: null }),
  'reply-through-list-by-id': reply(/^We talked/, { address: null }),
  'reply-google-group-rewritten': reply('Yes, tell me more.', { address: null }),
  'reply-idn-sender': reply('Gern.', { id: null, address: 'otto@xn--mller-kva.example' }),
  'reply-charset-lies': reply('Ja, sehr gern. Rufen Sie mich an.', { address: 'pia@example.org' }),
  'reply-broken-mime': reply(/.*/s, { address: 'quirin@example.org' }),

  'own-bcc-copy': { class: 'own', id: null, address: null },
  'own-alias-out-of-office': { class: 'own', id: null, address: null },

  'auto-exchange-ooo-en': auto('out_of_office'),
  'auto-exchange-abwesenheit-de': auto('out_of_office'),
  'auto-gmail-vacation': auto('out_of_office'),
  'auto-vacation-unix': auto('automatic'),
  'auto-abwesenheitsnotiz-subject-only': auto('out_of_office'),
  'auto-reponse-automatique-fr': auto('out_of_office'),
  'auto-respuesta-automatica-es': auto('out_of_office'),
  'auto-risposta-it': auto('out_of_office'),
  'auto-antwoord-nl': auto('out_of_office'),
  'auto-resposta-pt': auto('out_of_office'),
  'auto-gmx-autoresponder': auto('automatic'),
  'auto-precedence-junk-weak-subject': auto('out_of_office', { id: null }),
  'auto-zendesk-ack': auto('ticket', { address: 'support@example.org' }),
  'auto-otrs-ack-de': auto('ticket', { address: 'service@example.org' }),
  'auto-read-receipt': auto('receipt'),
  'auto-delivery-receipt': auto('delivered', { address: null }),

  'bounce-postfix-511': bounce(true, '5.1.1'),
  'bounce-postfix-headers-only': bounce(true, '5.0.0'),
  'bounce-postfix-expired-4': bounce(false, '4.4.1'),
  'bounce-generic-status-temporary-words': bounce(false, '4.7.1'),
  'bounce-gmail-550': bounce(true, '5.1.1'),
  'bounce-exchange-ndr-de': bounce(true, '5.1.10', { id: second, address: 'bernd@example.net' }),
  'bounce-two-recipients': bounce(true, '5.1.1', { address: 'colleague@example.org' }),
  'bounce-forwarded-xtext': bounce(true, '5.2.1', { address: 'someone.else@third.example' }),
  'bounce-without-original': bounce(true, '5.1.2', { id: null }),
  'bounce-no-blank-line-in-status': bounce(true, '5.1.1'),
  'bounce-ses': bounce(true, '5.7.1'),
  'bounce-qmail': bounce(true, '5.1.1'),
  'bounce-exim': bounce(true, null),
  'bounce-yahoo': bounce(true, null),
  'bounce-gmx-de': bounce(true, null),
  'bounce-webde-no-code': bounce(true, null),
  'bounce-mailbox-full-no-code': bounce(false, null),
  'bounce-outlook-ndr-html': bounce(true, '5.1.351'),
  'bounce-mimecast': bounce(true, null),
  'bounce-zoho': bounce(true, '5.1.1'),
  'bounce-fr-no-code': bounce(true, null),
  'bounce-id-in-inner-part': bounce(true, '5.4.1'),

  'delay-postfix-warning': delay('4.4.1'),
  'delay-gmail': delay('4.4.1'),
  'delay-exim-warning': delay('4.3.2'),

  'unsubscribe-mailto-token': optOut({ via: 'mailto', id: null, token: '5b1d4c0e-9a57-4d2e-8f4a-5b6c7d8e9f01' }),
  'unsubscribe-one-word': optOut(),
  'unsubscribe-stop-with-signature': optOut(),
  'unsubscribe-polite-en': optOut(),
  'unsubscribe-dont-contact': optOut(),
  'unsubscribe-de': optOut(),
  'unsubscribe-de-keine-mails': optOut(),
  'unsubscribe-fr': optOut(),
  'unsubscribe-es': optOut(),
  'unsubscribe-subject-only': optOut({ id: null }),
  'unsubscribe-html': optOut(),
  'unsubscribe-complaint-arf': optOut({ via: 'complaint', address: null }),

  'unrelated-newsletter': { class: 'unrelated', id: null, address: null },
  'unrelated-no-sender': { class: 'unrelated', id: null, address: null },
}

/** Fixtures are kept with LF, mail travels with CRLF. */
const read = (name: string) => Buffer.from(readFileSync(join(folder, `${name}.eml`), 'utf8').replace(/\r?\n/g, '\r\n'))

describe('incoming mail by its fixtures', () => {
  it('has a fixture for every row, and a row for every fixture', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.eml$/, ''))
    expect(files.toSorted()).toEqual(Object.keys(table).toSorted())
    expect(files.length).toBeGreaterThanOrEqual(45)
  })

  it.each(Object.entries(table))('%s', async (name, expected) => {
    const mail = await parseIncoming(read(name))
    const result = classifyIncoming(mail, own)
    const candidates = matchCandidates(mail, result, own)
    const { newText, ...facts } = expected
    const seen = {
      ...('permanent' in result ? { permanent: result.permanent, status: result.status } : {}),
      ...('kind' in result ? { kind: result.kind } : {}),
      ...('via' in result ? { via: result.via } : {}),
      ...(result.class === 'unsubscribe' && result.token ? { token: result.token } : {}),
      class: result.class,
      id: candidates.messageIds[0] ?? null,
      address: candidates.addresses[0] ?? null,
    }
    expect(seen).toMatchObject(facts)
    if (newText !== undefined) {
      expect(result.class).toBe('reply')
      expect('newText' in result ? result.newText : '').toEqual(typeof newText === 'string' ? newText : expect.stringMatching(newText))
    }
  })

  it('says of each recipient of a report what the report says of them', async () => {
    const result = classifyIncoming(await parseIncoming(read('bounce-two-recipients')), own)
    if (result.class !== 'bounce') throw new Error(result.class)
    expect(verdictFor(result, 'colleague@example.org')).toMatchObject({ action: 'failed', permanent: true })
    expect(verdictFor(result, anna)).toMatchObject({ action: 'delayed', permanent: false })
    expect(verdictFor(result, 'alias@example.org')).toMatchObject({ action: 'failed', permanent: true })
  })

  it('keeps both readings of an address that may be xtext', async () => {
    const result = classifyIncoming(await parseIncoming(read('bounce-forwarded-xtext')), own)
    if (result.class !== 'bounce') throw new Error(result.class)
    expect(result.recipients[0]?.addresses).toEqual(['someone.else@third.example', 'anna+2bwork@example.org', 'anna+work@example.org'])
  })

  it('tries references from the newest', async () => {
    const mail = await parseIncoming(read('reply-references-only'))
    expect(matchCandidates(mail, classifyIncoming(mail, own)).messageIds).toEqual([
      '<their.own.first.answer@example.org>',
      second,
      first,
      '<older.thread@example.org>',
    ])
  })

  it('does not look into the text of an embedded message', async () => {
    const mail = await parseIncoming(read('bounce-postfix-511'))
    expect(mail.text).not.toContain('unsubscribe')
    expect(mail.originals).toHaveLength(1)
  })

  it('does not take words of the original for words of the server', async () => {
    const source = `From: MAILER-DAEMON@mail.example.net
Subject: failure notice

Hi. This is the qmail-send program at mail.example.net.
<anna@example.org>:
I gave up.

--- Below this line is a copy of the message.

Message-ID: ${first}
To: somebody.else@example.org

Did you know that 550 5.1.1 means "user unknown"?
`
    const mail = await parseIncoming(Buffer.from(source))
    const result = classifyIncoming(mail, own)
    expect(result).toMatchObject({ class: 'bounce', permanent: false, status: null, originalMessageIds: [first] })
    expect(matchCandidates(mail, result).addresses).toEqual([anna])
  })
})
