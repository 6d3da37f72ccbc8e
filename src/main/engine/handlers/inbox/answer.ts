import { UserError } from '../../../../shared/errors.ts'
import type { EngineContext } from '../../context.ts'
import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { ThreadView } from '../../db/inbox/inbox.ts'
import { findMailbox } from '../../db/mailboxes/mailboxes.ts'
import { writeAnswer } from '../../lifecycle/send/answer.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'
import { addressesOf, answersTo, needThread } from './present.ts'

/**
 * Writes an answer by hand, to leave in ten seconds. Pauses do not refuse it: it waits, and says why.
 * @throws UserError NOT_FOUND; BAD_REQUEST without words; CONFLICT for somebody who must not be written to, without
 * credits left today, or for the same words twice; PRECONDITION_FAILED without a mailbox or an address
 */
export function answerByHand(ctx: EngineContext, threadId: number, body: string): number {
  return ctx.commit('answer.write', (tx) => {
    const thread = needThread(tx, threadId)
    if (body.trim() === '') throw new UserError('BAD_REQUEST', 'The answer is empty.', { advice: 'Write something first.' })
    refuseUnwelcome(tx, thread)
    if (findMailbox(tx, thread.mailboxId) === null) {
      throw new UserError('PRECONDITION_FAILED', `The mailbox ${thread.mailboxEmail} was removed, and this conversation belongs to it.`, {
        advice: 'Add the mailbox again, or answer in your mail program.',
      })
    }
    refuseWithoutCredits(tx, ctx.awakeSince.at)
    return writeAnswer(tx, thread, recipientOf(thread), body)
  })
}

function refuseUnwelcome(tx: Tx, thread: ThreadView): void {
  const address = addressesOf(tx, thread).find((one) => isSuppressed(tx, workspaceId(tx), one))
  if (address === undefined) return
  throw new UserError('CONFLICT', `${address} is on the suppression list and is never written to from here.`, {
    advice: 'If they want to hear from you, write to them in your own mail program.',
  })
}

function refuseWithoutCredits(tx: Tx, awakeSince: number): void {
  const { credits } = sharedFacts(tx, tx.at, awakeSince)
  if (credits.used + credits.inFlight < credits.limit) return
  throw new UserError('CONFLICT', `Today's ${credits.limit} credits are used up, and an answer costs one.`, {
    advice: `Raise the daily limit, or answer tomorrow: credits are new at midnight (${credits.zone}).`,
  })
}

function recipientOf(thread: ThreadView): string {
  const address = answersTo(thread)
  if (address !== '') return address
  throw new UserError('PRECONDITION_FAILED', 'Nothing is left of this person, so there is nobody to answer.', {
    advice: 'They were erased from this workspace.',
  })
}
