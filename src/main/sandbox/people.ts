import { createHash } from 'node:crypto'
import type { OutgoingMail } from '../engine/ports/mail.ts'
import type { SendOutcome } from '../engine/rules/sending/send-outcome.ts'

import { answerLetter, writeAbsenceNote, writeBounce } from './letters.ts'
import type { Letter } from './post-office.ts'

/** What one person does about the n-th message of a thread. Everybody who is not cast reads and says nothing. */
type Habit =
  | { does: 'answer' | 'opt out' | 'be away'; message: 1 | 2; afterMinutes: number; words: string }
  | { does: 'bounce'; message: 1; afterMinutes: number }
  | { does: 'refuse'; message: 1 }

const hours = 60
const days = 24 * hours

/** Some answer within minutes, some by night, and one just before the next message is due. */
const cast: Habit[] = [
  { does: 'answer', message: 1, afterMinutes: 12, words: 'Yes, that sounds like us. Could you send two or three dates?' },
  { does: 'answer', message: 1, afterMinutes: 95, words: 'Interested, but only from January on. Please write again then.' },
  { does: 'answer', message: 1, afterMinutes: 14 * hours, words: 'Late answer, sorry. What would it cost for a team of five?' },
  { does: 'answer', message: 1, afterMinutes: 3 * days - 3, words: 'I meant to write on the first day already. Let us talk on Friday.' },
  { does: 'answer', message: 2, afterMinutes: 40, words: 'Thanks for the reminder. Schöne Grüße, and yes: tell me more.' },
  { does: 'answer', message: 2, afterMinutes: 6 * hours, words: 'Not for us at the moment, but thank you for asking so kindly.' },
  {
    does: 'be away',
    message: 1,
    afterMinutes: 1,
    words: 'I am out of the office until Monday and read mail only now and then.',
  },
  {
    does: 'be away',
    message: 2,
    afterMinutes: 1,
    words: 'I am out of the office this week. Urgent things go to my colleagues, please.',
  },
  { does: 'opt out', message: 2, afterMinutes: 3 * hours, words: 'Please take me off your list. Thank you.' },
  { does: 'bounce', message: 1, afterMinutes: 2 },
  { does: 'refuse', message: 1 },
]

/** What people do whom nobody knows: so many of a thousand, each in one of these ways. */
const byChance: { of: number; habits: Habit[] }[] = [
  { of: 45, habits: cast.filter(({ does }) => does === 'answer') },
  { of: 20, habits: cast.filter(({ does }) => does === 'bounce') },
  { of: 10, habits: cast.filter(({ does }) => does === 'opt out') },
]

export interface People {
  /** What the mail server says at once; null takes the message. */
  refusalOf(mail: OutgoingMail): SendOutcome | null
  /** The letter that a message brings about; null where nobody writes back. */
  reactTo(mail: OutgoingMail, at: number): Letter | null
}

/**
 * Who does what follows from the addresses and the seed alone: the same at each try.
 * @param addresses who is cast; whoever is not among them does what strangers do
 */
export function createPeople(addresses: readonly string[], seed: string): People {
  const rank = (address: string) => createHash('sha256').update(`${seed} ${address}`).digest('hex')
  const order = addresses.map((address) => address.toLowerCase()).sort((a, b) => rank(a).localeCompare(rank(b)))
  const habits = new Map<string, Habit | null>(order.map((address, index) => [address, cast[index] ?? null]))

  function habitOf(mail: OutgoingMail): Habit | null {
    const address = mail.to.address.toLowerCase()
    // A report to oneself is read, and that is all.
    if (address === mail.from.address.toLowerCase()) return null
    const known = habits.get(address)
    return known === undefined ? habitByChance(rank(address)) : known
  }

  /** The habit that this very message touches. */
  function habitAt(mail: OutgoingMail): Habit | null {
    const habit = habitOf(mail)
    return habit?.message === mail.references.length + 1 ? habit : null
  }

  return {
    refusalOf(mail) {
      if (habitAt(mail)?.does !== 'refuse') return null
      return { kind: 'refused', stage: 'rcpt', replyCode: 550, response: `550 5.1.1 <${mail.to.address}>: User unknown` }
    },
    reactTo(mail, at) {
      const habit = habitAt(mail)
      if (!habit || habit.does === 'refuse') return null
      const arrivesAt = at + habit.afterMinutes * 60_000
      const letter = { person: mail.to.address.toLowerCase(), arrivesAt, role: 'inbox' } as const
      switch (habit.does) {
        case 'answer':
          return { ...letter, means: 'reply', source: answerLetter(mail, arrivesAt, habit.words) }
        case 'opt out':
          return { ...letter, means: 'unsubscribe', source: answerLetter(mail, arrivesAt, habit.words) }
        case 'be away':
          return { ...letter, means: 'auto_reply', source: writeAbsenceNote(mail, arrivesAt, habit.words) }
        case 'bounce':
          return { ...letter, means: 'bounce', source: writeBounce(mail, arrivesAt) }
      }
    },
  }
}

/** @param hash of the address, in hex: the same person always does the same */
function habitByChance(hash: string): Habit | null {
  let draw = Number.parseInt(hash.slice(0, 8), 16) % 1000
  for (const { of, habits } of byChance) {
    if (draw < of) return habits[Number.parseInt(hash.slice(8, 16), 16) % habits.length] ?? null
    draw -= of
  }
  return null
}
