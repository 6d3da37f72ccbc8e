import type { Instant } from '../../ports/machine.ts'

import type { Tx } from './commit.ts'
import type { Db } from './open.ts'
import { statement } from './statement.ts'

/** What is left to do about a message: look whether it left, file a copy of it. */
export type JobKind = 'confirm' | 'save_sent'

export interface Job {
  id: number
  kind: JobKind
  /** The message. */
  refId: number
  mailboxId: number
  attempts: number
  /** UTC milliseconds. */
  runAt: Instant
}

/** When the next job of a kind is due; null when there is none. */
export function nextJobAt(db: Db, kind: JobKind): Instant | null {
  return (statement(db, 'select min(run_at) from jobs where kind = ?').pluck().get(kind) as Instant | null | undefined) ?? null
}

/** Due jobs of a kind, oldest first, one for each mailbox. */
export function dueJobs(db: Db, kind: JobKind, now: Instant): Job[] {
  // Mostly there are none, and it is asked often.
  const first = nextJobAt(db, kind)
  if (first === null || first > now) return []
  return statement(
    db,
    `select j.id, j.kind, j.ref_id as refId, s.mailbox_id as mailboxId, j.attempts, min(j.run_at) as runAt
     from jobs j join sends s on s.id = j.ref_id and s.purpose in ('step', 'answer', 'report')
     where j.kind = ? and j.run_at <= ? group by s.mailbox_id`,
  ).all(kind, now) as Job[]
}

/** One job of a kind for each row. */
export function addJob(tx: Tx, kind: JobKind, refId: number, runAt: Instant): void {
  statement(tx, 'insert into jobs (kind, ref_id, run_at) values (?, ?, ?) on conflict (kind, ref_id) do nothing').run(kind, refId, runAt)
}

/** Takes back a job of a kind about a row, if there is one. */
export function deleteJobsOf(tx: Tx, kind: JobKind, refId: number): void {
  statement(tx, 'delete from jobs where kind = ? and ref_id = ?').run(kind, refId)
}

/** Tries a job again at `runAt`. */
export function postponeJob(tx: Tx, jobId: number, runAt: Instant, error: string): void {
  statement(tx, 'update jobs set attempts = attempts + 1, run_at = ?, last_error = ? where id = ?').run(runAt, error.slice(0, 500), jobId)
}

/** A job that is done, or given up. Says whether it was there still. */
export function deleteJob(tx: Tx, jobId: number): boolean {
  return statement(tx, 'delete from jobs where id = ?').run(jobId).changes > 0
}

/** Jobs about messages that are gone with their campaign. */
export function deleteOrphanJobs(tx: Tx): void {
  statement(
    tx,
    `delete from jobs where kind in ('confirm', 'save_sent')
       and not exists (select 1 from sends s where s.id = jobs.ref_id and s.purpose in ('step', 'answer', 'report'))`,
  ).run()
}
