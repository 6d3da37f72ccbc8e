import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type Mailbox, type MailServer, mailboxPreset, server } from '../../../../shared/schemas/mailboxes.ts'
import type { Failing } from '../../rules/mailboxes/failures.ts'
import { mendOf } from '../../rules/mailboxes/mailbox-mend.ts'
import { isLoopback } from '../../rules/mailboxes/unencrypted.ts'
import { localDay } from '../../rules/sending/window.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { campaignMailboxes, campaigns, cursors, mailboxDays, mailboxes } from '../core/schema.ts'
import { statement } from '../core/statement.ts'
import { getWorkspace, type WorkspaceRow } from '../core/workspace.ts'

export type MailboxRow = typeof mailboxes.$inferSelect
export type NewMailbox = Omit<typeof mailboxes.$inferInsert, 'id' | 'createdAt'>

/** What failed in a mailbox since a message left. */
export interface Failures {
  inRow: number
  /** The messages among them. */
  failing: Failing
}

export function failuresOf(db: Db, id: number): Failures {
  const row = statement(db, 'select failures_in_row as inRow, failing from mailboxes where id = ?').get(id) as Failures | undefined
  return row ?? { inRow: 0, failing: '' }
}

export function setFailures(tx: Tx, id: number, { inRow, failing }: Failures): void {
  statement(tx, 'update mailboxes set failures_in_row = ?, failing = ? where id = ?').run(inRow, failing, id)
}

/** Nothing leaves before `until`, UTC milliseconds, or later where something else said so. */
export function restAtLeastUntil(tx: Tx, id: number, until: number, reason: string): void {
  statement(tx, 'update mailboxes set next_send_at = max(next_send_at, ?), reason = ? where id = ?').run(until, reason, id)
}

/** Nothing leaves before `until`, UTC milliseconds. */
export function restUntil(tx: Tx, id: number, until: number, reason: string): void {
  statement(tx, 'update mailboxes set next_send_at = ?, reason = ? where id = ?').run(until, reason, id)
}

/** Whether a mailbox was not removed. */
export function isMailboxThere(db: Db, id: number): boolean {
  return statement(db, 'select 1 from mailboxes where id = ? and removed_at is null').get(id) !== undefined
}

/** Campaigns in these states still need their mailboxes. */
const unfinished = ['draft', 'scheduled', 'active', 'paused'] as const

/** A mailbox that was not removed; null where there is none. */
export function findMailbox(db: Db, id: number): MailboxRow | null {
  let find = finders.get(db.orm)
  if (!find) {
    find = prepareFind(db.orm)
    finders.set(db.orm, find)
  }
  return find.get({ id }) ?? null
}

/** Asked at every reading of mail, so it is prepared once a connection. */
const finders = new WeakMap<Db['orm'], ReturnType<typeof prepareFind>>()

function prepareFind(orm: Db['orm']) {
  return orm
    .select()
    .from(mailboxes)
    .where(and(eq(mailboxes.id, sql.placeholder('id')), isNull(mailboxes.removedAt)))
    .prepare()
}

/** In the order in which they were added. */
export function listMailboxes(db: Db): MailboxRow[] {
  return db.orm.select().from(mailboxes).where(isNull(mailboxes.removedAt)).orderBy(asc(mailboxes.id)).all()
}

/** @param email in its normal form; compared without regard to case */
export function mailboxByEmail(db: Db, email: string): MailboxRow | null {
  return listMailboxes(db).find((row) => row.email.toLowerCase() === email.toLowerCase()) ?? null
}

export function insertMailbox(tx: Tx, row: NewMailbox): MailboxRow {
  return tx.orm
    .insert(mailboxes)
    .values({ ...row, createdAt: tx.at })
    .returning()
    .get()
}

/** Changes columns of a mailbox. Its state is changed in `status.ts`. */
export function updateMailbox(tx: Tx, id: number, change: Partial<Omit<MailboxRow, 'id' | 'status'>>): void {
  tx.orm.update(mailboxes).set(change).where(eq(mailboxes.id, id)).run()
}

/** Its folders are read no more. */
export function forgetCursors(tx: Tx, id: number): void {
  tx.orm.delete(cursors).where(eq(cursors.mailboxId, id)).run()
}

/**
 * Another server or user stands behind the mailbox now: its folders are read by date the next time, because the numbers
 * of the old ones mean nothing there.
 */
