import { notFound } from '../../../../shared/errors.ts'
import type { EnrollmentStatus, SendStatus } from '../../../../shared/schemas/campaigns.ts'
import { searchExpression } from '../../rules/contacts/search-words.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface RecipientRow {
  id: number
  campaignId: number
  contactId: number | null
  email: string | null
  fullName: string
  companyName: string
  status: EnrollmentStatus
  reason: string
  mailboxId: number | null
  createdAt: number
}

/** What was and will be sent to one person. */
export interface RecipientSends {
  stepsSent: number
  /** The one planned message. */
  scheduled: { id: number; position: number | null; dueAt: number } | null
  sending: boolean
  unconfirmedSendId: number | null
}

export interface RecipientFilter {
  campaignId: number
  status?: EnrollmentStatus
  /** Whether the planned message is held until a person acts. */
  held?: boolean
  unconfirmed?: boolean
  /** Words; each begins a word in name, address or company. */
  search?: string
}

const columns = `e.id, e.campaign_id as campaignId, e.contact_id as contactId, c.email,
  coalesce(nullif(c.full_name, ''), trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, ''))) as fullName,
  coalesce(c.company_name, '') as companyName, e.status, e.reason, e.mailbox_id as mailboxId, e.created_at as createdAt`
const tables = 'from enrollments e left join contacts c on c.id = e.contact_id'

/** A page in the order in which people entered. `after`: only larger ids. */
export function pageOfRecipients(
  db: Db,
  filter: RecipientFilter,
  page: { after: number; limit: number },
): { rows: RecipientRow[]; total: number; more: boolean } {
  const { where, values } = conditions(filter)
  const rows = statement(db, `select ${columns} ${tables} where ${where} and e.id > @after order by e.id limit @limit`).all({
    ...values,
    after: page.after,
    limit: page.limit + 1,
  }) as RecipientRow[]
  const total = statement(db, `select count(*) from enrollments e where ${where}`).pluck().get(values) as number
  return { rows: rows.slice(0, page.limit), total, more: rows.length > page.limit }
}

/** One person of one campaign; null for an id that is not of this campaign. */
export function findRecipient(db: Db, campaignId: number, id: number): RecipientRow | null {
  const row = statement(db, `select ${columns} ${tables} where e.id = ? and e.campaign_id = ?`).get(id, campaignId) as
    | RecipientRow
    | undefined
  return row ?? null
}

function conditions(filter: RecipientFilter): { where: string; values: Record<string, string | number> } {
  const parts = ['e.campaign_id = @campaignId']
  const values: Record<string, string | number> = { campaignId: filter.campaignId }
  if (filter.status !== undefined) {
    parts.push('e.status = @status')
    values.status = filter.status
  }
  if (filter.held !== undefined) {
    const held = `(select enrollment_id from sends where campaign_id = @campaignId and purpose = 'step' and status = 'scheduled' and held is not null)`
    parts.push(`e.id ${filter.held ? 'in' : 'not in'} ${held}`)
  }
  if (filter.unconfirmed !== undefined) {
    const open = `(select enrollment_id from sends where campaign_id = @campaignId and purpose = 'step' and status = 'unconfirmed')`
    parts.push(`e.id ${filter.unconfirmed ? 'in' : 'not in'} ${open}`)
  }
  const search = searchExpression(filter.search)
  if (search === 'none') parts.push('false')
  else if (search) {
    parts.push('e.contact_id in (select rowid from contacts_search where contacts_search match @words)')
    values.words = search.match
  }
  return { where: parts.join(' and '), values }
}

interface SendPart {
  enrollmentId: number
  id: number
  status: SendStatus
  position: number | null
  dueAt: number
}

/** What was and will be sent to many people, in one query. Every id asked for has an entry. */
export function sendsOfRecipients(db: Db, ids: readonly number[]): Map<number, RecipientSends> {
  const all = new Map(
    ids.map((id): [number, RecipientSends] => [id, { stepsSent: 0, scheduled: null, sending: false, unconfirmedSendId: null }]),
  )
  const rows = statement(
    db,
    `select s.enrollment_id as enrollmentId, s.id, s.status, s.due_at as dueAt,
            case when st.removed_at is null then st.position end as position
     from json_each(?) j join sends s on s.enrollment_id = j.value join steps st on st.id = s.step_id
     where s.purpose = 'step' and s.status in ('scheduled', 'sending', 'sent', 'unconfirmed')`,
  ).all(JSON.stringify(ids)) as SendPart[]
  for (const row of rows) {
    const entry = all.get(row.enrollmentId)
    if (!entry) continue
    if (row.status === 'sent') entry.stepsSent++
    if (row.status === 'sending') entry.sending = true
    if (row.status === 'unconfirmed') entry.unconfirmedSendId = row.id
    if (row.status === 'scheduled') entry.scheduled = { id: row.id, position: row.position, dueAt: row.dueAt }
  }
  return all
}

/** When something last happened to each of many people; those to whom nothing did are left out. UTC milliseconds. */
export function lastEvents(db: Db, ids: readonly number[]): Map<number, number> {
  const rows = statement(
    db,
    `select j.value as id, (select at from events where enrollment_id = j.value and (type <> 'thread.changed' or message <> '') order by seq desc limit 1) as at from json_each(?) j`,
  ).all(JSON.stringify(ids)) as { id: number; at: number | null }[]
  return new Map(rows.flatMap(({ id, at }): [number, number][] => (at === null ? [] : [[id, at]])))
}

export interface ActionRow {
  seq: number
  at: number
  type: string
  message: string
  sendId: number | null
  stepPosition: number | null
  sentSubject: string | null
  sentText: string | null
  incomingSubject: string | null
  incomingText: string | null
}

/** A person's time line, oldest first; at most the latest `limit` entries. */
export function actionsOf(db: Db, enrollmentId: number, limit: number): ActionRow[] {
  const rows = statement(
    db,
    `select ev.seq, ev.at, ev.type, ev.message, ev.send_id as sendId, case when st.removed_at is null then st.position end as stepPosition,
            d.subject as sentSubject, d.text as sentText, i.subject as incomingSubject, i.text as incomingText
     from events ev
     left join sends s on s.id = ev.send_id and s.purpose = 'step'
     left join steps st on st.id = s.step_id
     left join drafts d on d.send_id = ev.send_id and ev.incoming_id is null
     left join incoming i on i.id = ev.incoming_id
     where ev.enrollment_id = ? and (ev.type <> 'thread.changed' or ev.message <> '') order by ev.seq desc limit ?`,
  ).all(enrollmentId, limit) as ActionRow[]
  return rows.reverse()
}

/**
 * A person of this campaign.
 * @throws UserError NOT_FOUND, also for somebody of another campaign
 */
export function needRecipient(db: Db, campaignId: number, id: number): RecipientRow {
  const row = findRecipient(db, campaignId, id)
  if (!row) throw notFound('recipient', id, 'campaign')
  return row
}
