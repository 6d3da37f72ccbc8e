/** What leaves: planned deliveries, the messages written for them, and the days that a mailbox counts. */
import { alter, type Db, insert, instant, over, remove, run } from './core.ts'
import type { Given } from './tables.ts'

/** One delivery of a step, planned for now where nobody says otherwise. */
export function addSend(db: Db, send: Given<'sends', 'campaignId' | 'enrollmentId' | 'stepId' | 'mailboxId'>): number {
  const usual = { purpose: 'step' as const, status: 'scheduled' as const, dueAt: instant(db), createdAt: instant(db) }
  return insert(db, 'sends', over(usual, send))
}

/** What was written for a delivery, and to whom. */
export function addDraft(db: Db, { to, ...draft }: Given<'drafts', 'sendId'> & { to: string }): void {
  alter(db, 'sends', Number(draft.sendId), { to })
  insert(db, 'drafts', over({ subject: 'Hello', text: 'Hi', html: '<p>Hi</p>', writtenAt: instant(db) }, draft))
}

/** The mails about completed campaigns. */
export function removeReports(db: Db): void {
  remove(db, 'sends', { purpose: 'report' })
}

/** How many messages a mailbox has claimed on a day. */
export function addMailboxDay(db: Db, day: Given<'mailboxDays', 'mailboxId' | 'day'>): void {
  insert(db, 'mailboxDays', day)
}

/** In a folder of df201d9, which kept them in a table of their own: reports of which nobody knows are looked for at `at`. */
export function lookForReports(db: Db, at: number): void {
  run(db, `update reports set due_at = ? where status = 'unconfirmed'`, [at])
}