export function forgetNumbers(tx: Tx, id: number): void {
  tx.orm.update(cursors).set({ uidValidity: '', uid: 0 }).where(eq(cursors.mailboxId, id)).run()
}

/** Names of the campaigns that still send from a mailbox. */
export function campaignsUsing(db: Db, id: number): string[] {
  return db.orm
    .select({ name: campaigns.name })
    .from(campaigns)
    .innerJoin(campaignMailboxes, eq(campaignMailboxes.campaignId, campaigns.id))
    .where(and(eq(campaignMailboxes.mailboxId, id), inArray(campaigns.status, [...unfinished])))
    .orderBy(asc(campaigns.id))
    .all()
    .map(({ name }) => name)
}

/** Names of the campaigns in which people wait for more whom this mailbox has written to, or is writing to right now. */
export function campaignsHearing(db: Db, id: number): string[] {
  return statement(
    db,
    `select c.name from campaigns c where c.status in ('scheduled', 'active', 'paused') and exists (
       select 1 from enrollments e join sends s on s.enrollment_id = e.id
       where e.campaign_id = c.id and e.status in ('active', 'paused') and e.mailbox_id = @id
         and s.mailbox_id = @id and s.purpose = 'step' and s.status in ('sending', 'unconfirmed', 'sent')) order by c.id`,
  )
    .pluck()
    .all({ id }) as string[]
}

export function serversOf(row: Pick<MailboxRow, 'smtp' | 'imap'>): { smtp: MailServer; imap: MailServer } {
  return { smtp: server.parse(JSON.parse(row.smtp)), imap: server.parse(JSON.parse(row.imap)) }
}

/**
 * Rows as the API shows them. `sentToday` counts the local day of the workspace's zone.
 * @param now UTC milliseconds
 */
export function toApi(db: Db, rows: MailboxRow[], now: number): Mailbox[] {
  const workspace = getWorkspace(db)
  const counts = db.orm
    .select()
    .from(mailboxDays)
    .where(eq(mailboxDays.day, localDay(now, workspace.zone)))
    .all()
  const sent = new Map(counts.map(({ mailboxId, claimed }) => [mailboxId, claimed]))
  return rows.map((row) => ({ ...fromRow(row), warnings: warningsOf(row, workspace), sentToday: sent.get(row.id) ?? 0 }))
}

function fromRow(row: MailboxRow): Omit<Mailbox, 'warnings' | 'sentToday'> {
  return {
    id: row.id,
    email: row.email,
    senderName: row.senderName,
    preset: mailboxPreset.catch('other').parse(row.preset),
    ...serversOf(row),
    auth: row.auth,
    dailyCap: row.dailyCap,
    gapSeconds: row.gapSeconds,
    gapJitterSeconds: row.gapJitterSeconds,
    signature: row.signature,
    postalAddress: row.postalAddress,
    saveSentCopy: row.saveSentCopy,
    allowUnencrypted: row.allowUnencrypted,
    allowInvalidCertificate: row.allowInvalidCertificate,
    status: row.status,
    reason: row.reason,
    nextSendAt: instant(row.nextSendAt || null),
    lastSyncedAt: instant(row.lastSyncedAt),
    syncError: row.syncError,
    testedAt: instant(row.testedAt),
    mend: mendOf(row),
  }
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** What a person should know before sending from it. */
function warningsOf(row: MailboxRow, workspace: WorkspaceRow): string[] {
  const { smtp, imap } = serversOf(row)
  const warnings: string[] = []
  if (row.gapSeconds === 0) {
    warnings.push(
      'Messages leave without a pause between them. Providers may flag the mailbox for sending in bulk; a gap of a minute or two is safer.',
    )
  }
  if (row.postalAddress.trim() === '' && workspace.postalAddress.trim() === '') {
    warnings.push('There is no postal address. Some laws, such as CAN-SPAM in the US, want one in every commercial message.')
  }
  if (row.testedAt === null) warnings.push('The connection has not been tested with these settings.')
  if ([smtp, imap].some((one) => one.security === 'none' && !isLoopback(one.host))) {
    warnings.push('The connection is not encrypted: others on the way can read mail and password.')
  }
  if (row.allowInvalidCertificate) warnings.push('Invalid certificates are accepted: somebody on the way could pose as the mail server.')
  return warnings
}
