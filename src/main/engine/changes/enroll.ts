import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../commit.ts'
import type { EngineContext } from '../context.ts'
import { contacts } from '../db/schema.ts'
import { statement } from '../db/statement.ts'
import { suppressedKeys, workspaceId } from '../db/suppressions.ts'
import { suppressionHash } from '../rules/suppression-hash.ts'

export interface Enrolled {
  added: number
  /** Already in this campaign, also under a contact that has since been deleted. */
  alreadyIn: number
  suppressed: number
}

/** Contacts enrolled per commit: short enough that nothing else waits for it. */
const chunk = 500

/**
 * Puts the contacts that match `where` into a campaign as `pending`. Adds each address once (rule 1) and leaves out the
 * suppressed (rule 7). Runs in short commits; said again after a crash, it adds what is missing.
 */
export async function enrollAll(ctx: EngineContext, campaignId: number, where: SQL): Promise<Enrolled> {
  const total: Enrolled = { added: 0, alreadyIn: 0, suppressed: 0 }
  let after = 0
  for (;;) {
    const step = ctx.commit('recipients.add', (tx) => enrollSome(tx, campaignId, where, after))
    total.added += step.added
    total.alreadyIn += step.alreadyIn
    total.suppressed += step.suppressed
    if (step.last === null) return total
    after = step.last
    // The event loop gets its turn: a million people take a while.
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

/** One chunk, in the order of contact ids, from the one after `after`. `last` is null when there are no more. */
export function enrollSome(tx: Tx, campaignId: number, where: SQL, after: number): Enrolled & { last: number | null } {
  const workspace = workspaceId(tx)
  const people = tx.orm
    .select({ id: contacts.id, emailKey: contacts.emailKey })
    .from(contacts)
    .where(sql`${contacts.id} > ${after} and (${where})`)
    .orderBy(contacts.id)
    .limit(chunk)
    .all()
  const blocked = suppressedKeys(
    tx,
    workspace,
    people.map((person) => person.emailKey),
  )
  const insert = statement(
    tx,
    `insert into enrollments (campaign_id, contact_id, address_hash, status, created_at, updated_at)
     values (?, ?, ?, 'pending', ?, ?) on conflict (campaign_id, address_hash) do nothing`,
  )
  let added = 0
  for (const person of people) {
    if (blocked.has(person.emailKey)) continue
    added += insert.run(campaignId, person.id, suppressionHash(workspace, 'email', person.emailKey), tx.at, tx.at).changes
  }
  if (added > 0)
    tx.emit({ type: 'recipients.added', campaignId, message: added === 1 ? 'One person was added' : `${added} people were added` })
  return {
    added,
    alreadyIn: people.length - blocked.size - added,
    suppressed: blocked.size,
    last: people.length === chunk ? (people.at(-1)?.id ?? null) : null,
  }
}
