/** What leaves: planned deliveries, the messages written for them, and the days that a mailbox counts. */
import { type Db, insert, instant, over } from './core.ts'
import type { Given } from './tables.ts'

/** One delivery, planned for now where nobody says otherwise. */
export function addSend(db: Db, send: Given<'sends', 'campaignId' | 'enrollmentId' | 'stepId' | 'mailboxId'>): number {
  return insert(db, 'sends', over({ status: 'scheduled' as const, dueAt: instant(db), createdAt: instant(db) }, send))
}

/** What was written for a delivery. */
export function addDraft(db: Db, draft: Given<'drafts', 'sendId' | 'to'>): void {
  insert(db, 'drafts', over({ subject: 'Hello', text: 'Hi', html: '<p>Hi</p>', writtenAt: instant(db) }, draft))
}

/** How many messages a mailbox has claimed on a day. */
export function addMailboxDay(db: Db, day: Given<'mailboxDays', 'mailboxId' | 'day'>): void {
  insert(db, 'mailboxDays', day)
}
