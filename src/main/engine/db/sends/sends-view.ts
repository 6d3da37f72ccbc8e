import type { SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A Send as a person sees it. */
export interface SendViewRow {
  id: number
  campaignId: number
  recipientId: number
  stepPosition: number
  email: string | null
  status: SendStatus
  reason: string
  messageId: string | null
  dueAt: number
  claimedAt: number | null
  sentAt: number | null
}

const query = `select s.id, s.campaign_id as campaignId, s.enrollment_id as recipientId, st.position as stepPosition,
  coalesce(c.email, s."to") as email, s.status, s.reason, s.message_id as messageId, s.due_at as dueAt,
  s.claimed_at as claimedAt, s.sent_at as sentAt
  from sends s join steps st on st.id = s.step_id join enrollments e on e.id = s.enrollment_id
  left join contacts c on c.id = e.contact_id
  where s.purpose = 'step'`

/** The newest first. `before`: only smaller ids. */
export function pageOfSends(
  db: Db,
  filter: { campaignId?: number; status?: SendStatus },
  page: { before: number | null; limit: number },
): { rows: SendViewRow[]; total: number; more: boolean } {
  const values: Record<string, string | number> = {}
  const parts = [`s.purpose = 'step'`]
  if (filter.campaignId !== undefined) {
    parts.push('s.campaign_id = @campaignId')
    values.campaignId = filter.campaignId
  }
  if (filter.status !== undefined) {
    parts.push('s.status = @status')
    values.status = filter.status
  }
  const matching = parts.join(' and ')
  const total = statement(db, `select count(*) from sends s where ${matching}`).pluck().get(values) as number
  if (page.before !== null) {
    parts.push('s.id < @before')
    values.before = page.before
  }
  // The ids first, from an index alone: what belongs to each is looked up for one page only.
  const ids = `select s.id from sends s where ${parts.join(' and ')} order by s.id desc limit @limit`
  const rows = statement(db, `${query} and s.id in (${ids}) order by s.id desc`).all({
    ...values,
    limit: page.limit + 1,
  }) as SendViewRow[]
  return { rows: rows.slice(0, page.limit), total, more: rows.length > page.limit }
}

export function findSend(db: Db, id: number): SendViewRow | null {
  return (statement(db, `${query} and s.id = ?`).get(id) as SendViewRow | undefined) ?? null
}
