import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface StepCounts {
  stepId: number
  position: number
  subject: string
  /** Taken out of use. */
  removed: boolean
  planned: number
  sent: number
}

/** Steps in their order, then those taken out of use by which something was sent. */
export function stepCounts(db: Db, campaignId: number): StepCounts[] {
  const rows = statement(
    db,
    `select st.id as stepId, st.position, st.subject, st.removed_at is not null as removed,
            (select count(*) from sends where step_id = st.id and purpose = 'step' and status = 'scheduled') as planned,
            (select count(*) from sends where step_id = st.id and purpose = 'step' and status = 'sent') as sent
     from steps st where st.campaign_id = ? order by removed, st.position, st.id`,
  ).all(campaignId) as (Omit<StepCounts, 'removed'> & { removed: number })[]
  return rows.flatMap((row) => (row.removed === 0 || row.sent > 0 ? [{ ...row, removed: row.removed === 1 }] : []))
}

export interface EndCount {
  stepId: number | null
  status: 'replied' | 'bounced' | 'opted_out'
  count: number
}

/** After which step people stopped: the message that their mail names, or else the last one that they had. */
export function endsByStep(db: Db, campaignId: number): EndCount[] {
  return statement(
    db,
    `select coalesce(
              (select s.step_id from incoming i join sends s on s.id = i.send_id and s.purpose = 'step' where i.enrollment_id = e.id
                 and i.class in ('reply', 'unsubscribe', 'bounce') order by i.id limit 1),
              (select step_id from sends where enrollment_id = e.id and purpose = 'step' and claimed_at is not null order by claimed_at desc limit 1)) as stepId,
            e.status, count(*) as count
     from enrollments e where e.campaign_id = ? and e.status in ('replied', 'bounced', 'opted_out') group by 1, 2`,
  ).all(campaignId) as EndCount[]
}

/** Messages of a campaign sent in a span, UTC milliseconds, the end exclusive. */
export function sentIn(db: Db, campaignId: number, from: number, to: number): number {
  return statement(
    db,
    `select count(*) from sends where campaign_id = ? and purpose = 'step' and status = 'sent' and sent_at >= ? and sent_at < ?`,
  )
    .pluck()
    .get(campaignId, from, to) as number
}

/** When people of a campaign answered, or their mail bounced, since then. */
export function endsSince(db: Db, campaignId: number, since: number): { status: 'replied' | 'bounced'; at: number }[] {
  return statement(
    db,
    `select status, finished_at as at from enrollments where campaign_id = ? and status in ('replied', 'bounced') and finished_at >= ?`,
  ).all(campaignId, since) as { status: 'replied' | 'bounced'; at: number }[]
}
