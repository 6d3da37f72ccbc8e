/** People who entered a running campaign and have no plan yet. */
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** Campaigns with such people that have what a plan needs: a step and a mailbox. */
export function campaignsToPlan(db: Db): number[] {
  return statement(
    db,
    `select c.id from campaigns c
       where c.status in ('active', 'scheduled')
         and exists (select 1 from enrollments e where e.campaign_id = c.id and e.status = 'pending')
         and exists (select 1 from steps s where s.campaign_id = c.id and s.removed_at is null)
         and exists (select 1 from campaign_mailboxes m where m.campaign_id = c.id)
       order by c.id`,
  )
    .pluck()
    .all() as number[]
}

/** The first of them, in the order in which they entered. */
export function pendingPeople(db: Db, campaignId: number, limit: number): number[] {
  return statement(db, `select id from enrollments where campaign_id = ? and status = 'pending' order by id limit ?`)
    .pluck()
    .all(campaignId, limit) as number[]
}
