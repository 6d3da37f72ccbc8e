import type { EngineContext } from '../../context.ts'
import { deleteJob, deleteOrphanJobs, dueJobs, type Job, type JobKind, nextJobAt, postponeJob } from '../../db/core/jobs.ts'
import { unconfirmedAnswerId } from '../../db/inbox/answer-rows.ts'
import { type OpenReport, openReports } from '../../db/reports/reports.ts'
import { unconfirmedSendId } from '../../db/sends/in-flight.ts'
import { proveSent } from '../../lifecycle/send/machine.ts'
import { giveUpLooking, lookLater } from '../../lifecycle/send/reports.ts'
import type { Instant } from '../../ports/machine.ts'
import type { MailAccount } from '../../ports/mail.ts'
import type { Claim, Stage } from '../../runner/stage.ts'

/** Jobs that look for one, and what for. */
const looks = { confirm: 'step', confirm_answer: 'answer' } as const satisfies Partial<Record<JobKind, 'step' | 'answer'>>
type Look = keyof typeof looks
const kinds = Object.keys(looks) as Look[]
/** When the Sent folder is looked into again, in minutes: providers file their copy a little late. */
const lookAgainMinutes = [1, 5, 30]

type LoadAccount = (mailboxId: number) => Promise<MailAccount>

/**
 * Looks for unconfirmed messages in the Sent folder. Found means sent. Not found proves nothing: the message stays
 * unconfirmed, and the operator decides (rule 2); about a report to themselves they are not asked.
 */
export function createConfirmStage(ctx: EngineContext, deps: { loadAccount: LoadAccount }): Stage {
  const { loadAccount } = deps
  return {
    name: 'confirm',
    recover() {
      ctx.commit('jobs.tidy', deleteOrphanJobs)
    },
    nextDue() {
      const times = [...kinds.map((kind) => nextJobAt(ctx.db, kind)), ...openReports(ctx.db).map(({ dueAt }) => dueAt)]
      return earliest(times)
    },
    claim: (now): Claim[] => [
      ...kinds
        .flatMap((kind) => dueJobs(ctx.db, kind, now))
        .map((job) => ({ lane: `sync:${job.mailboxId}`, run: () => confirm(ctx, loadAccount, job as Job & { kind: Look }) })),
      ...openReports(ctx.db)
        .filter(({ dueAt }) => dueAt <= now)
        .map((report) => ({ lane: `sync:${report.mailboxId}`, run: () => confirmReport(ctx, loadAccount, report) })),
    ],
  }
}

function earliest(times: (Instant | null)[]): Instant | null {
  const known = times.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}

async function confirm(ctx: EngineContext, loadAccount: LoadAccount, job: Job & { kind: Look }): Promise<void> {
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
      proveSent(tx, { purpose: looks[job.kind], id: job.refId }, 'Found in the Sent folder: it was sent')
      deleteJob(tx, job.id)
      return
    }
    const minutes = lookAgainMinutes[job.attempts]
    if (minutes === undefined) deleteJob(tx, job.id)
    else postponeJob(tx, job.id, tx.at + minutes * 60_000, problem)
  })
}

async function confirmReport(
  ctx: EngineContext,
  loadAccount: LoadAccount,
  { campaignId, mailboxId, messageId }: OpenReport,
): Promise<void> {
  let found: boolean | null = null
  try {
    found = await ctx.ports.reader.isInSent(await loadAccount(mailboxId), messageId)
  } catch (error) {
    ctx.ports.log.warn({ mailboxId, error: String(error) }, 'a report could not be looked for')
  }
  ctx.commit('report.confirm', (tx) => {
    if (found) proveSent(tx, { purpose: 'report', id: campaignId })
    else if (found === false || !lookLater(tx, campaignId)) giveUpLooking(tx, campaignId)
  })
}
