import type { Tx } from '../../db/core/commit.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { countClaim } from '../../db/mailboxes/claims.ts'
import { reportTotals } from '../../db/reports/report-totals.ts'
import { deferReport, findReport, insertReport, lookForReportAt, reportMailbox } from '../../db/reports/reports.ts'
import { markReportSending } from '../../db/reports/status.ts'
import type { OutgoingMail } from '../../ports/mail.ts'

import { reportMail } from '../../rules/discovery/report-mail.ts'
import { localDay } from '../../rules/sending/window.ts'
import { failReport } from './report-settled.ts'

const waitMs = 3_600_000
/** So long a mailbox that works is waited for. */
const longestMs = 7 * 86_400_000

/**
 * Plans the mail about a completed campaign, in the transaction that completes it. One for each campaign, for ever; none
 * for a campaign of another audience, nor in test mode, which writes to nobody (rule 9).
 */
export function planReport(tx: Tx, campaignId: number): void {
  insertReport(tx, campaignId)
}

/**
 * Takes a report for sending from a mailbox: in one commit it gets its Message-ID and is marked `sending` (rule 2). It
 * costs no credit and belongs to no window: nobody but the operator gets it. Null when it may not leave now.
 */
export function claimReport(tx: Tx, campaignId: number, mailboxId: number, newUuid: () => string): OutgoingMail | null {
  const report = findReport(tx, campaignId)
  if (report?.status !== 'scheduled' || report.dueAt > tx.at || getWorkspace(tx).paused) return null
  const mailbox = reportMailbox(tx, campaignId)
  if (mailbox?.id !== mailboxId || mailbox.restsUntil > tx.at) return null
  // One that is tried again keeps its Message-ID, so that a receiver can recognise it.
  const kept = report.mailboxId === mailboxId ? report.messageId : null
  const messageId = kept ?? `<${newUuid()}@${mailbox.email.slice(mailbox.email.lastIndexOf('@') + 1)}>`
  markReportSending(tx, campaignId, { mailboxId, messageId })
  // The cap does not hold it back, but what the provider counts is counted.
  countClaim(tx, mailboxId, localDay(tx.at, getWorkspace(tx).zone))
  return {
    messageId,
    date: tx.at,
    from: { name: mailbox.senderName, address: mailbox.email },
    to: { name: mailbox.senderName, address: mailbox.email },
    ...reportMail(reportTotals(tx, campaignId, mailbox.email)),
    inReplyTo: '',
    references: [],
    unsubscribeMailto: null,
    autoSubmitted: 'auto-generated',
  }
}

/** No mailbox works: it is tried again in an hour, and given up after a week. */
export function waitForMailbox(tx: Tx, campaignId: number): void {
  const report = findReport(tx, campaignId)
  if (report?.status !== 'scheduled' || report.dueAt > tx.at) return
  if (tx.at - report.createdAt >= longestMs) {
    failReport(tx, campaignId, 'No mailbox could send it within a week')
    return
  }
  deferReport(tx, campaignId, tx.at + waitMs)
}

/** Sent could not be looked into: it is tried again in an hour, and left open after a week. Returns whether it goes on. */
export function lookLater(tx: Tx, campaignId: number): boolean {
  const report = findReport(tx, campaignId)
  if (report?.status !== 'unconfirmed' || tx.at - report.createdAt >= longestMs) return false
  lookForReportAt(tx, campaignId, tx.at + waitMs)
  return true
}
