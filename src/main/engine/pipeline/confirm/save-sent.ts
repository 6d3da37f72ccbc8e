import type { EngineContext } from '../../context.ts'
import { deleteJob, dueJobs, type Job, nextJobAt, postponeJob } from '../../db/core/jobs.ts'
import { type SentMail, sentMail } from '../../db/sends/drafts.ts'
import type { MailAccount, OutgoingMail } from '../../ports/mail.ts'
import { unsubscribeMailto } from '../../rules/incoming/unsubscribe.ts'
import { policies } from '../../rules/sending/purposes.ts'
import type { Claim, Stage } from '../../runner/stage.ts'

const retryMinutes = [1, 10, 60, 360]

/**
 * Files a copy of each sent message in the Sent folder, where the provider does not do so itself. A convenience: what
 * fails for good is given up, and nothing depends on it.
 */
export function createSaveSentStage(ctx: EngineContext, deps: { loadAccount(mailboxId: number): Promise<MailAccount> }): Stage {
  return {
    name: 'save-sent',
    recover() {},
    nextDue: () => nextJobAt(ctx.db, 'save_sent'),
    claim: (now): Claim[] =>
      dueJobs(ctx.db, 'save_sent', now).map((job) => ({ lane: `sync:${job.mailboxId}`, run: () => save(ctx, deps.loadAccount, job) })),
  }
}

async function save(ctx: EngineContext, loadAccount: (id: number) => Promise<MailAccount>, job: Job): Promise<void> {
  const sent = sentMail(ctx.db, job.refId)
  const mail = sent && mailOf(sent)
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

/** As it left. */
function mailOf(sent: SentMail): OutgoingMail {
  const { messageId, subject, text, html, inReplyTo } = sent
  return {
    ...{ messageId, subject, text, html, inReplyTo },
    date: sent.at,
    from: { name: sent.senderName, address: sent.email },
    to: { name: sent.fullName, address: sent.to },
    references: sent.references === '' ? [] : sent.references.split(' '),
    unsubscribeMailto: policies[sent.purpose].optsOut ? unsubscribeMailto(sent.email, messageId) : null,
  }
}
