import type { EngineContext } from '../../context.ts'
import { claim, recover, settle } from '../../lifecycle/send/machine.ts'
import type { Turn } from '../../lifecycle/send/purpose.ts'
import { purposes } from '../../lifecycle/send/purposes.ts'
import type { Instant } from '../../ports/machine.ts'
import type { MailAccount } from '../../ports/mail.ts'
import { classifyDelivery, type Delivery } from '../../rules/sending/delivery.ts'
import type { Message, Purpose } from '../../rules/sending/purposes.ts'
import type { Claim, Stage } from '../../runner/stage.ts'
import { pauseWithoutSecret, writeDown } from '../../runner/write-down.ts'
import { lookOnce } from './look-once.ts'

/** A message that waits for its turn. */
export interface Waiting extends Turn {
  id: number
  /** What is due longest leaves first. */
  dueAt: Instant
  /** Whether it may leave now. */
  open: boolean
  /** When it is looked at again, where it may not; null where a person has to act. */
  at: Instant | null
}

export type LoadAccount = (mailboxId: number) => Promise<MailAccount>

/**
 * The stage that sends the messages of one purpose: one message of a mailbox at a time, whatever it is sent for. Two
 * commits stand around each SMTP conversation, and what happens between them is never repeated by itself (rule 2).
 * @param lookAt what waits at an instant, in any order
 */
export function deliverStage(ctx: EngineContext, purpose: Purpose, loadAccount: LoadAccount, lookAt: (now: Instant) => Waiting[]): Stage {
  const { name } = purposes[purpose]
  const look = lookOnce(ctx, lookAt)

  async function deliver({ id, ...turn }: Waiting): Promise<void> {
    const message: Message = { purpose, id }
    if (turn.pretended) return pretend(message, turn)
    const account = await accountOf(turn.mailboxId)
    const mail = account && (await claim(ctx, message, turn))
    if (!mail) return
    try {
      const outcome = await ctx.ports.mailer.send(account, mail)
      await conclude(message, classifyDelivery(outcome))
    } catch (error) {
      // A mistake of ours after the claim: the message must not stay on its way for ever, nor be tried again by itself.
      await conclude(message, { kind: 'unknown', reason: 'An error inside Campaign Desk left it open whether the message was sent' })
      throw error
    }
  }

  /** The whole way of a message, but for its leaving (rule 9). */
  async function pretend(message: Message, turn: Turn): Promise<void> {
    const mail = await claim(ctx, message, turn)
    if (mail) await conclude(message, { kind: 'sent' })
  }

  async function accountOf(mailboxId: number): Promise<MailAccount | null> {
    try {
      return await loadAccount(mailboxId)
    } catch (error) {
      pauseWithoutSecret(ctx, mailboxId, error)
      return null
    }
  }

  function conclude(message: Message, delivery: Delivery): Promise<void> {
    return writeDown(ctx, `${name}.settle`, () =>
      ctx.commit.together(`${name}.settle`, (tx) => settle(tx, message, delivery, ctx.ports.random.next())),
    )
  }

  return {
    name,
    recover() {
      ctx.commit(`${name}.recover`, (tx) => recover(tx, purpose))
    },
    nextDue(now) {
      let earliest: Instant | null = null
      for (const waiting of look(now)) {
        const at = waiting.open ? now : waiting.at
        if (at !== null && (earliest === null || at < earliest)) earliest = at
      }
      return earliest
    },
    claim(now, busy): Claim[] {
      const next = new Map<number, Waiting>()
      for (const waiting of look(now)) {
        const first = next.get(waiting.mailboxId)
        if (waiting.open && (!first || isBefore(waiting, first))) next.set(waiting.mailboxId, waiting)
      }
      const claims = [...next.values()].map((waiting): Claim => ({ lane: `send:${waiting.mailboxId}`, run: () => deliver(waiting) }))
      return claims.filter(({ lane }) => !busy.has(lane))
    },
  }
}

function isBefore(one: Waiting, other: Waiting): boolean {
  return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.id < other.id)
}
