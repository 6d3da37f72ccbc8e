/** Answers in disguise, and what only looks like one. */
import { describe, expect, it } from 'vitest'
import { classifyIncoming } from '../../src/main/engine/rules/incoming/classify.ts'
import { matchCandidates } from '../../src/main/engine/rules/incoming/match.ts'
import { isOptOut } from '../../src/main/engine/rules/incoming/opt-out.ts'
import { parseIncoming } from '../../src/main/engine/rules/incoming/parse.ts'

const own = { addresses: ['lena@studio.example'], optOutLines: [] }
const ours = '<5b1d4c0e-9a57-4d2e-8f4a-5b6c7d8e9f01@studio.example>'
const answers = [`In-Reply-To: ${ours}`, `References: ${ours}`]

async function read(head: string[], body = 'Yes, gladly.', from = 'anna@one.example') {
  const source = [...head, `From: Anna <${from}>`, 'To: lena@studio.example', 'Message-ID: <a@one.example>', '', body].join('\r\n')
  const mail = await parseIncoming(Buffer.from(source))
  const classification = classifyIncoming(mail, own)
  return { ...classification, candidates: matchCandidates(mail, classification, own) }
}

describe('a calendar', () => {
  const boundary = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b']
  const dated = (method: string, words: string, type = 'text/calendar') =>
    [
      ...['--b', 'Content-Type: text/plain', '', words, '--b', `Content-Type: ${type}${method && `; method=${method}`}`, ''],
      ...['BEGIN:VCALENDAR', ...(method ? [`METHOD:${method}`] : []), 'END:VCALENDAR', '--b--', ''],
    ].join('\r\n')
  const byGoogle = 'Auto-Submitted: auto-generated'

  it.each([
    ['an invitation', ['Subject: Invitation: Call'], dated('REQUEST', 'You are invited.')],
    ['an invitation without a word', ['Subject: Call'], dated('REQUEST', '')],
    ['an invitation that calls itself automatic', ['Subject: Invitation: Call', byGoogle], dated('REQUEST', 'You are invited.')],
    ['an acceptance', ['Subject: Accepted: Call', byGoogle], dated('REPLY', 'Anna has accepted.')],
    ['a refusal', ['Subject: Declined: Call'], dated('REPLY', 'No, thanks.')],
    ['another time', ['Subject: New time proposed: Call'], dated('COUNTER', 'Rather on Friday?')],
    ['a letter with a date for the calendar', answers, dated('PUBLISH', 'Yes, this is my slot.')],
    ['a letter with a date in a file', answers, dated('', 'Yes, this is my slot.', 'application/ics; name=slot.ics')],
    ['a new letter with a date in a file', ['Subject: Our call'], dated('', 'This is my slot.', 'application/ics; name=slot.ics')],
  ])('hides an answer: %s', async (_, head, body) => {
    expect(await read([...head, ...boundary], body)).toMatchObject({ class: 'reply', candidates: { addresses: ['anna@one.example'] } })
  })

  it.each([
    ['a date that was called off', [], dated('CANCEL', 'Cancelled.')],
    ['a date without a word', answers, dated('PUBLISH', '')],
    ['an absence note that hangs a date on itself', ['Auto-Submitted: auto-replied', ...answers], dated('REPLY', 'I am away')],
  ])('tells by itself: %s', async (_, head, body) => {
    expect(await read([...head, ...boundary], body)).toMatchObject({ class: 'auto_reply' })
  })
})

describe('the id that an answer names', () => {
  const long = `<${'5'.repeat(60)}@studio.example>`
  it.each([
    [
      'behind any amount of relays’ fields',
      [...Array.from({ length: 60 }, (_, n) => `X-Relay-${n}: ${'a'.repeat(3000)}`), ...answers],
      ours,
    ],
    ['behind a thousand short fields', [...Array.from({ length: 1000 }, (_, n) => `X-Relay-${n}: a`), ...answers], ours],
    ['folded in the middle', [`In-Reply-To: <${'5'.repeat(60)}@`, ' studio.example>'], long],
    ['as an encoded word', ['In-Reply-To: =?us-ascii?Q?=3C5b1d4c0e-9a57-4d2e-8f4a-5b6c7d8e9f01=40studio=2Eexample=3E?='], ours],
  ])('is found %s', async (_, head, id) => {
    const { class: kind, candidates } = await read(head)
    expect(kind).toBe('reply')
    expect(candidates.messageIds).toEqual([id])
    expect(candidates.addresses).toEqual(['anna@one.example'])
  })
})

describe('a report about a letter that somebody else got', () => {
  const status = 'Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; typo@two.example\r\nAction: failed\r\nStatus: 5.1.1'
  const head = ['MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', 'Subject: Undelivered']
  const body = (original: string) => `--b\r\n${status}\r\n\r\n${original}--b--\r\n`

  it('is not about ours because ours stands in its chain', async () => {
    const original = `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <by-hand@studio.example>\r\nReferences: ${ours}\r\nTo: typo@two.example\r\n\r\n`
    const threaded = [...head, 'In-Reply-To: <by-hand@studio.example>', `References: ${ours} <by-hand@studio.example>`]
    const found = await read(threaded, body(original), 'mailer-daemon@mx.example')
    expect(found).toMatchObject({
      class: 'bounce',
      candidates: { messageIds: ['<by-hand@studio.example>'], addresses: ['typo@two.example'] },
    })
    const bare = await read(threaded, body(''), 'mailer-daemon@mx.example')
    expect(bare.candidates.messageIds).toEqual(['<by-hand@studio.example>'])
  })

  it('is about ours where only its own chain says so', async () => {
    expect((await read([...head, `References: ${ours}`], body(''), 'mailer-daemon@mx.example')).candidates.messageIds).toEqual([ours])
  })
})

describe('what stands below the mail of a company', () => {
  it.each([
    'Yes please call me.\n\nAcme\nIf you do not wish to receive our mails, write to us.',
    'Yes please.\n\nIf you do not want any more emails, just say so.',
    'Gern, rufen Sie an.\n\nWenn Sie keine weiteren E-Mails erhalten möchten, antworten Sie.',
    'Oui, volontiers.\n\nSi vous ne souhaitez plus recevoir nos messages, dites-le.',
    "Gladly.\n\nIf you'd like to be removed from our list, click here.",
  ])('offers, and asks for nothing: %j', (text) => {
    expect(isOptOut(text, 'Re: Hello')).toBe(false)
  })

  it.each([
    "If you don't stop emailing me I will report you.",
    'Unless you stop contacting us we will call our lawyer',
    'If you read this: remove me from your list.',
    'I do not know who you are. If you are a company, good. Do not contact me again.',
  ])('is not what somebody says who means it: %j', (text) => {
    expect(isOptOut(text, 'Re: Hello')).toBe(true)
  })
})

it('a letter of very many tags is read as far as a letter goes', async () => {
  const html = ['MIME-Version: 1.0', 'Content-Type: text/html', ...answers]
  const many = `<div>${'<b></b>\r\n'.repeat(500)}</div>`
  const words = (times: number) => read(html, `<p>Yes</p>${many.repeat(times)}<p>and no</p>`)
  expect(await words(5)).toMatchObject({ class: 'reply', newText: expect.stringMatching(/^Yes\s+and no$/) })
  expect(await words(20)).toMatchObject({ class: 'reply', newText: 'Yes' })
})
