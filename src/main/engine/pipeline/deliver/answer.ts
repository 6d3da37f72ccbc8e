import type { EngineContext } from '../../context.ts'
import { type DueAnswer, waitingAnswers } from '../../db/inbox/answers.ts'
import { claimAnswer } from '../../lifecycle/send/answer-claim.ts'
import { recoverAnswers, settleAnswer } from '../../lifecycle/send/answer-settled.ts'
import type { Instant } from '../../ports/machine.ts'
import type { MailAccount } from '../../ports/mail.ts'

import { answerGate } from '../../rules/sending/answer-gate.ts'
import { classifyDelivery, type Delivery } from '../../rules/sending/delivery.ts'
import type { Claim, Stage } from '../../runner/stage.ts'
import { pauseWithoutSecret, writeDown } from '../../runner/write-down.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'

/**
 * Sends what a person wrote by hand, once it can no longer be taken back. It shares the lane of its mailbox with the
 * messages of campaigns, so that one mailbox sends one message at a time, and stands around SMTP with the same two
 * commits: what happens between them is never repeated by itself (rule 2).
 */
export function createAnswerStage(ctx: EngineContext, deps: { loadAccount(mailboxId: number): Promise<MailAccount> }): Stage {
  /** Answers that wait, with the instant at which each may leave; null where a person has to act. */
  function look(now: Instant): { answer: DueAnswer; at: Instant | null }[] {
    const waiting = waitingAnswers(ctx.db)
    if (waiting.length === 0) return []
    const shared = sharedFacts(ctx.db, now, ctx.awakeSince.at)
    return waiting.map((answer) => {
      const closed = answerGate({ ...shared, mailbox: answer.mailbox, answer })
      return { answer, at: closed ? closed.until : now }
    })
  }

  async function sendOne({ id, mailboxId }: DueAnswer): Promise<void> {
    const account = await deps.loadAccount(mailboxId).catch((error: unknown) => {
      pauseWithoutSecret(ctx, mailboxId, error)
      return null
    })
    if (!account) return
    const mail = await ctx.commit.together('answer.claim', (tx) => claimAnswer(tx, id, ctx.awakeSince.at, () => ctx.ports.random.uuid()))
    if (!mail) return
    try {
      const outcome = await ctx.ports.mailer.send(account, mail)
      await conclude(id, classifyDelivery(outcome))
    } catch (error) {
      // A mistake of ours after the claim: the answer must not stay on its way for ever, nor be tried again by itself.
      await conclude(id, { kind: 'unknown', reason: 'An error inside Campaign Desk left it open whether the message was sent' })
      throw error
    }
  }

  function conclude(answerId: number, delivery: Delivery): Promise<void> {
    return writeDown(ctx, 'answer.settle', () =>
      ctx.commit.together('answer.settle', (tx) => settleAnswer(tx, answerId, delivery, ctx.ports.random.next())),
    )
  }

  return {
    name: 'answer',
    recover() {
      ctx.commit('answer.recover', recoverAnswers)
    },
    nextDue(now) {
      const times = look(now).flatMap(({ at }) => (at === null ? [] : [at]))
      return times.length === 0 ? null : Math.min(...times)
    },
    claim(now, busy): Claim[] {
      const claims = new Map<string, Claim>()
      for (const { answer, at } of look(now)) {
        const lane = `send:${answer.mailboxId}`
        if (at === null || at > now || busy.has(lane) || claims.has(lane)) continue
        claims.set(lane, { lane, run: () => sendOne(answer) })
      }
      return [...claims.values()]
    },
  }
}
