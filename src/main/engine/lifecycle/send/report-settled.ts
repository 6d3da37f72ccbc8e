import type { Tx } from '../../db/core/commit.ts'
import { clearFailures } from '../../db/mailboxes/claims.ts'
import { findReport, leaveReportOpen, reportsInFlight, unsentReportWith } from '../../db/reports/reports.ts'
import { markReportFailed, markReportSent, markReportUnconfirmed, returnReport } from '../../db/reports/status.ts'
import { maxAttempts, retryDelayMs } from '../../rules/sending/backoff.ts'
import type { Delivery } from '../../rules/sending/delivery.ts'
import { countFailure, pauseUntil } from '../mailbox/mailbox-failure.ts'
import { pauseMailbox } from '../mailbox/verbs.ts'

/** A copy may be filed in Sent a little after the message left: that long is waited before it is looked for. */
const confirmAfterMs = 30_000

/**
 * Writes down what became of a report that was in flight: the second of the two commits of rule 2. Does nothing when it
 * was decided before.
 * @param random uniform in [0, 1)
 */
export function settleReport(tx: Tx, campaignId: number, delivery: Delivery, random: number): void {
  const report = findReport(tx, campaignId)
  if (report?.status !== 'sending' || report.mailboxId === null) return
  const { mailboxId, attempts } = report
  switch (delivery.kind) {
    case 'sent':
      tellSent(tx, 'confirm', campaignId)
      clearFailures(tx, mailboxId)
      return
    case 'retry': {
      const delayMs = delivery.mailbox ? 0 : retryDelayMs(attempts, random)
      if (delayMs === null) failReport(tx, campaignId, `${delivery.reason}. It was tried ${maxAttempts} times`)
      else
        returnReport(tx, campaignId, {
          dueAt: tx.at + delayMs,
          attempts: delivery.mailbox ? attempts - 1 : attempts,
          reason: delivery.reason,
        })
      countFailure(tx, mailboxId, delivery.reason, delivery.mailbox)
      return
    }
    case 'quota':
      returnReport(tx, campaignId, { dueAt: tx.at, attempts: attempts - 1, reason: delivery.reason })
      pauseUntil(tx, mailboxId, tx.at + delivery.pauseMs, delivery.reason)
      return
    case 'mailbox':
      returnReport(tx, campaignId, { dueAt: tx.at, attempts: attempts - 1, reason: delivery.reason })
      pauseMailbox(tx, mailboxId, delivery.reason)
      return
    case 'failed':
      failReport(tx, campaignId, delivery.reason)
      countFailure(tx, mailboxId, delivery.reason, false)
      return
    case 'unknown':
      leaveOpen(tx, campaignId, delivery.reason)
      countFailure(tx, mailboxId, delivery.reason, false)
      return
    default:
      delivery satisfies never
  }
}

/** What a crash left in flight may have been sent, or not: it is looked for, and never sent a second time. */
export function recoverReports(tx: Tx): void {
  for (const campaignId of reportsInFlight(tx)) leaveOpen(tx, campaignId, 'Campaign Desk ended while it was on its way')
}

/** It was found: in Sent, or in the inbox that it was written to. A proof overrules whatever was thought before. */
export function proveReportSent(tx: Tx, messageId: string): void {
  const campaignId = unsentReportWith(tx, messageId)
  if (campaignId !== null) tellSent(tx, 'prove', campaignId)
}

/** It was looked for and is not in Sent, which proves nothing. It is left at that: a second mail would be worse than none. */
export function giveUpLooking(tx: Tx, campaignId: number): void {
  const left = leaveReportOpen(tx, campaignId)
  if (left === null) return
  const message = `It could not be confirmed that the report about this campaign was sent. ${left}`
  tx.emit({ type: 'campaign.changed', campaignId, message })
}

/** It is not tried again. */
export function failReport(tx: Tx, campaignId: number, reason: string): void {
  markReportFailed(tx, campaignId, reason)
  tx.emit({ type: 'campaign.changed', campaignId, message: `The report about this campaign was not sent. ${reason}` })
}

function tellSent(tx: Tx, verb: 'confirm' | 'prove', campaignId: number): void {
  markReportSent(tx, verb, campaignId)
  tx.emit({ type: 'campaign.changed', campaignId, message: 'The report about this campaign is in your inbox' })
}

function leaveOpen(tx: Tx, campaignId: number, reason: string): void {
  markReportUnconfirmed(tx, campaignId, reason, tx.at + confirmAfterMs)
}
