import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A mailbox of a campaign as its review looks at it. */
export interface ReviewedMailbox {
  email: string
  status: 'active' | 'paused'
  gapSeconds: number
  testedAt: number | null
  postalAddress: string
}

/** The mailboxes of a campaign in its order. */
export function reviewedMailboxes(db: Db, campaignId: number): ReviewedMailbox[] {
  return statement(
    db,
    `select m.email, m.status, m.gap_seconds as gapSeconds, m.tested_at as testedAt, m.postal_address as postalAddress
     from campaign_mailboxes c join mailboxes m on m.id = c.mailbox_id
     where c.campaign_id = ? and m.removed_at is null order by c.position`,
  ).all(campaignId) as ReviewedMailbox[]
}

/** Planned messages of a campaign that nothing holds and that are due before an instant. */
export function plannedBefore(db: Db, campaignId: number, before: number): number {
  return statement(
    db,
    `select count(*) from sends where campaign_id = ? and purpose = 'step' and status = 'scheduled' and held is null and due_at < ?`,
  )
    .pluck()
    .get(campaignId, before) as number
}

/** Steps that people who are still in have behind them. */
export function messagesBehind(db: Db, campaignId: number): number {
  return statement(
    db,
    `select count(*) from sends s join enrollments e on e.id = s.enrollment_id join steps st on st.id = s.step_id
     where s.campaign_id = ? and s.purpose = 'step' and s.status in ('sent', 'sending', 'unconfirmed') and st.removed_at is null
       and e.status in ('pending', 'active', 'paused')`,
  )
    .pluck()
    .get(campaignId) as number
}
