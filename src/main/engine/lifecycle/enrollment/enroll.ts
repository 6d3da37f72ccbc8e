import { UserError } from '../../../../shared/errors.ts'
import type { EngineContext } from '../../context.ts'
import { openTestMode } from '../../db/campaigns/campaigns.ts'
import { candidatesOf, contactIdsAfter } from '../../db/contacts/contact-sets.ts'
import { suppressedKeys, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { ContactSet } from '../../rules/contacts/contact-set.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { enter } from './enter.ts'

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
 * Puts the chosen contacts into a campaign as `pending`. Adds each address once (rule 1) and leaves out the
 * suppressed (rule 7). Runs in short commits; said again after a crash, it adds what is missing.
 * @throws UserError CONFLICT where the campaign ends meanwhile
 */
export async function enrollAll(ctx: EngineContext, campaignId: number, chosen: ContactSet): Promise<Enrolled> {
  const total: Enrolled = { added: 0, alreadyIn: 0, suppressed: 0, invented: 0 }
  let after = 0
  for (;;) {
    const ids = contactIdsAfter(ctx.db, chosen, after, slice)
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

function enrollSome(tx: Tx, campaignId: number, contactIds: number[]): Enrolled {
  // Between two commits the campaign may have ended, or have been deleted: whoever entered it now would wait for ever.
  const testMode = openTestMode(tx, campaignId)
  if (testMode === null) {
    throw new UserError('CONFLICT', 'The campaign ended while people were being added to it; the others were left out.', {
      advice: 'Duplicate it, and add people to the copy.',
    })
  }
  const workspace = workspaceId(tx)
  const chosen = candidatesOf(tx, contactIds, inventedTag)
  const people = testMode ? chosen : chosen.filter(({ isTagged }) => !isTagged)
  const blocked = suppressedKeys(
    tx,
    workspace,
    people.map((person) => person.emailKey),
  )
  let added = 0
  for (const person of people) {
    if (blocked.has(person.emailKey)) continue
    // The same contact under a new address is the same person.
    const addressHash = suppressionHash(workspace, 'email', person.emailKey)
    if (enter(tx, { campaignId, contactId: person.id, addressHash, runId: null }) !== null) added++
  }
  if (added > 0) {
    tx.emit({ type: 'recipients.added', campaignId, message: added === 1 ? 'One person was added' : `${added} people were added` })
  }
  return { added, alreadyIn: people.length - blocked.size - added, suppressed: blocked.size, invented: chosen.length - people.length }
}
