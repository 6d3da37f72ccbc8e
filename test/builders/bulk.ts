/** As many rows as a large workspace has, by statements of their own: what is measured comes after them. */
import { type Db, instant, run } from './core.ts'

/** Every campaign sends from every mailbox, in the order of their ids. */
export function linkEverything(db: Db): void {
  run(db, 'insert into campaign_mailboxes (campaign_id, mailbox_id, position) select c.id, m.id, m.id from campaigns c join mailboxes m')
}

/** All contacts in all campaigns, written to from mailboxes 1 to `mailboxes`, in turn. */
export function enrollEverywhere(db: Db, mailboxes: number): void {
  run(
    db,
    `insert into enrollments (campaign_id, contact_id, address_hash, status, mailbox_id, created_at, updated_at)
     select c.id, p.id, 'hash-' || p.id, 'active', 1 + (p.id * 7 + c.id) % @mailboxes, @at, @at from contacts p cross join campaigns c`,
    { mailboxes, at: instant(db) },
  )
}

/**
 * One message for each step of everybody: the first `due` of them due within the last hour, of the others one in a hundred
 * held, all over the next `withinMs`, in no order.
 */
export function planEverybody(db: Db, { due, withinMs }: { due: number; withinMs: number }): void {
  run(
    db,
    `insert into sends (purpose, campaign_id, enrollment_id, step_id, mailbox_id, status, held, due_at, created_at)
     select 'step', e.campaign_id, e.id, s.id, e.mailbox_id, 'scheduled',
       case when e.id > @due and e.id % 100 = 0 then 'missing_variable' end,
       case when e.id <= @due then @at - (e.id * 7919) % 3600000 else @at + 1 + (e.id * 7919) % @withinMs end, @at
     from enrollments e join steps s on s.campaign_id = e.campaign_id`,
    { due, withinMs, at: instant(db) },
  )
}
