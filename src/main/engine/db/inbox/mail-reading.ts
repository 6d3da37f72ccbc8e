import type { Instant } from '../../ports/machine.ts'
import type { FolderCursor, FolderRole, OtherRole } from '../../ports/mail.ts'
/** How far the mail of each mailbox was read, and when it is read next. */

import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface StoredCursor extends FolderCursor {
  updatedAt: Instant
}

/** Where the reading of a folder stands; null before it was first looked at. */
export function getCursor(db: Db, mailboxId: number, role: FolderRole | OtherRole): StoredCursor | null {
  const row = statement(
    db,
    'select uid_validity as uidValidity, uid, updated_at as updatedAt from cursors where mailbox_id = ? and role = ?',
  ).get(mailboxId, role) as StoredCursor | undefined
  return row ?? null
}

/** Within one UIDVALIDITY a cursor only moves on. */
export function setCursor(tx: Tx, mailboxId: number, role: FolderRole | OtherRole, cursor: FolderCursor): void {
  statement(
    tx,
    `insert into cursors (mailbox_id, role, uid_validity, uid, updated_at) values (?, ?, ?, ?, ?)
     on conflict (mailbox_id, role) do update set
       uid = case when uid_validity = excluded.uid_validity then max(uid, excluded.uid) else excluded.uid end,
       uid_validity = excluded.uid_validity,
       updated_at = excluded.updated_at`,
  ).run(mailboxId, role, cursor.uidValidity, cursor.uid, tx.at)
}

/** Mailboxes whose mail is to be read now, those that wait longest first. */
export function mailboxesToRead(db: Db, now: Instant): number[] {
  return statement(db, 'select id from mailboxes where removed_at is null and next_sync_at <= ? order by next_sync_at, id')
    .pluck()
    .all(now) as number[]
}

/** When a mailbox is to be read next; null without mailboxes. */
export function nextReading(db: Db): Instant | null {
  return statement(db, 'select min(next_sync_at) from mailboxes where removed_at is null').pluck().get() as Instant | null
}

/** Everything that came before was read; null where nothing was read yet. UTC milliseconds. */
export function lastReadAt(db: Db, mailboxId: number): Instant | null {
  return statement(db, 'select last_synced_at from mailboxes where id = ?').pluck().get(mailboxId) as Instant | null
}

/** Mailboxes whose mail is read at all. */
export function readMailboxes(db: Db): number[] {
  return statement(db, 'select id from mailboxes where removed_at is null').pluck().all() as number[]
}

/** Has a mailbox read at the next chance. Says whether that changed anything. */
export function readSoon(tx: Tx, mailboxId: number): boolean {
  const done = statement(tx, 'update mailboxes set next_sync_at = :at where id = :mailboxId and removed_at is null and next_sync_at > :at')
  return done.run({ at: tx.at, mailboxId }).changes > 0
}

/** A sweep has read everything that had come before `startedAt`. Says whether the mailbox could not be read before. */
export function readingDone(tx: Tx, mailboxId: number, startedAt: Instant, nextAt: Instant): boolean {
  const failed = statement(tx, 'select sync_error is not null or last_synced_at is null from mailboxes where id = ?').pluck().get(mailboxId)
  statement(tx, 'update mailboxes set last_synced_at = ?, sync_error = null, sync_failures = 0, next_sync_at = ? where id = ?').run(
    startedAt,
    nextAt,
    mailboxId,
  )
  return failed === 1
}

/** Minutes until a mailbox that could not be read is tried again. */
const retryMinutes = [1, 2, 4, 8, 16, 30]

/** A mailbox could not be read. Says whether that is news. */
export function readingFailed(tx: Tx, mailboxId: number, error: string): boolean {
  const before = statement(tx, 'select sync_error as error, sync_failures as failures from mailboxes where id = ?').get(mailboxId) as
    | { error: string | null; failures: number }
    | undefined
  if (!before) return false
  const minutes = retryMinutes[Math.min(before.failures, retryMinutes.length - 1)] ?? 30
  statement(tx, 'update mailboxes set sync_error = ?, sync_failures = ?, next_sync_at = ? where id = ?').run(
    error,
    before.failures + 1,
    tx.at + minutes * 60_000,
    mailboxId,
  )
  return before.error !== error
}
