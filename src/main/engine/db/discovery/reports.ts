import type { Instant } from '../../ports/machine.ts'
/** Mails about completed campaigns, on their way to the operator. There is at most one for each campaign. */

import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export type ReportStatus = 'scheduled' | 'sending' | 'sent' | 'failed' | 'unconfirmed'

export interface Report {
  campaignId: number
  status: ReportStatus
  /** When it is tried, or looked for in Sent, next; 0 where nothing more is done. */
  dueAt: Instant
  attempts: number
  mailboxId: number | null
  messageId: string | null
  createdAt: Instant
}

const columns = `campaign_id as campaignId, status, due_at as dueAt, attempts, mailbox_id as mailboxId, message_id as messageId, created_at as createdAt`

/** Those that wait to be sent, or to be looked for. */
export function waitingReports(db: Db): Report[] {
  return statement(
    db,
    `select ${columns} from reports where status in ('scheduled', 'unconfirmed') and due_at > 0 order by due_at, campaign_id`,
  ).all() as Report[]
}

/** Null where the campaign has none. */
export function findReport(db: Db, campaignId: number): Report | null {
  return (statement(db, `select ${columns} from reports where campaign_id = ?`).get(campaignId) as Report | undefined) ?? null
}

export interface ReportMailbox {
  id: number
  email: string
  senderName: string
  /** Nothing leaves before, where the provider asked for it: otherwise it is the gap between two messages. */
  restsUntil: Instant
}

/** The first mailbox of a campaign that works; any other that does where none of its own is left; null where none does. */
export function reportMailbox(db: Db, campaignId: number): ReportMailbox | null {
  const row = statement(
    db,
    `select m.id, m.email, m.sender_name as senderName, case when m.reason = '' then 0 else m.next_send_at end as restsUntil
     from mailboxes m left join campaign_mailboxes c on c.mailbox_id = m.id and c.campaign_id = ?
     where m.removed_at is null and m.status = 'active' order by c.position is null, c.position, m.id limit 1`,
  ).get(campaignId) as ReportMailbox | undefined
  return row ?? null
}
