import type { EngineContext } from '../../context.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { findReport, type Report, reportMailbox, waitingReports } from '../../db/reports/reports.ts'
import { claimReport, lookLater, waitForMailbox } from '../../lifecycle/send/report.ts'
import { giveUpLooking, proveReportSent, recoverReports, settleReport } from '../../lifecycle/send/report-settled.ts'
import type { Instant } from '../../ports/machine.ts'
import type { MailAccount } from '../../ports/mail.ts'

import { classifyDelivery, type Delivery } from '../../rules/sending/delivery.ts'
import type { Claim, Stage } from '../../runner/stage.ts'
import { pauseWithoutSecret, writeDown } from '../../runner/write-down.ts'

/** What is to be done about a report, and from when on. */
type Todo = { at: Instant; lane: string; run(): Promise<void> }

/**
 * Tells the operator by mail that a recurring campaign is complete: one mail from their own mailbox to itself, with the
 * same two commits around SMTP as any other. After a crash between them it is looked for in Sent, once, and never sent
 * again.
 */
export function createReportStage(ctx: EngineContext, deps: { loadAccount(mailboxId: number): Promise<MailAccount> }): Stage {
  function look(): Todo[] {
    const waiting = waitingReports(ctx.db)
    if (waiting.length === 0) return []
    const { paused } = getWorkspace(ctx.db)
    return waiting.flatMap((report) => (report.status === 'unconfirmed' ? lookFor(report) : paused ? [] : [toSend(report)]))
  }

  function toSend({ campaignId, dueAt }: Report): Todo {
    const mailbox = reportMailbox(ctx.db, campaignId)
    if (!mailbox) {
      const run = async () => ctx.commit('report.wait', (tx) => waitForMailbox(tx, campaignId))
      return { at: dueAt, lane: `report:${campaignId}`, run }
    }
    return {
      at: Math.max(dueAt, mailbox.restsUntil),
      lane: `send:${mailbox.id}`,
      run: () => sendOne(campaignId, mailbox.id),
    }
  }

  function lookFor({ campaignId, mailboxId, dueAt }: Report): Todo[] {
    return mailboxId === null ? [] : [{ at: dueAt, lane: `sync:${mailboxId}`, run: () => confirm(campaignId, mailboxId) }]
  }

  async function sendOne(campaignId: number, mailboxId: number): Promise<void> {
    const account = await deps.loadAccount(mailboxId).catch((error: unknown) => {
      pauseWithoutSecret(ctx, mailboxId, error)
      return null
    })
    if (!account) return
    const mail = await ctx.commit.together('report.claim', (tx) => claimReport(tx, campaignId, mailboxId, () => ctx.ports.random.uuid()))
    if (!mail) return
    try {
      const outcome = await ctx.ports.mailer.send(account, mail)
      await conclude(campaignId, classifyDelivery(outcome))
    } catch (error) {
      // A mistake of ours after the claim: it must not stay on its way for ever, nor be tried again by itself.
      await conclude(campaignId, { kind: 'unknown', reason: 'An error inside Campaign Desk left it open whether it was sent' })
      throw error
    }
  }

  function conclude(campaignId: number, delivery: Delivery): Promise<void> {
    return writeDown(ctx, 'report.settle', () =>
      ctx.commit.together('report.settle', (tx) => settleReport(tx, campaignId, delivery, ctx.ports.random.next())),
    )
  }

  async function confirm(campaignId: number, mailboxId: number): Promise<void> {
    const messageId = findReport(ctx.db, campaignId)?.messageId
    if (!messageId) return
    let found: boolean | null = null
    try {
      found = await ctx.ports.reader.isInSent(await deps.loadAccount(mailboxId), messageId)
    } catch (error) {
      ctx.ports.log.warn({ mailboxId, error: String(error) }, 'a report could not be looked for')
    }
    ctx.commit('report.confirm', (tx) => {
      if (found) proveReportSent(tx, messageId)
      else if (found === false || !lookLater(tx, campaignId)) giveUpLooking(tx, campaignId)
    })
  }

  return {
    name: 'report',
    recover() {
      ctx.commit('report.recover', recoverReports)
    },
    nextDue() {
      const times = look().map(({ at }) => at)
      return times.length === 0 ? null : Math.min(...times)
    },
    claim(now, busy): Claim[] {
      const claims = new Map<string, Claim>()
      for (const { at, lane, run } of look()) {
        if (at <= now && !busy.has(lane) && !claims.has(lane)) claims.set(lane, { lane, run })
      }
      return [...claims.values()]
    },
  }
}
