import { describe, expect, it } from 'vitest'
import { heldInWords, placeFor, type WhyFacts } from '../../src/renderer/lib/campaigns/why.ts'
import { mailboxesInOrder, mailboxView, mendWord, nameFromAddress } from '../../src/renderer/lib/mailboxes/words.ts'
import type { Mailbox } from '../../src/shared/schemas/mailboxes.ts'

const ready = { id: 1, status: 'active', mend: null } as const
const broken = { id: 2, status: 'paused', mend: 'password' } as const
const stats = { held: 0, unconfirmed: 0, paused: 0, scheduled: 0 }
const facts = (change: Partial<WhyFacts>): WhyFacts => ({ mailboxes: [ready], campaigns: [], ...change })

describe('a reason that holds messages back', () => {
  it('leads to the one mailbox that is stopped, and to all where it is not one', () => {
    expect(placeFor('mailbox_paused', facts({ mailboxes: [ready, broken] }))?.to).toBe('/mailboxes?open=2')
    expect(placeFor('mailbox_paused', facts({ mailboxes: [broken, { ...broken, id: 3 }] }))?.to).toBe('/mailboxes')
    expect(placeFor('mailbox_missing', facts({ mailboxes: [] }))?.to).toBe('/mailboxes/new')
    expect(placeFor('mailbox_missing', facts({}))?.to).toBe('/campaigns')
  })

  it('leads to the people of the one campaign that has them', () => {
    const one = { id: 7, status: 'active', stats: { ...stats, held: 3 } }
    const other = { id: 8, status: 'active', stats: { ...stats, unconfirmed: 1 } }
    expect(placeFor('missing_variable', facts({ campaigns: [one, other] }))?.to).toBe('/campaigns/7/recipients?filter=held')
    expect(placeFor('unconfirmed', facts({ campaigns: [one, other] }))?.to).toBe('/campaigns/8/recipients?filter=unconfirmed')
    expect(placeFor('template_error', facts({ campaigns: [one, { ...one, id: 9 }] }))?.to).toBe('/campaigns')
  })

  it('leads to the one campaign that is paused, or whose window is shut', () => {
    const paused = { id: 7, status: 'paused', stats: { ...stats, scheduled: 1 } }
    const over = { id: 8, status: 'completed', stats: { ...stats, scheduled: 1 } }
    expect(placeFor('campaign_paused', facts({ campaigns: [paused, over] }))?.to).toBe('/campaigns/7/settings')
    expect(placeFor('outside_window', facts({ campaigns: [paused, over] }))?.to).toBe('/campaigns/7/settings')
  })

  it('leads nowhere where there is nothing to do but wait', () => {
    for (const reason of ['gap', 'not_due', 'queued', 'retry_later', 'engine_stopped'] as const)
      expect(placeFor(reason, facts({}))).toBeNull()
  })
})

describe('how many a reason holds back', () => {
  it('is people as long as they have no message', () => {
    expect(heldInWords({ reason: 'enriching', count: 50 })).toBe('50 people')
    expect(heldInWords({ reason: 'carried_over', count: 1 })).toBe('1 person')
    expect(heldInWords({ reason: 'credits', count: 50 })).toBe('50 messages')
  })
})

describe('a mailbox in words', () => {
  it.each([
    [ready, 'Ready', null],
    [broken, 'Needs you', 'Enter a new password'],
    [{ status: 'paused', mend: 'sign_in' }, 'Needs you', 'Sign in again'],
    [{ status: 'paused', mend: 'resume' }, 'Paused', 'Resume'],
    [{ status: 'paused', mend: 'test' }, 'Needs you', 'Test and resume'],
    [{ status: 'active', mend: 'test' }, 'Check it', 'Test the connection'],
  ] as const)('%j', (mailbox, word, button) => {
    expect([mailboxView(mailbox).word, mendWord(mailbox)]).toEqual([word, button])
  })

  it('comes first where it needs somebody', () => {
    const all = [
      { ...ready, email: 'a@x' },
      { ...broken, email: 'z@x' },
      { ...ready, email: 'b@x', mend: 'test' },
    ] as unknown as Mailbox[]
    expect(mailboxesInOrder(all).map(({ email }) => email)).toEqual(['z@x', 'b@x', 'a@x'])
  })

  it.each([
    ['ana.roe@studio.example', 'Ana Roe'],
    ['jean-luc.dupré@studio.example', 'Jean Luc Dupré'],
    ['info@studio.example', ''],
    ['a.b@studio.example', ''],
    ['team42.north@studio.example', ''],
    ['', ''],
  ])('the name in %s is %j', (email, name) => {
    expect(nameFromAddress(email)).toBe(name)
  })
})
