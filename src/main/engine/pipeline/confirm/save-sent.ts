import type { EngineContext } from '../../context.ts'
import { deleteJob, dueJobs, type Job, type JobKind, nextJobAt, postponeJob } from '../../db/core/jobs.ts'
import { statement } from '../../db/core/statement.ts'
import { sentAnswer } from '../../db/inbox/answers.ts'
import type { MailAccount, OutgoingMail } from '../../ports/mail.ts'

import { unsubscribeMailto } from '../../rules/incoming/unsubscribe.ts'
import type { Claim, Stage } from '../../runner/stage.ts'

const kinds: JobKind[] = ['save_sent', 'save_answer']
const retryMinutes = [1, 10, 60, 360]

interface SentRow {
  message_id: string
  to: string
  full_name: string | null
  subject: string
  text: string
  html: string
  in_reply_to: string
  references: string
  written_at: number
  email: string
  sender_name: string
}

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
  const mail = job.kind === 'save_sent' ? sentMail(ctx, job.refId) : answerMail(ctx, job.refId)
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

function sentMail(ctx: EngineContext, sendId: number): OutgoingMail | null {
  const row = statement(
    ctx.db,
    `select s.message_id, d."to", c.full_name, d.subject, d.text, d.html, d.in_reply_to, d."references", d.written_at, m.email, m.sender_name
     from sends s join drafts d on d.send_id = s.id join enrollments e on e.id = s.enrollment_id join mailboxes m on m.id = s.mailbox_id
     left join contacts c on c.id = e.contact_id
     where s.id = ? and s.status = 'sent' and d.text <> ''`,
  ).get(sendId) as SentRow | undefined
  if (!row) return null
  return {
    messageId: row.message_id,
    date: row.written_at,
    from: { name: row.sender_name, address: row.email },
    to: { name: row.full_name ?? '', address: row.to },
    subject: row.subject,
    text: row.text,
    html: row.html,
    inReplyTo: row.in_reply_to,
    references: row.references === '' ? [] : row.references.split(' '),
    unsubscribeMailto: unsubscribeMailto(row.email, row.message_id),
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
