/** Mails about completed campaigns, on their way to the operator. There is at most one for each campaign. */
import type { ReportStatus } from '../../../../shared/schemas/reports.ts'
import type { Instant } from '../../ports/machine.ts'
import { reportStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

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

/** Those that wait to be sent, the one due longest first. */
export function reportsToSend(db: Db): { campaignId: number; dueAt: Instant }[] {
  return statement(
    db,
    `select campaign_id as campaignId, due_at as dueAt from reports
     where status in ('scheduled', 'sending') and status = 'scheduled' and due_at > 0 order by due_at, campaign_id`,
  ).all() as { campaignId: number; dueAt: Instant }[]
}

/** One whose outcome is open, and which is looked for in Sent at `dueAt`. */
export interface OpenReport {
  campaignId: number
  dueAt: Instant
  mailboxId: number
  messageId: string
}

export function openReports(db: Db): OpenReport[] {
  return statement(
    db,
    `select campaign_id as campaignId, due_at as dueAt, mailbox_id as mailboxId, message_id as messageId from reports
     where status = 'unconfirmed' and due_at > 0 and mailbox_id is not null and message_id is not null order by due_at, campaign_id`,
  ).all() as OpenReport[]
}

/** Null where the campaign has none. */
export function findReport(db: Db, campaignId: number): Report | null {
  return (statement(db, `select ${columns} from reports where campaign_id = ?`).get(campaignId) as Report | undefined) ?? null
}

/** Plans the one report of a recurring campaign; none in test mode, none for another audience, none twice. */
export function insertReport(tx: Tx, campaignId: number): void {
  statement(
    tx,
    `insert into reports (campaign_id, status, due_at, created_at)
     select id, 'scheduled', @at, @at from campaigns where id = @campaignId and audience = 'discovery' and test_mode = 0
     on conflict (campaign_id) do nothing`,
  ).run({ campaignId, at: tx.at })
}

/** One that was tried. Its id is that of its campaign, as there is one for each. */
export interface TriedReport {
  id: number
  status: ReportStatus
  mailboxId: number
  attempts: number
  /** The address that it was written to: that of its mailbox. */
  to: string
}

const triedText = `select r.campaign_id as id, r.status, r.mailbox_id as mailboxId, r.attempts, m.email as "to"
     from reports r join mailboxes m on m.id = r.mailbox_id`

type Verb = 'confirm' | 'prove' | 'putBack'

function whereTried(verb: Verb): string {
  return `${triedText} where r.campaign_id = ? and ${mayChange(reportStates, verb, 'r.status')} and r.message_id is not null`
}

const tried = { confirm: whereTried('confirm'), prove: whereTried('prove'), putBack: whereTried('putBack') }

/** Null where it was never tried, or is in a state in which this cannot be done to it. */
export function triedReport(db: Db, verb: Verb, campaignId: number): TriedReport | null {
  return (statement(db, tried[verb]).get(campaignId) as TriedReport | undefined) ?? null
}

/** Those on their way. */
export function reportsInFlight(db: Db): TriedReport[] {
  return statement(
    db,
    `${triedText} where r.status in ('scheduled', 'sending') and r.status = 'sending' order by r.campaign_id`,
  ).all() as TriedReport[]
}

/** The campaign whose report has this Message-ID and is not known to be sent; null where there is none. */
export function unsentReportWith(db: Db, messageId: string): number | null {
  const campaignId = statement(db, `select campaign_id from reports where message_id = ? and ${mayChange(reportStates, 'prove')}`)
    .pluck()
    .get(messageId) as number | undefined
  return campaignId ?? null
}

/** No mailbox can send it: it waits until `dueAt`. */
export function deferReport(tx: Tx, campaignId: number, dueAt: Instant): void {
  statement(tx, `update reports set due_at = ?, reason = 'No mailbox can send right now' where campaign_id = ?`).run(dueAt, campaignId)
}

/** It is looked for in Sent again at `dueAt`. */
export function lookForReportAt(tx: Tx, campaignId: number, dueAt: Instant): void {
  statement(tx, 'update reports set due_at = ? where campaign_id = ?').run(dueAt, campaignId)
}

/** It is looked for no more, and stays unconfirmed. Returns why it is; null where it is not. */
export function leaveReportOpen(tx: Tx, campaignId: number): string | null {
  const left = statement(tx, `update reports set due_at = 0 where campaign_id = ? and status = 'unconfirmed' returning reason`)
    .pluck()
    .get(campaignId) as string | undefined
  return left ?? null
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
