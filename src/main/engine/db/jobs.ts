import type { Tx } from '../commit.ts'
import type { Instant } from '../ports.ts'
import type { Db } from './open.ts'
import { statement } from './statement.ts'

export type JobKind = 'confirm' | 'save_sent'

export interface Job {
  id: number
  kind: JobKind
  sendId: number
  mailboxId: number
  attempts: number
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
    `select j.id, j.kind, j.ref_id as sendId, s.mailbox_id as mailboxId, j.attempts, min(j.run_at)
     from jobs j join sends s on s.id = j.ref_id
     where j.kind = ? and j.run_at <= ? group by s.mailbox_id`,
  ).all(kind, now) as Job[]
}

/** Tries a job again at `runAt`. */
export function postponeJob(tx: Tx, jobId: number, runAt: Instant, error: string): void {
  statement(tx, 'update jobs set attempts = attempts + 1, run_at = ?, last_error = ? where id = ?').run(runAt, error.slice(0, 500), jobId)
}

/** A job that is done, or given up. */
export function deleteJob(tx: Tx, jobId: number): void {
  statement(tx, 'delete from jobs where id = ?').run(jobId)
}

/** Jobs about Sends that are gone with their campaign. */
export function deleteOrphanJobs(tx: Tx): void {
  statement(tx, 'delete from jobs where ref_id not in (select id from sends)').run()
}
