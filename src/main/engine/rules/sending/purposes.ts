import { answerRetryDelayMs, maxAnswerAttempts, maxAttempts, retryDelayMs } from './backoff.ts'

/** Why a message is sent: as a step of a sequence, as an answer by hand, as the report about a completed campaign. */
export const sendPurposes = ['step', 'answer', 'report'] as const

export type Purpose = (typeof sendPurposes)[number]

/** One message: the row, and what it is sent for. */
export interface Message {
  purpose: Purpose
  id: number
}

/** What follows from a message being sent for a purpose, and from each outcome of sending it. */
export interface Policy {
  /** What the ledger calls it when it is sent; null where it costs nothing. */
  charge: 'message' | 'answer' | null
  /** How long it can be taken back before it leaves, in milliseconds. */
  undoMs: number
  /** How often it is tried, and how long is waited after each attempt: see `retryDelayMs`. */
  maxAttempts: number
  retryDelayMs(attempts: number, random: number): number | null
  /** Whether an address that the server does not know is never written to again. */
  suppresses: boolean
  /** Whether it carries a way to hear no more: whoever is in a conversation says so there. */
  optsOut: boolean
  /** Whether a copy is filed in Sent, where the mailbox wants that. */
  copied: boolean
  /** Nobody knows whether it left, and it is not found: a person is asked, or it is left at that. */
  ifUnconfirmed: 'ask' | 'leave'
  /** When Sent is looked into again, in minutes: providers file their copy a little late. */
  lookAgainMinutes: readonly number[]
  /** Its person was erased, and it was not sent: it goes back to a queue in which nobody waits, or is given up. */
  ifErased: 'putBack' | 'fail'
  /** What is said where the process ended while it was on its way. */
  interrupted: string
}

const lookAgainMinutes = [1, 5, 30]

/** The table: no condition outside it names a purpose. */
export const policies: Readonly<Record<Purpose, Policy>> = {
  step: {
    charge: 'message',
    undoMs: 0,
    ...{ maxAttempts, retryDelayMs },
    optsOut: true,
    suppresses: true,
    copied: true,
    ifUnconfirmed: 'ask',
    lookAgainMinutes,
    ifErased: 'putBack',
    interrupted: 'Campaign Desk ended while this message was on its way',
  },
  answer: {
    charge: 'answer',
    undoMs: 10_000,
    ...{ maxAttempts: maxAnswerAttempts, retryDelayMs: answerRetryDelayMs },
    optsOut: false,
    suppresses: true,
    copied: true,
    ifUnconfirmed: 'ask',
    lookAgainMinutes,
    // Its words are gone: there is nothing left that could be tried again.
    ifErased: 'fail',
    interrupted: 'Campaign Desk ended while it was on its way',
  },
  report: {
    charge: null,
    undoMs: 0,
    ...{ maxAttempts, retryDelayMs },
    // It goes to the operator's own address.
    optsOut: false,
    suppresses: false,
    // Sender and receiver are one: it is in the inbox.
    copied: false,
    // A second mail would be worse than none.
    ifUnconfirmed: 'leave',
    lookAgainMinutes: [],
    ifErased: 'putBack',
    interrupted: 'Campaign Desk ended while it was on its way',
  },
}
