import type { Tx } from '../../db/core/commit.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { reportTotals } from '../../db/reports/report-totals.ts'
import { deferReport, findReport, reportMailbox } from '../../db/reports/reports.ts'
import { markFailed } from '../../db/sends/status.ts'
import { reportMail } from '../../rules/discovery/report-mail.ts'
import { localDay } from '../../rules/sending/window.ts'
import type { PurposeModule } from './purpose.ts'

const waitMs = 3_600_000
/** So long a mailbox that works is waited for. */
const longestMs = 7 * 86_400_000

/** Mails to the operator about a completed campaign, from their own mailbox to itself. */
export const reports: PurposeModule = {
  name: 'report',

  /** It costs no credit and belongs to no window: nobody but the operator gets it. */
  ready(tx, id, { mailboxId, newUuid }) {
    const report = findReport(tx, id)
    const workspace = getWorkspace(tx)
    if (report?.status !== 'scheduled' || report.dueAt > tx.at || workspace.paused) return null
    const mailbox = reportMailbox(tx, report.campaignId)
    if (mailbox?.id !== mailboxId || mailbox.restsUntil > tx.at) return null
    // One that is tried again keeps its Message-ID, so that a receiver can recognise it.
    const kept = report.mailboxId === mailboxId ? report.messageId : null
    const self = { name: mailbox.senderName, address: mailbox.email }
    const mail = {
      messageId: kept ?? `<${newUuid()}@${mailbox.email.slice(mailbox.email.lastIndexOf('@') + 1)}>`,
      date: tx.at,
      from: self,
      to: self,
      ...reportMail(reportTotals(tx, report.campaignId, mailbox.email)),
      inReplyTo: '',
      references: [],
      unsubscribeMailto: null,
      autoSubmitted: 'auto-generated' as const,
    }
    return { mail, mailboxId, day: localDay(tx.at, workspace.zone), pretended: false, gap: null, enrollmentId: null }
  },

  claimed() {},

  sent(tx, { campaignId }) {
    tx.emit({ type: 'campaign.changed', campaignId, message: 'The report about this campaign is in your inbox' })
  },

  place: () => ({ status: 'scheduled', held: null }),

  putBack() {},

  failed(tx, { campaignId }, reason) {
    tell(tx, campaignId, reason)
  },

  doubted() {},

  /** Nobody is asked about it, so nobody denies it. */
  deny() {},

  notFound(tx, { campaignId, reason }) {
    const message = `It could not be confirmed that the report about this campaign was sent. ${reason}`
    tx.emit({ type: 'campaign.changed', campaignId, message })
  },
}

function tell(tx: Tx, campaignId: number, reason: string): void {
  tx.emit({ type: 'campaign.changed', campaignId, message: `The report about this campaign was not sent. ${reason}` })
}

/** No mailbox works: it is tried again in an hour, and given up after a week. */
export function waitForMailbox(tx: Tx, id: number): void {
  const report = findReport(tx, id)
  if (report?.status !== 'scheduled' || report.dueAt > tx.at) return
  if (tx.at - report.createdAt < longestMs) {
    deferReport(tx, id, tx.at + waitMs)
    return
  }
  const reason = 'No mailbox could send it within a week'
  markFailed(tx, { purpose: 'report', id }, reason)
  tell(tx, report.campaignId, reason)
}
