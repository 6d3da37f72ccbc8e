import type { EngineContext } from '../../context.ts'
import { deleteJob, deleteOrphanJobs, dueJobs, type Job, type JobKind, nextJobAt, postponeJob } from '../../db/core/jobs.ts'
import { unconfirmedAnswerId } from '../../db/inbox/answer-rows.ts'
import { unconfirmedSendId } from '../../db/sends/in-flight.ts'
import { proveAnswerSent } from '../../lifecycle/send/answer-settled.ts'
import { proveSent } from '../../lifecycle/send/sent.ts'
import type { MailAccount } from '../../ports/mail.ts'

import type { Claim, Stage } from '../../runner/stage.ts'

const kinds: JobKind[] = ['confirm', 'confirm_answer']
/** When the Sent folder is looked into again, in minutes: providers file their copy a little late. */
const lookAgainMinutes = [1, 5, 30]

/**
 * Looks for unconfirmed messages in the Sent folder. Found means sent. Not found proves nothing: the message stays
 * unconfirmed, and the operator decides (rule 2).
 */
export function createConfirmStage(ctx: EngineContext, deps: { loadAccount(mailboxId: number): Promise<MailAccount> }): Stage {
  return {
    name: 'confirm',
    recover() {
      ctx.commit('jobs.tidy', deleteOrphanJobs)
    },
    nextDue() {
      const times = kinds.map((kind) => nextJobAt(ctx.db, kind)).filter((at) => at !== null)
      return times.length === 0 ? null : Math.min(...times)
    },
    claim: (now): Claim[] =>
      kinds
        .flatMap((kind) => dueJobs(ctx.db, kind, now))
        .map((job) => ({ lane: `sync:${job.mailboxId}`, run: () => confirm(ctx, deps.loadAccount, job) })),
  }
}

async function confirm(ctx: EngineContext, loadAccount: (id: number) => Promise<MailAccount>, job: Job): Promise<void> {
  const messageId = job.kind === 'confirm' ? unconfirmedSendId(ctx.db, job.refId) : unconfirmedAnswerId(ctx.db, job.refId)
  if (!messageId) {
    ctx.commit('confirm.drop', (tx) => deleteJob(tx, job.id))
    return
  }
  let found = false
  let problem = 'It is not in the Sent folder'
  try {
    found = await ctx.ports.reader.isInSent(await loadAccount(job.mailboxId), messageId)
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  ctx.commit('confirm.result', (tx) => {
    if (found) {
      const prove = job.kind === 'confirm' ? proveSent : proveAnswerSent
      prove(tx, job.refId, 'Found in the Sent folder: it was sent')
      deleteJob(tx, job.id)
      return
    }
    const minutes = lookAgainMinutes[job.attempts]
    if (minutes === undefined) deleteJob(tx, job.id)
    else postponeJob(tx, job.id, tx.at + minutes * 60_000, problem)
  })
}
