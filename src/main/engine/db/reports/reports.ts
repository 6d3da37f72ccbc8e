/** Mails about completed campaigns, on their way to the operator. There is at most one for each campaign. */
import type { SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Instant } from '../../ports/machine.ts'
import { sendStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

export interface Report {
  id: number
  campaignId: number
  status: SendStatus
  /** When it is tried next. */
  dueAt: Instant
  mailboxId: number | null
  messageId: string | null
  createdAt: Instant
}

const columns = `id, campaign_id as campaignId, status, due_at as dueAt, mailbox_id as mailboxId, message_id as messageId, created_at as createdAt`

/** Those that wait to be sent, the one due longest first. */
export function reportsToSend(db: Db): Report[] {
  return statement(
    db,
    `select ${columns} from sends where purpose = 'report' and status = 'scheduled' order by due_at, id`,
  ).all() as Report[]
}

/** Null where there is none. */
export function findReport(db: Db, id: number): Report | null {
  return (statement(db, `select ${columns} from sends where id = ? and purpose = 'report'`).get(id) as Report | undefined) ?? null
}

/** Plans the one report of a recurring campaign; none in test mode, none for another audience, none twice. */
export function insertReport(tx: Tx, campaignId: number): void {
  statement(
    tx,
    `insert into sends (purpose, campaign_id, status, due_at, created_at)
     select 'report', id, 'scheduled', @at, @at from campaigns where id = @campaignId and audience = 'discovery' and test_mode = 0
     on conflict do nothing`,
  ).run({ campaignId, at: tx.at })
}

/** The report with this Message-ID that is not known to be sent; null where there is none. */
export function unsentReportWith(db: Db, messageId: string): number | null {
  const id = statement(db, `select id from sends where message_id = ? and purpose = 'report' and ${mayChange(sendStates.report, 'prove')}`)
    .pluck()
    .get(messageId) as number | undefined
  return id ?? null
}

/** No mailbox can send it: it waits until `dueAt`. */
export function deferReport(tx: Tx, id: number, dueAt: Instant): void {
  statement(tx, `update sends set due_at = ?, reason = 'No mailbox can send right now' where id = ? and purpose = 'report'`).run(dueAt, id)
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
