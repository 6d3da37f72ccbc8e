import type { EngineContext } from '../../context.ts'
import { deleteJob, deleteOrphanJobs, dueJobs, type Job, nextJobAt, postponeJob } from '../../db/core/jobs.ts'
import { type OpenSend, openSend } from '../../db/sends/in-flight.ts'
import { proveSent, stopLooking } from '../../lifecycle/send/machine.ts'
import type { Instant } from '../../ports/machine.ts'
import type { MailAccount } from '../../ports/mail.ts'
import { policies } from '../../rules/sending/purposes.ts'
import type { Claim, Stage } from '../../runner/stage.ts'

const hourMs = 3_600_000
/** So long Sent is tried to be looked into where nobody is asked instead. */
const longestMs = 7 * 86_400_000

/**
 * Looks for unconfirmed messages in the Sent folder. Found means sent. Not found proves nothing: the message stays
 * unconfirmed, and the operator decides (rule 2); about a report to themselves they are not asked.
 */
export function createConfirmStage(ctx: EngineContext, deps: { loadAccount(mailboxId: number): Promise<MailAccount> }): Stage {
  return {
    name: 'confirm',
    recover() {
      ctx.commit('jobs.tidy', deleteOrphanJobs)
    },
    nextDue: () => nextJobAt(ctx.db, 'confirm'),
    claim: (now): Claim[] =>
      dueJobs(ctx.db, 'confirm', now).map((job) => ({ lane: `sync:${job.mailboxId}`, run: () => confirm(ctx, deps.loadAccount, job) })),
  }
}

async function confirm(ctx: EngineContext, loadAccount: (id: number) => Promise<MailAccount>, job: Job): Promise<void> {
  const open = openSend(ctx.db, job.refId)
  if (!open) {
    ctx.commit('confirm.drop', (tx) => deleteJob(tx, job.id))
    return
  }
  let found: boolean | null = null
  let problem = 'It is not in the Sent folder'
  try {
    found = await ctx.ports.reader.isInSent(await loadAccount(job.mailboxId), open.messageId)
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
    ctx.ports.log.warn({ mailboxId: job.mailboxId, error: problem }, 'Sent could not be looked into')
  }
  ctx.commit('confirm.result', (tx) => {
    const message = { purpose: open.purpose, id: job.refId }
    if (found) {
      proveSent(tx, message, 'Found in the Sent folder: it was sent')
      deleteJob(tx, job.id)
      return
    }
    const again = lookAgainMs(open, job.attempts, found === null, tx.at)
    if (again === null) stopLooking(tx, message, job.id)
    else postponeJob(tx, job.id, tx.at + again, problem)
  })
}

/** How long until Sent is looked into again; null: no more. @param unread whether it could not be looked into */
function lookAgainMs({ purpose, createdAt }: OpenSend, attempts: number, unread: boolean, now: Instant): number | null {
  const { ifUnconfirmed, lookAgainMinutes } = policies[purpose]
  if (unread && ifUnconfirmed === 'leave') return now - createdAt < longestMs ? hourMs : null
  const minutes = lookAgainMinutes[attempts]
  return minutes === undefined ? null : minutes * 60_000
}
