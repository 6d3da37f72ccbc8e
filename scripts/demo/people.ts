import { createHash } from 'node:crypto'
import type { Letter } from '../../src/main/sandbox/post-office.ts'
import { writeAbsenceNote, writeAnswer, writeBounce, writeUnsubscribe } from './letters.ts'
import type { Reply, TakenMessage } from './smtp-server.ts'

/** What one person does. Everybody who is not cast for something reads and says nothing. */
type Habit =
  | { does: 'answer'; message: 1 | 2; afterMinutes: number; how: 'reply' | 'new mail' | 'reply, in spam'; words: string }
  | { does: 'bounce'; afterMinutes: number }
  | { does: 'refuse' }
  | { does: 'greylist' }
  | { does: 'be away'; message: 1 | 2; afterMinutes: number }
  | { does: 'unsubscribe'; message: 1 | 2; afterMinutes: number; words: string | null }

const hours = 60
const days = 24 * hours

/** Some answer within minutes, some by night or over the weekend, and one two minutes before the next message is due. */
const cast: Habit[] = [
  { does: 'answer', message: 1, afterMinutes: 7, how: 'reply', words: 'Yes, that sounds like us. Could you send two or three dates?' },
  {
    does: 'answer',
    message: 1,
    afterMinutes: 13 * hours,
    how: 'reply',
    words: 'Late answer, sorry. Interested, but only from January on.',
  },
  { does: 'answer', message: 1, afterMinutes: 2 * days - 2, how: 'reply', words: 'I meant to write on Monday. What would it cost?' },
  { does: 'answer', message: 2, afterMinutes: 95, how: 'reply', words: 'Thanks for the reminder. Let us talk on Thursday.' },
  {
    does: 'answer',
    message: 2,
    afterMinutes: 3 * days - 3 * hours,
    how: 'reply',
    words: 'Reading this on a Saturday. Not for us, but good luck.',
  },
  {
    does: 'answer',
    message: 1,
    afterMinutes: 20 * hours,
    how: 'new mail',
    words: 'You wrote to me yesterday. Do you also work with small channels?',
  },
  { does: 'answer', message: 1, afterMinutes: 26 * hours, how: 'reply, in spam', words: 'Happy to. My calendar is open next week.' },
  { does: 'bounce', afterMinutes: 2 },
  { does: 'bounce', afterMinutes: 4 * hours },
  { does: 'bounce', afterMinutes: 15 * hours },
  { does: 'refuse' },
  { does: 'refuse' },
  { does: 'greylist' },
  { does: 'be away', message: 1, afterMinutes: 1 },
  { does: 'be away', message: 1, afterMinutes: 1 },
  { does: 'be away', message: 1, afterMinutes: 3 },
  { does: 'be away', message: 2, afterMinutes: 1 },
  { does: 'unsubscribe', message: 1, afterMinutes: 40, words: null },
  { does: 'unsubscribe', message: 1, afterMinutes: 11 * hours, words: 'Please take me off your list. Thank you.' },
  { does: 'unsubscribe', message: 2, afterMinutes: 5 * hours, words: 'Unsubscribe' },
]

/** Who does what follows from the addresses alone: the same at each run. */
export class People {
  private readonly habits: Map<string, Habit>
  private readonly received = new Map<string, number>()
  private readonly seenOnce = new Set<string>()

  constructor(addresses: string[]) {
    const order = addresses.map((address) => address.toLowerCase()).sort((a, b) => rank(a).localeCompare(rank(b)))
    this.habits = new Map(order.slice(0, cast.length).map((address, at) => [address, cast[at] as Habit]))
  }

  /** What the server says to RCPT; null accepts. */
  answerTo(address: string): Reply | null {
    const habit = this.habits.get(address)
    if (habit?.does === 'refuse') return { code: 550, text: `5.1.1 <${address}>: Recipient address rejected: User unknown` }
    if (habit?.does === 'greylist' && !this.seenOnce.has(address)) {
      this.seenOnce.add(address)
      return { code: 450, text: `4.2.0 <${address}>: Recipient address rejected: Greylisted, try again in 300 seconds` }
    }
    return null
  }

  /** The letter that a message brings about, if any. */
  async react(message: TakenMessage): Promise<Letter | null> {
    const nth = (this.received.get(message.to) ?? 0) + 1
    this.received.set(message.to, nth)
    const habit = this.habits.get(message.to)
    if (!habit || habit.does === 'refuse' || habit.does === 'greylist') return null
    if (nth !== (habit.does === 'bounce' ? 1 : habit.message)) return null
    return this.write(habit, message, message.at + habit.afterMinutes * 60_000)
  }

  private async write(habit: Exclude<Habit, { does: 'refuse' | 'greylist' }>, message: TakenMessage, arrivesAt: number): Promise<Letter> {
    const letter = { person: message.to, arrivesAt, role: 'inbox' } as const
    switch (habit.does) {
      case 'answer': {
        const source = await writeAnswer(message, { at: arrivesAt, words: habit.words, inThread: habit.how !== 'new mail' })
        return { ...letter, means: 'reply', role: habit.how === 'reply, in spam' ? 'spam' : 'inbox', source }
      }
      case 'unsubscribe': {
        const source =
          habit.words === null
            ? await writeUnsubscribe(message, arrivesAt)
            : await writeAnswer(message, { at: arrivesAt, words: habit.words, inThread: true })
        return { ...letter, means: 'unsubscribe', source }
      }
      case 'be away':
        return { ...letter, means: 'auto_reply', source: await writeAbsenceNote(message, arrivesAt) }
      case 'bounce':
        return { ...letter, means: 'bounce', source: writeBounce(message, arrivesAt) }
    }
  }
}

function rank(address: string): string {
  return createHash('sha256').update(address).digest('hex')
}
