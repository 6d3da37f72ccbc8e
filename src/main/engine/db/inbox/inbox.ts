/** Conversations: pages of them by state, mark, campaign or words, and how many there are. */
import type { ThreadMark, ThreadState } from '../../../../shared/schemas/inbox.ts'
import { searchExpression } from '../../rules/contacts/search-words.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** The row alone. Instants in UTC milliseconds. */
export interface ThreadRow {
  id: number
  enrollmentId: number
  campaignId: number
  mailboxId: number
  email: string
  /** Where they ask for answers; empty where that is the same. */
  replyTo: string
  subject: string
  unread: boolean
  state: ThreadState
  snoozedUntil: number | null
  mark: ThreadMark | null
  draft: string
  lastAt: number
}

/** The row with the names that belong to it. */
export interface ThreadView extends ThreadRow {
  campaignName: string
  contactId: number | null
  /** Of the contact; null where it is gone. */
  contactEmail: string | null
  contactKey: string | null
  fullName: string
  companyName: string
  mailboxEmail: string
}

const columns = `t.id, t.enrollment_id as enrollmentId, t.campaign_id as campaignId, t.mailbox_id as mailboxId, t.email, t.reply_to as replyTo, t.subject, t.unread,
  t.state, t.snoozed_until as snoozedUntil, t.mark, t.draft, t.last_at as lastAt`
const view = `${columns}, ca.name as campaignName, e.contact_id as contactId, c.email as contactEmail, c.email_key as contactKey,
  coalesce(c.full_name, '') as fullName, coalesce(c.company_name, '') as companyName, m.email as mailboxEmail
  from threads t join enrollments e on e.id = t.enrollment_id join campaigns ca on ca.id = t.campaign_id
  join mailboxes m on m.id = t.mailbox_id left join contacts c on c.id = e.contact_id`

export function findThreadRow(db: Db, id: number): ThreadRow | null {
  return toRow(statement(db, `select ${columns} from threads t where t.id = ?`).get(id))
}

export function threadOfEnrollment(db: Db, enrollmentId: number): ThreadRow | null {
  return toRow(statement(db, `select ${columns} from threads t where t.enrollment_id = ?`).get(enrollmentId))
}

export function findThread(db: Db, id: number): ThreadView | null {
  return toRow<ThreadView>(statement(db, `select ${view} where t.id = ?`).get(id))
}

function toRow<T extends ThreadRow>(row: unknown): T | null {
  return row ? { ...(row as T), unread: (row as { unread: number }).unread === 1 } : null
}

export interface ThreadFilter {
  state?: ThreadState | undefined
  mark?: ThreadMark | undefined
  unread?: boolean | undefined
  campaignId?: number | undefined
  recipientId?: number | undefined
  search?: string | undefined
}

/** The last row of the page before. */
export interface ThreadPlace {
  lastAt: number
  id: number
}

/** The newest first. */
export function pageOfThreads(
  db: Db,
  filter: ThreadFilter,
  page: { after: ThreadPlace | null; limit: number },
): { rows: ThreadView[]; total: number; more: boolean } {
  const { where, values, by } = conditions(filter)
  const total = statement(db, `select count(*) from threads t ${by} where ${where}`).pluck().get(values) as number
  const after = page.after === null ? '' : 'and (t.last_at, t.id) < (@lastAt, @after)'
  // The ids first, along one index: what belongs to each is looked up for one page only.
  const ids = statement(db, `select t.id from threads t ${by} where ${where} ${after} order by t.last_at desc, t.id desc limit @limit`)
    .pluck()
    .all({ ...values, ...(page.after ? { lastAt: page.after.lastAt, after: page.after.id } : {}), limit: page.limit + 1 }) as number[]
  const rows = ids.slice(0, page.limit).map((id) => findThread(db, id))
  return { rows: rows.filter((row) => row !== null), total, more: ids.length > page.limit }
}

/**
 * The filter as SQL, and the index that has the rows in order. Every way is bounded from one side at least, so that no
 * list looks through the rows themselves.
 */
function conditions(filter: ThreadFilter): { where: string; values: Record<string, string | number>; by: string } {
  const parts: string[] = []
  const values: Record<string, string | number> = {}
  const search = searchExpression(filter.search)
  if (filter.state !== undefined) {
    parts.push('t.state = @state')
    values.state = filter.state
  }
  if (filter.mark !== undefined) {
    parts.push('t.mark is not null and t.mark = @mark')
    values.mark = filter.mark
  }
  if (filter.unread !== undefined) parts.push(`t.unread = ${filter.unread ? 1 : 0}`)
  if (filter.campaignId !== undefined) {
    parts.push('t.campaign_id = @campaignId')
    values.campaignId = filter.campaignId
  }
  if (filter.recipientId !== undefined) {
    parts.push('t.enrollment_id = @recipientId')
    values.recipientId = filter.recipientId
  }
  if (search !== null) {
    const found = `t.email like @like escape '\\' or t.subject like @like escape '\\'`
    values.like = `%${(filter.search ?? '').trim().replace(/[\\%_]/g, '\\$&')}%`
    if (search === 'none') parts.push(`(${found})`)
    else {
      values.words = search.match
      parts.push(`(${found} or t.enrollment_id in (select e.id from contacts_search s cross join enrollments e on e.contact_id = s.rowid
        where s.contacts_search match @words))`)
    }
  }
  return { where: ['t.last_at >= 0', ...parts].join(' and '), values, by: indexFor(filter) }
}

