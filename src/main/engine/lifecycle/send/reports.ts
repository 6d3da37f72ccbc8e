import type { Tx } from '../../db/core/commit.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { reportTotals } from '../../db/reports/report-totals.ts'
import {
  deferReport,
  findReport,
  leaveReportOpen,
  lookForReportAt,
  reportMailbox,
  reportsInFlight,
  triedReport,
} from '../../db/reports/reports.ts'
import { markReportFailed, markReportSending, markReportSent, markReportUnconfirmed, returnReport } from '../../db/reports/status.ts'
import { reportMail } from '../../rules/discovery/report-mail.ts'
import { localDay } from '../../rules/sending/window.ts'
import type { PurposeModule, Tried } from './purpose.ts'

const waitMs = 3_600_000
/** So long a mailbox that works is waited for. */
const longestMs = 7 * 86_400_000

/** Mails to the operator about a completed campaign, from their own mailbox to itself. The id is that of the campaign. */
export const reports: PurposeModule = {
  name: 'report',

  /** It costs no credit and belongs to no window: nobody but the operator gets it. */
  ready(tx, campaignId, { mailboxId, newUuid }) {
    const report = findReport(tx, campaignId)
    const workspace = getWorkspace(tx)
    if (report?.status !== 'scheduled' || report.dueAt > tx.at || workspace.paused) return null
    const mailbox = reportMailbox(tx, campaignId)
    if (mailbox?.id !== mailboxId || mailbox.restsUntil > tx.at) return null
    // One that is tried again keeps its Message-ID, so that a receiver can recognise it.
    const kept = report.mailboxId === mailboxId ? report.messageId : null
    const self = { name: mailbox.senderName, address: mailbox.email }
    const mail = {
      messageId: kept ?? `<${newUuid()}@${mailbox.email.slice(mailbox.email.lastIndexOf('@') + 1)}>`,
      date: tx.at,
      from: self,
      to: self,
      ...reportMail(reportTotals(tx, campaignId, mailbox.email)),
      inReplyTo: '',
      references: [],
      unsubscribeMailto: null,
      autoSubmitted: 'auto-generated' as const,
    }
    return { mail, mailboxId, day: localDay(tx.at, workspace.zone), pretended: false, gap: null, enrollmentId: null }
  },

  claimed(tx, campaignId, { mailboxId, mail }) {
    markReportSending(tx, campaignId, { mailboxId, messageId: mail.messageId })
  },

  inFlight: (tx, campaignId) => plain(triedReport(tx, 'putBack', campaignId)),
  everyInFlight: (tx) => reportsInFlight(tx).map((report) => ({ ...report, ...nobody(report.id) })),
  /** Nobody is asked about it, so nobody denies it. */
  tried: (tx, verdict, campaignId) => (verdict === 'deny' ? null : plain(triedReport(tx, verdict, campaignId))),

  markSent(tx, verdict, { id }) {
    markReportSent(tx, verdict, id)
  },

  afterSent(tx, { campaignId }) {
    tx.emit({ type: 'campaign.changed', campaignId, message: 'The report about this campaign is in your inbox' })
  },

  putBack(tx, { id }, { reason, attempts, dueAt }) {
    returnReport(tx, id, { dueAt: dueAt ?? tx.at, attempts, reason })
  },

  fail(tx, { id }, reason) {
    failReport(tx, id, reason)
  },

  doubt(tx, { id }, reason, lookAt) {
    markReportUnconfirmed(tx, id, reason, lookAt)
  },

  /** Sender and receiver are one: it is in the inbox. */
  copy() {},

  denied() {},
}

function plain(report: ReturnType<typeof triedReport>): Tried | null {
  return report && { ...report, ...nobody(report.id) }
}

/** It goes to nobody who is in the campaign, and its mailbox has it by itself. */
function nobody(campaignId: number) {
  return { campaignId, enrollmentId: null, contactId: null, claimedAt: null, copied: false, pretended: false }
}

/** It is not tried again. */
function failReport(tx: Tx, campaignId: number, reason: string): void {
  markReportFailed(tx, campaignId, reason)
  tx.emit({ type: 'campaign.changed', campaignId, message: `The report about this campaign was not sent. ${reason}` })
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

/** It was looked for and is not in Sent, which proves nothing. It is left at that: a second mail would be worse than none. */
export function giveUpLooking(tx: Tx, campaignId: number): void {
  const left = leaveReportOpen(tx, campaignId)
  if (left === null) return
  const message = `It could not be confirmed that the report about this campaign was sent. ${left}`
  tx.emit({ type: 'campaign.changed', campaignId, message })
}
