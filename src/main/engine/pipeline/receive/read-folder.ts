import type { EngineContext } from '../../context.ts'
import { getCursor, type StoredCursor, setCursor } from '../../db/inbox/mail-reading.ts'
import type { Instant } from '../../ports/machine.ts'
import type { FolderBatch, FolderRole, IncomingMail, MailAccount, OtherRole } from '../../ports/mail.ts'
import { MailReadError } from '../../ports/mail.ts'

import type { Own } from '../../rules/incoming/types.ts'
import { recordMessage, understand } from './record.ts'

const batchSize = 50
/** Enough for any report and for what a person writes; attachments are not needed. */
const maxBytes = 262_144
/** Where a server renumbered, mail from so long before the last one read is looked at again; repeats change nothing. */
const overlapMs = 2 * 86_400_000

type Role = FolderRole | OtherRole

export interface Reading {
  account: MailAccount
  own: Own
  /** Batches that this run may still read: a flooded mailbox gives the engine a chance to stop in between. */
  batchesLeft: number
  /** Mail that was received before has been read where it lay then; for the folders into which it may have been moved. */
  movedSince: Instant
  stopped(): boolean
}

/**
 * Reads a folder from its cursor on: one commit a message, with the cursor in it. The first look at a folder only sets
 * the cursor, for old mail is nobody's answer to us.
 * @returns `read` where everything that is there has been read, `more` where it has not, `passed` for a folder among the
 *   others that could not be looked into now
 * @throws MailReadError where the server fails or lies
 */
export async function readFolder(ctx: EngineContext, role: Role, reading: Reading): Promise<'read' | 'more' | 'passed'> {
  let renumberings = 0
  while (!reading.stopped()) {
    const cursor = getCursor(ctx.db, reading.account.mailboxId, role)
    if (cursor !== null && reading.batchesLeft-- <= 0) return 'more'
    const batch = await ask(ctx, role, reading, cursor)
    if (batch === null) return missing(ctx, role, reading, cursor)
    if (cursor === null) {
      startFromNow(ctx, role, reading, batch)
      return 'read'
    }
    if (batch.uidValidity !== cursor.uidValidity && ++renumberings > 1) {
      givenUp(ctx, role, reading, 'The IMAP server numbers its mail anew again and again.')
      return 'passed'
    }
    if (!(await readBatch(ctx, role, reading, cursor, batch))) return 'more'
    if (!batch.more || batch.messages.length === 0) return 'read'
  }
  return 'more'
}

async function ask(ctx: EngineContext, role: Role, reading: Reading, cursor: StoredCursor | null): Promise<FolderBatch | null> {
  try {
    const place = cursor && { uidValidity: cursor.uidValidity, uid: cursor.uid }
    const bounds = { limit: batchSize, maxBytes }
    if (isOther(role)) {
      const request = { cursor: place, sinceOnRenumber: reading.movedSince - overlapMs, ...bounds }
      return await ctx.ports.reader.readOther(reading.account, role.slice('folder:'.length), request)
    }
    const sinceOnRenumber = (cursor?.updatedAt ?? ctx.ports.clock.now()) - overlapMs
    return await ctx.ports.reader.read(reading.account, { role, cursor: place, sinceOnRenumber, ...bounds })
  } catch (error) {
    if (error instanceof MailReadError) throw error
    ctx.ports.log.error({ mailboxId: reading.account.mailboxId, role, error: String(error) }, 'reading mail failed')
    throw new MailReadError('The mail could not be read, for a reason that is in the log.', false)
  }
}

/** Nothing may be sent while inbox or spam cannot be read; an odd folder among the others is passed over. */
function givenUp(ctx: EngineContext, role: Role, { account }: Reading, words: string): true {
  if (!isOther(role)) throw new MailReadError(words, false)
  ctx.ports.log.warn({ mailboxId: account.mailboxId, error: words }, 'a folder could not be read and is passed over')
  return true
}

function isOther(role: Role): role is OtherRole {
  return role.startsWith('folder:')
}

/** Behind the newest message that the server has. */
function startFromNow(ctx: EngineContext, role: Role, reading: Reading, batch: FolderBatch): void {
  const uid = Number.isSafeInteger(batch.uidNext) ? Math.max(0, batch.uidNext - 1) : 0
  ctx.commit('sync.cursor', (tx) => setCursor(tx, reading.account.mailboxId, role, { uidValidity: batch.uidValidity, uid }))
}

/** Returns whether it came to the end of the batch. */
async function readBatch(ctx: EngineContext, role: Role, reading: Reading, cursor: StoredCursor, batch: FolderBatch) {
  const { mailboxId } = reading.account
  const { log, clock } = ctx.ports
  const { uidValidity } = batch
  const renumbered = uidValidity !== cursor.uidValidity
  const fresh = freshMessages(batch, renumbered ? 0 : cursor.uid)
  for (const message of fresh) {
    if (reading.stopped()) return false
    const received = await understand({ mailboxId, role, uidValidity }, message, reading.own, clock.now(), log)
    ctx.commit('sync.message', (tx) => recordMessage(tx, received, log))
  }
  if (fresh.length > 0) return true
  if (batch.more) return givenUp(ctx, role, reading, 'The IMAP server announces mail that it does not hand over.')
  if (renumbered) startFromNow(ctx, role, reading, batch)
  return true
}

/** Ascending, each once, none that was read before: servers have been seen to answer otherwise (`UID FETCH 9:*`). */
function freshMessages(batch: FolderBatch, after: number): IncomingMail[] {
  const byUid = new Map(
    batch.messages.filter(({ uid }) => Number.isSafeInteger(uid) && uid > after).map((message) => [message.uid, message]),
  )
  return [...byUid.values()].sort((a, b) => a.uid - b.uid)
}

/** No folder has this UIDVALIDITY (RFC 9051 wants a number above zero). */
export const notThereYet = { uidValidity: '0', uid: 0 }

/**
 * Servers make the spam folder when the first spam comes. A cursor that fits no folder has it read from then on, as one
 * that was renumbered, instead of beginning behind that first mail.
 */
function missing(ctx: EngineContext, role: Role, reading: Reading, cursor: StoredCursor | null): 'read' | 'passed' {
  if (role === 'inbox') throw new MailReadError('The IMAP server has no inbox for this account.', false)
  if (cursor === null && !isOther(role)) ctx.commit('sync.cursor', (tx) => setCursor(tx, reading.account.mailboxId, role, notThereYet))
  return isOther(role) ? 'passed' : 'read'
}
