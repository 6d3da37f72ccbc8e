/** Mailboxes. Their passwords are among the secrets, and none of ours. */
import { alter, type Db, insert, insertMany, instant, over, size, type Where } from './core.ts'
import type { Given, Row } from './tables.ts'

const server = { host: '127.0.0.1', port: 2525, security: 'none', user: '' } as const

/** One that nothing holds back: no gap, and a cap that nobody reaches. */
export function addMailbox(db: Db, mailbox: Given<'mailboxes'> = {}): number {
  return insert(db, 'mailboxes', valid(db, over({ email: `sam${size(db, 'mailboxes')}@sender.example` }, mailbox)))
}

/** So many, `mailbox(1)` the first. */
export function addMailboxes(db: Db, count: number, mailbox: (n: number) => Given<'mailboxes', 'email'>): void {
  insertMany(db, 'mailboxes', count, (n) => valid(db, mailbox(n)))
}

function valid(db: Db, mailbox: Given<'mailboxes', 'email'>): Row<'mailboxes'> {
  const pace = { dailyCap: 1000, gapSeconds: 0, gapJitterSeconds: 0 }
  return over({ smtp: server, imap: server, auth: 'password' as const, ...pace, createdAt: instant(db) }, mailbox)
}

export function alterMailbox(db: Db, where: Where<'mailboxes'>, changes: Partial<Row<'mailboxes'>>): void {
  alter(db, 'mailboxes', where, changes)
}