function indexFor(filter: ThreadFilter): string {
  if (filter.recipientId !== undefined) return 'indexed by threads_once'
  if (filter.unread === true) return 'indexed by threads_unread'
  if (filter.mark !== undefined) return 'indexed by threads_mark'
  if (filter.campaignId !== undefined) return 'indexed by threads_campaign'
  return filter.state !== undefined ? 'indexed by threads_state' : 'indexed by threads_last'
}

export interface ThreadCounts {
  unread: number
  open: number
  snoozed: number
  done: number
  interested: number
}

/** How many there are of each kind; `unread` and `interested` in whatever state. */
export function countThreads(db: Db): ThreadCounts {
  return statement(
    db,
    `select (select count(*) from threads indexed by threads_unread where unread = 1 and last_at >= 0) as unread,
            (select count(*) from threads indexed by threads_state where state = 'open') as open,
            (select count(*) from threads indexed by threads_state where state = 'snoozed') as snoozed,
            (select count(*) from threads indexed by threads_state where state = 'done') as done,
            (select count(*) from threads indexed by threads_mark where mark is not null and mark = 'interested') as interested`,
  ).get() as ThreadCounts
}

/** When the next snoozed conversation comes back; null while none is snoozed. UTC milliseconds. */
export function nextWaking(db: Db): number | null {
  return statement(db, `select min(snoozed_until) from threads where state = 'snoozed'`).pluck().get() as number | null
}

/** What is said of a conversation in a list. */
export interface ThreadSummary {
  messages: number
  /** How the last message begins. */
  text: string
  direction: 'in' | 'out'
}

/**
 * When a mail came, as it stands in the order of a conversation: servers tell whole seconds, and an answer must not stand
 * before what it answers; nor may a server's clock that runs ahead put it behind what was written since.
 */
export const heardAt = 'min(i.created_at, i.received_at + 999)'

/** Classes of mail that are shown in a conversation. */
const shown = `i.class in ('reply', 'auto_reply', 'bounce', 'delay', 'unsubscribe')`
const wasSent = `s.purpose = 'step' and s.status in ('sending', 'sent', 'unconfirmed')`

/** The messages of one conversation, counted, and the last of them. */
export function summaryOf(db: Db, thread: Pick<ThreadRow, 'id' | 'enrollmentId'>): ThreadSummary {
  const key = { id: thread.id, enrollmentId: thread.enrollmentId }
  const row = statement(
    db,
    `select (select count(*) from incoming i where i.enrollment_id = @enrollmentId and ${shown})
          + (select count(*) from sends s where s.enrollment_id = @enrollmentId and ${wasSent})
          + (select count(*) from sends a where a.thread_id = @id and a.purpose = 'answer' and a.status <> 'cancelled') as messages`,
  ).get(key) as { messages: number }
  const last = statement(
    db,
    `select * from (
       select * from (select ${heardAt} as at, 'in' as direction, substr(i.text, 1, 400) as text from incoming i
                      where i.enrollment_id = @enrollmentId and ${shown} order by 1 desc limit 1)
       union all
       select * from (select coalesce(s.sent_at, s.claimed_at) as at, 'out', substr(d.text, 1, 400) from sends s join drafts d on d.send_id = s.id
                      where s.enrollment_id = @enrollmentId and ${wasSent} order by 1 desc limit 1)
       union all
       select * from (select coalesce(a.sent_at, a.created_at) as at, 'out', substr(d.text, 1, 400) from sends a join drafts d on d.send_id = a.id
                      where a.thread_id = @id and a.purpose = 'answer' and a.status <> 'cancelled' order by 1 desc limit 1)
     ) order by at desc limit 1`,
  ).get(key) as { direction: 'in' | 'out'; text: string } | undefined
  return { messages: row.messages, direction: last?.direction ?? 'in', text: last?.text ?? '' }
}

/** When the last message of a conversation came or went, UTC milliseconds. */
export function lastMessageAt(db: Db, thread: Pick<ThreadRow, 'id' | 'enrollmentId'>): number | null {
  return statement(
    db,
    `select max(at) from (
       select max(${heardAt}) as at from incoming i where i.enrollment_id = @enrollmentId and ${shown}
       union all
       select max(coalesce(s.sent_at, s.claimed_at)) from sends s where s.enrollment_id = @enrollmentId and ${wasSent}
       union all
       select max(coalesce(a.sent_at, a.created_at)) from sends a where a.thread_id = @id and a.purpose = 'answer' and a.status <> 'cancelled')`,
  )
    .pluck()
    .get({ id: thread.id, enrollmentId: thread.enrollmentId }) as number | null
}
