/** What came back, and what is said to it by hand. */
import { type Db, insert, instant, over, run } from './core.ts'
import type { Given, Row } from './tables.ts'

/** A conversation that nobody has looked at. */
export function addThread(db: Db, thread: Given<'threads', 'enrollmentId' | 'mailboxId'>): number {
  return insert(db, 'threads', over({ lastAt: instant(db), createdAt: instant(db) }, thread))
}

/** A conversation for everybody who has answered and has none yet. */
export function addThreadsOfReplies(db: Db): void {
  run(
    db,
    `insert or ignore into threads (enrollment_id, mailbox_id, last_at, created_at)
     select enrollment_id, mailbox_id, received_at, created_at from incoming where class = 'reply'`,
  )
}

type Words = Partial<Pick<Row<'drafts'>, 'subject' | 'body' | 'text' | 'html' | 'inReplyTo' | 'references'>>

/** A message written by hand, about to leave. */
export function addAnswer(db: Db, answer: Given<'sends', 'threadId' | 'mailboxId'> & Words): number {
  const { subject, body, text, html, inReplyTo, references, ...send } = answer
  const usual = { purpose: 'answer' as const, status: 'scheduled' as const, to: 'x@y.example', dueAt: instant(db), createdAt: instant(db) }
  const sendId = insert(db, 'sends', over(usual, send))
  const words = { subject, body, text, html, inReplyTo, references }
  insert(db, 'drafts', over({ sendId, subject: 'Re: Hi', text: 'Hello', html: '', writtenAt: instant(db) }, words))
  return sendId
}

/** A mail that was read: a reply, where nobody says otherwise. */
export function addIncoming(db: Db, mail: Given<'incoming', 'mailboxId' | 'messageKey' | 'fromAddress'>): number {
  const where = { role: 'inbox' as const, uidValidity: '1', uid: 1 }
  const usual = { ...where, class: 'reply' as const, receivedAt: instant(db), createdAt: instant(db) }
  return insert(db, 'incoming', over(usual, mail))
}

/** How far a folder was read. */
export function addCursor(db: Db, cursor: Given<'cursors', 'mailboxId' | 'uidValidity' | 'uid'>): void {
  insert(db, 'cursors', over({ role: 'inbox' as const, updatedAt: instant(db) }, cursor))
}
