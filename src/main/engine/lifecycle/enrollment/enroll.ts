import { type SQL, sql } from 'drizzle-orm'
import { UserError } from '../../../../shared/errors.ts'
import type { EngineContext } from '../../context.ts'
import { suppressedKeys, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { contacts } from '../../db/core/schema.ts'
import { statement } from '../../db/core/statement.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'

export interface Enrolled {
  added: number
  /** Already in this campaign, also under a contact that has since been deleted. */
  alreadyIn: number
  suppressed: number
  /** Left out of a campaign that writes in earnest: a campaign in test mode invented them (rule 9). */
  invented: number
}

/** What people are tagged with whom a campaign in test mode invented. */
export const inventedTag = 'test mode'

/** Contacts enrolled per commit: short enough that nothing else waits for it. */
const chunk = 500
/** Contacts looked up at once: a search is evaluated anew for each of these slices, not for each commit. */
const slice = 20_000

/**
 * Puts the contacts that match `where` into a campaign as `pending`. Adds each address once (rule 1) and leaves out the
 * suppressed (rule 7). Runs in short commits; said again after a crash, it adds what is missing.
 * @throws UserError CONFLICT where the campaign ends meanwhile
 */
export async function enrollAll(ctx: EngineContext, campaignId: number, where: SQL): Promise<Enrolled> {
  const total: Enrolled = { added: 0, alreadyIn: 0, suppressed: 0, invented: 0 }
  let after = 0
  for (;;) {
    const ids = matching(ctx.db, where, after)
    for (let from = 0; from < ids.length; from += chunk) {
      const step = ctx.commit('recipients.add', (tx) => enrollSome(tx, campaignId, ids.slice(from, from + chunk)))
      total.added += step.added
      total.alreadyIn += step.alreadyIn
      total.suppressed += step.suppressed
      total.invented += step.invented
      // The event loop gets its turn: a million people take a while.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    const last = ids.at(-1)
    if (last === undefined || ids.length < slice) return total
    after = last
  }
}

/** The next slice of ids, ascending, from the one after `after`. */
function matching(db: Db, where: SQL, after: number): number[] {
  return db.orm
    .select({ id: contacts.id })
    .from(contacts)
    .where(sql`${contacts.id} > ${after} and (${where})`)
    .orderBy(contacts.id)
    .limit(slice)
    .all()
    .map(({ id }) => id)
}

function enrollSome(tx: Tx, campaignId: number, contactIds: number[]): Enrolled {
  // Between two commits the campaign may have ended, or have been deleted: whoever entered it now would wait for ever.
  const testMode = statement(tx, `select test_mode from campaigns where id = ? and status not in ('completed', 'cancelled')`)
    .pluck()
    .get(campaignId)
  if (testMode === undefined) {
    throw new UserError('CONFLICT', 'The campaign ended while people were being added to it; the others were left out.', {
      advice: 'Duplicate it, and add people to the copy.',
    })
  }
  const workspace = workspaceId(tx)
  const chosen = statement(
    tx,
    `select c.id, c.email_key as emailKey, exists (select 1 from contact_tags t where t.contact_id = c.id and t.tag = ?) as isInvented
     from json_each(?) j join contacts c on c.id = j.value order by c.id`,
  ).all(inventedTag, JSON.stringify(contactIds)) as { id: number; emailKey: string; isInvented: number }[]
  const people = testMode === 1 ? chosen : chosen.filter(({ isInvented }) => isInvented === 0)
  const blocked = suppressedKeys(
    tx,
    workspace,
    people.map((person) => person.emailKey),
  )
  const insert = statement(
    tx,
    // The index is named because SQLite would look through the whole campaign for each person.
    `insert into enrollments (campaign_id, contact_id, address_hash, status, created_at, updated_at)
     select @campaignId, @contactId, @hash, 'pending', @at, @at
     where not exists (select 1 from enrollments indexed by enrollments_contact where contact_id = @contactId and campaign_id = @campaignId)
     on conflict (campaign_id, address_hash) do nothing`,
  )
  let added = 0
  for (const person of people) {
    if (blocked.has(person.emailKey)) continue
    // The same contact under a new address is the same person.
    const hash = suppressionHash(workspace, 'email', person.emailKey)
    added += insert.run({ campaignId, contactId: person.id, hash, at: tx.at }).changes
  }
  if (added > 0) {
    tx.emit({ type: 'recipients.added', campaignId, message: added === 1 ? 'One person was added' : `${added} people were added` })
  }
  return { added, alreadyIn: people.length - blocked.size - added, suppressed: blocked.size, invented: chosen.length - people.length }
}
