import type { Purpose } from '../../src/main/engine/rules/sending/purposes.ts'

/**
 * Purpose × what becomes of a message × what happens: the whole table, written down from what the engine does, not from how
 * it does it.
 */
export const kinds = [
  'sent',
  'later',
  'later, for the last time',
  'unreachable',
  'limit',
  'not let in',
  'refused',
  'no such address',
  'unknown',
  'mistake',
  'crash',
] as const

export type Kind = (typeof kinds)[number]

export interface Happens {
  status: string
  /** Where it is tried again: minutes until then, and the attempts that count. */
  waits?: number
  attempts?: number
  /** Failures in a row, and minutes for which it rests. */
  mailbox: string
  /** Whether the address is never written to again. */
  suppressed: boolean
  credits: number
  /** What is left to do about it. */
  jobs: string[]
  /** What is said of it, after it was claimed. */
  events: string[]
  /** Of a step: the person's status in the campaign. Of an answer: its conversation. */
  person: string
}

export const whatHappens: Record<Purpose, Record<Kind, Happens>> = {
  step: {
    sent: {
      ...{ status: 'sent', mailbox: '0 failures', suppressed: false, credits: 1 },
      ...{ jobs: ['save_sent'], events: ['send.sent', 'recipient.changed', 'campaign.changed'], person: 'completed' },
    },
    later: {
      ...{ status: 'scheduled', waits: 5, attempts: 1, mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['send.deferred'], person: 'active' },
    },
    'later, for the last time': {
      ...{ status: 'failed', mailbox: '0 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['send.failed', 'recipient.changed', 'campaign.changed'], person: 'failed' },
    },
    unreachable: {
      ...{ status: 'scheduled', waits: 0, attempts: 0, mailbox: '1 failures, rests 1', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['mailbox.changed'], person: 'active' },
    },
    limit: {
      ...{ status: 'scheduled', waits: 0, attempts: 0, mailbox: '0 failures, rests 1440', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['mailbox.changed'], person: 'active' },
    },
    'not let in': {
      ...{ status: 'scheduled', waits: 0, attempts: 0, mailbox: 'paused', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['mailbox.paused'], person: 'active' },
    },
    refused: {
      ...{ status: 'failed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['send.failed', 'recipient.changed', 'campaign.changed'], person: 'failed' },
    },
    'no such address': {
      ...{ status: 'failed', mailbox: '1 failures', suppressed: true, credits: 0 },
      ...{ jobs: [], events: ['send.failed', 'suppressions.changed', 'recipient.changed', 'campaign.changed'], person: 'bounced' },
    },
    unknown: {
      ...{ status: 'unconfirmed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: ['send.unconfirmed'], person: 'active' },
    },
    mistake: {
      ...{ status: 'unconfirmed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: ['send.unconfirmed'], person: 'active' },
    },
    crash: {
      ...{ status: 'unconfirmed', mailbox: '0 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: ['send.unconfirmed'], person: 'active' },
    },
  },
  answer: {
    sent: {
      ...{ status: 'sent', mailbox: '0 failures', suppressed: false, credits: 1 },
      ...{ jobs: ['save_sent'], events: ['thread.changed'], person: 'done, draft: ' },
    },
    later: {
      ...{ status: 'scheduled', waits: 1, attempts: 1, mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['thread.changed'], person: 'done, draft: ' },
    },
    'later, for the last time': {
      ...{ status: 'failed', mailbox: '0 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['thread.changed'], person: 'open, draft: Gladly.' },
    },
    unreachable: {
      ...{ status: 'scheduled', waits: 0, attempts: 0, mailbox: '1 failures, rests 1', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['thread.changed', 'mailbox.changed'], person: 'done, draft: ' },
    },
    limit: {
      ...{ status: 'scheduled', waits: 0, attempts: 0, mailbox: '0 failures, rests 1440', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['thread.changed', 'mailbox.changed'], person: 'done, draft: ' },
    },
    'not let in': {
      ...{ status: 'scheduled', waits: 0, attempts: 0, mailbox: 'paused', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['thread.changed', 'mailbox.paused'], person: 'done, draft: ' },
    },
    refused: {
      ...{ status: 'failed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['thread.changed'], person: 'open, draft: Gladly.' },
    },
    'no such address': {
      ...{ status: 'failed', mailbox: '1 failures', suppressed: true, credits: 0 },
      ...{ jobs: [], events: ['thread.changed', 'suppressions.changed'], person: 'open, draft: Gladly.' },
    },
    unknown: {
      ...{ status: 'unconfirmed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: ['thread.changed'], person: 'open, draft: ' },
    },
    mistake: {
      ...{ status: 'unconfirmed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: ['thread.changed'], person: 'open, draft: ' },
    },
    crash: {
      ...{ status: 'unconfirmed', mailbox: '0 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: ['thread.changed'], person: 'open, draft: ' },
    },
  },
  report: {
    sent: {
      ...{ status: 'sent', mailbox: '0 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['campaign.changed'], person: '' },
    },
    later: {
      ...{ status: 'scheduled', waits: 5, attempts: 1, mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: [], person: '' },
    },
    'later, for the last time': {
      ...{ status: 'failed', mailbox: '0 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['campaign.changed'], person: '' },
    },
    unreachable: {
      ...{ status: 'scheduled', waits: 0, attempts: 0, mailbox: '1 failures, rests 1', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['mailbox.changed'], person: '' },
    },
    limit: {
      ...{ status: 'scheduled', waits: 0, attempts: 0, mailbox: '0 failures, rests 1440', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['mailbox.changed'], person: '' },
    },
    'not let in': {
      ...{ status: 'scheduled', waits: 60, attempts: 0, mailbox: 'paused', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['mailbox.paused'], person: '' },
    },
    refused: {
      ...{ status: 'failed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['campaign.changed'], person: '' },
    },
    'no such address': {
      ...{ status: 'failed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: [], events: ['campaign.changed'], person: '' },
    },
    unknown: {
      ...{ status: 'unconfirmed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: [], person: '' },
    },
    mistake: {
      ...{ status: 'unconfirmed', mailbox: '1 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: [], person: '' },
    },
    crash: {
      ...{ status: 'unconfirmed', mailbox: '0 failures', suppressed: false, credits: 0 },
      ...{ jobs: ['confirm'], events: [], person: '' },
    },
  },
}
