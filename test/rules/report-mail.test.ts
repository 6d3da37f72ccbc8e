import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ReportTotals, reportMail } from '../../src/main/engine/rules/discovery/report-mail.ts'

const day = { status: 'succeeded' as const, reason: '', found: 200, emailsFound: 150, sent: 150, followUps: 0, credits: 162 }
const totals: ReportTotals = {
  campaign: 'Baristas',
  days: [
    { ...day, day: '2026-11-23' },
    { ...day, day: '2026-11-24', status: 'skipped', reason: 'The computer was asleep.', found: 0, emailsFound: 0, sent: 0, credits: 0 },
    { ...day, day: '2026-11-25', status: 'partial', reason: 'The window closed\nearly.', sent: 90, followUps: 1200 },
  ],
  found: 4000,
  emailsFound: 300,
  people: 240,
  followUps: 1200,
  replied: 17,
  replyRate: 17 / 240,
  bounced: 3,
  optedOut: 1,
  creditsUsed: 1457,
  costs: [
    { provider: 'influencers_club', millicredits: 12_340, calls: 81, unsure: 0 },
    { provider: 'clay', millicredits: null, calls: 1, unsure: 40 },
  ],
  mailbox: 'sam@sender.example',
}

describe('the mail about a completed campaign', () => {
  it('says what all its days came to', () => {
    const { subject, text } = reportMail(totals)
    expect(subject).toBe('Baristas is complete: 240 people written to, 17 answers')
    expect(text).toBe(`Baristas is complete.

It ran on 2 days, from Mon 23 Nov 2026 to Wed 25 Nov 2026. 1 day was skipped.

Creators found: 4,000
Addresses found: 300
People written to: 240
Follow-ups sent: 1,200
People who answered: 17 (7.1 % of those written to)
Bounces: 3
Opt-outs: 1
Credits used: 1,457

Influencers Club: 12.34 of its credits, for 81 requests
Clay: 1 request; it does not say what they cost. 40 items may have been charged without an answer

Day                       Found  Addresses  Sent  Follow-ups  Credits
Mon 23 Nov 2026  Ran        200        150   150           0      162
Tue 24 Nov 2026  Skipped      0          0     0           0        0
Wed 25 Nov 2026  Partly     200        150    90       1,200      162

Days that did not go as planned:
Tue 24 Nov 2026: The computer was asleep.
Wed 25 Nov 2026: The window closed early.

Campaign Desk wrote this from your own mailbox, sam@sender.example. It cost no credit, and nobody else got it.
`)
  })

  it('says the same as HTML, with the columns of the table in their places', () => {
    const { html } = reportMail(totals)
    expect(html).toContain('<p>Baristas is complete.</p>')
    const cells = 'Tue 24 Nov 2026  Skipped      0          0     0           0        0'
    expect(html.replaceAll('\u00a0', ' ')).toContain(`${cells}<br>`)
    expect(html).not.toContain('  ')
  })

  it('has words for a campaign that came to nothing', () => {
    const none = { found: 0, emailsFound: 0, people: 0, followUps: 0, replied: 0, replyRate: 0, bounced: 0, optedOut: 0, creditsUsed: 0 }
    const { subject, text } = reportMail({ ...totals, ...none, campaign: ' ', days: [], costs: [] })
    expect(subject).toBe('Your campaign is complete: 0 people written to, 0 answers')
    expect(text).toContain('It ran on no day.')
    expect(text).not.toMatch(/NaN|undefined|Infinity|\n\n\n/)
    const one = reportMail({ ...totals, days: [{ ...day, day: '2026-11-23', status: 'failed' }], people: 1, replied: 1 })
    expect(one.subject).toBe('Baristas is complete: 1 person written to, 1 answer')
    expect(one.text).toContain('It ran on 0 days, on Mon 23 Nov 2026. 1 day failed.')
  })

  it('takes any name and any words as text, in one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 }), (campaign, reason) => {
        const { subject, text, html } = reportMail({
          ...totals,
          campaign,
          days: [{ ...day, day: '2026-11-23', status: 'partial', reason }],
        })
        expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect(subject.length).toBeLessThan(300)
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect(html.replace(/<\/?(?:html|head|body|p|br|meta|a|!DOCTYPE)[^<>]*>/g, '')).not.toMatch(/[<>]/)
      }),
    )
    expect(reportMail({ ...totals, campaign: '<img src=x onerror=alert(1)>' }).html).not.toContain('<img')
  })
})
