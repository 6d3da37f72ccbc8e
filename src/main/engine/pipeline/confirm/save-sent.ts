import type { EngineContext } from '../../context.ts'
import { deleteJob, dueJobs, type Job, type JobKind, nextJobAt, postponeJob } from '../../db/core/jobs.ts'
import { sentAnswer } from '../../db/inbox/answers.ts'
import { sentMail } from '../../db/sends/drafts.ts'
import type { MailAccount, OutgoingMail } from '../../ports/mail.ts'

import { unsubscribeMailto } from '../../rules/incoming/unsubscribe.ts'
import type { Claim, Stage } from '../../runner/stage.ts'

const kinds: JobKind[] = ['save_sent', 'save_answer']
const retryMinutes = [1, 10, 60, 360]

/**
 * Files a copy of each sent message in the Sent folder, where the provider does not do so itself. A convenience: what
 * fails for good is given up, and nothing depends on it.
 */
export function createSaveSentStage(ctx: EngineContext, deps: { loadAccount(mailboxId: number): Promise<MailAccount> }): Stage {
  return {
    name: 'save-sent',
    recover() {},
    nextDue() {
      const times = kinds.map((kind) => nextJobAt(ctx.db, kind)).filter((at) => at !== null)
      return times.length === 0 ? null : Math.min(...times)
    },
    claim: (now): Claim[] =>
      kinds
        .flatMap((kind) => dueJobs(ctx.db, kind, now))
        .map((job) => ({ lane: `sync:${job.mailboxId}`, run: () => save(ctx, deps.loadAccount, job) })),
  }
}

async function save(ctx: EngineContext, loadAccount: (id: number) => Promise<MailAccount>, job: Job): Promise<void> {
  const mail = job.kind === 'save_sent' ? messageMail(ctx, job.refId) : answerMail(ctx, job.refId)
  let problem: string | null = null
  if (mail) {
    try {
      const account = await loadAccount(job.mailboxId)
      // After a failure or a crash the copy may be there all the same: only its answer was lost.
      const there = (job.attempts > 0 || job.runAt <= ctx.awakeSince.at) && (await ctx.ports.reader.isInSent(account, mail.messageId))
      if (!there) await ctx.ports.reader.appendSent(account, await ctx.ports.mailer.compile(mail))
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
    }
  }
  const minutes = problem === null ? undefined : retryMinutes[job.attempts]
  ctx.commit('save-sent.done', (tx) => {
    if (problem === null || minutes === undefined) deleteJob(tx, job.id)
    else postponeJob(tx, job.id, tx.at + minutes * 60_000, problem)
  })
}

function messageMail(ctx: EngineContext, sendId: number): OutgoingMail | null {
  const row = sentMail(ctx.db, sendId)
  if (!row) return null
  return {
    messageId: row.messageId,
    date: row.writtenAt,
    from: { name: row.senderName, address: row.email },
    to: { name: row.fullName ?? '', address: row.to },
    subject: row.subject,
    text: row.text,
    html: row.html,
    inReplyTo: row.inReplyTo,
    references: row.references === '' ? [] : row.references.split(' '),
    unsubscribeMailto: unsubscribeMailto(row.email, row.messageId),
  }
}

function answerMail(ctx: EngineContext, answerId: number): OutgoingMail | null {
  const row = sentAnswer(ctx.db, answerId)
  if (!row) return null
  const { messageId, subject, text, html, inReplyTo } = row
  return {
    ...{ messageId, subject, text, html, inReplyTo },
    date: row.claimedAt,
    from: { name: row.senderName, address: row.email },
    to: { name: row.name, address: row.to },
    references: row.references === '' ? [] : row.references.split(' '),
    unsubscribeMailto: null,
  }
}
