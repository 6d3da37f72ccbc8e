import type { EngineContext } from '../../context.ts'
import { waitingAnswers } from '../../db/inbox/answers.ts'
import type { Instant } from '../../ports/machine.ts'
import { answerGate } from '../../rules/sending/answer-gate.ts'
import type { Stage } from '../../runner/stage.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'
import { deliverStage, type LoadAccount, type Waiting } from './deliver.ts'

/** Sends what a person wrote by hand, once it can no longer be taken back, in turn with the messages of campaigns. */
export function createAnswerStage(ctx: EngineContext, deps: { loadAccount: LoadAccount }): Stage {
  function look(now: Instant): Waiting[] {
    const waiting = waitingAnswers(ctx.db)
    if (waiting.length === 0) return []
    const shared = sharedFacts(ctx.db, now, ctx.awakeSince.at)
    return waiting.map((answer) => {
      const closed = answerGate({ ...shared, mailbox: answer.mailbox, answer })
      return {
        id: answer.id,
        mailboxId: answer.mailboxId,
        dueAt: answer.dueAt,
        pretended: false,
        open: closed === null,
        at: closed?.until ?? null,
      }
    })
  }

  return deliverStage(ctx, 'answer', deps.loadAccount, look)
}
