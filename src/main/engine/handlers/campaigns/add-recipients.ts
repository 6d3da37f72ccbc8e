import { UserError } from '../../../../shared/errors.ts'
import type { ContactSelection } from '../../../../shared/schemas/contacts.ts'
import { audiences } from '../../audiences/index.ts'
import type { EngineContext } from '../../context.ts'
import { needCampaign } from '../../db/campaigns/campaigns.ts'
import { countKnown, knownKeys } from '../../db/contacts/contact-sets.ts'
import { insertContact } from '../../db/contacts/contacts.ts'
import { suppressedKeys, workspaceId } from '../../db/contacts/suppressions.ts'
import { enrollAll } from '../../lifecycle/enrollment/enroll.ts'
import { parseAddress } from '../../rules/contacts/address.ts'
import { type ContactSet, contactsMeant } from '../../rules/contacts/contact-set.ts'
import { hasEnded } from '../../rules/states/open.ts'

export interface Added {
  added: number
  /** In this campaign before. */
  alreadyIn: number
  suppressed: number
  /** Ids of no contact, texts that are no address, and people whom test mode invented, where the campaign writes in earnest. */
  unknown: number
}

interface Wanted extends ContactSelection {
  emails?: string[]
}

interface Address {
  email: string
  key: string
  domain: string
}

/** Contacts made per commit. */
const chunk = 500

/**
 * Puts people into a campaign: by id, by address (a new one becomes a contact), by filter, or everybody. Each address
 * enters once; suppressed ones stay out, and do not become contacts.
 * @throws UserError NOT_FOUND, BAD_REQUEST where nobody is named, CONFLICT for a campaign that has ended
 */
export async function addRecipients(ctx: EngineContext, campaignId: number, wanted: Wanted): Promise<Added> {
  const campaign = needCampaign(ctx.db, campaignId)
  if (hasEnded(campaign)) {
    throw new UserError('CONFLICT', `This campaign is ${campaign.status}; nobody can be added to it.`, {
      advice: 'Duplicate it, and add people to the copy.',
    })
  }
  const { notByHand } = audiences[campaign.audience]
  if (notByHand) throw new UserError('CONFLICT', notByHand.message, { advice: notByHand.advice })
  const parts: ContactSet[] = []
  let suppressed = 0
  let unknown = 0
  if (wanted.contactIds) {
    const ids = [...new Set(wanted.contactIds)]
    unknown += ids.length - countKnown(ctx.db, ids)
    parts.push(contactsMeant({ contactIds: ids }))
  }
  if (wanted.filter) parts.push(contactsMeant({ filter: wanted.filter, exceptIds: wanted.exceptIds }))
  if (wanted.all) parts.push(contactsMeant({ all: true, exceptIds: wanted.exceptIds }))
  if (wanted.emails) {
    const { addresses, invalid } = readAddresses(wanted.emails)
    const blocked = suppressedKeys(
      ctx.db,
      workspaceId(ctx.db),
      addresses.map((address) => address.key),
    )
    const welcome = addresses.filter((address) => !blocked.has(address.key))
    unknown += invalid
    suppressed += blocked.size
    await makeContacts(ctx, welcome)
    parts.push({ emailKeys: welcome.map((address) => address.key) })
  }
  if (parts.length === 0) {
    throw new UserError('BAD_REQUEST', 'Nobody was named.', { advice: 'Give contactIds, emails, a filter, or all: true.' })
  }
  const enrolled = await enrollAll(ctx, campaignId, { any: parts })
  return {
    added: enrolled.added,
    alreadyIn: enrolled.alreadyIn,
    suppressed: suppressed + enrolled.suppressed,
    unknown: unknown + enrolled.invented,
  }
}

function readAddresses(emails: readonly string[]): { addresses: Address[]; invalid: number } {
  const byKey = new Map<string, Address>()
  let invalid = 0
  for (const text of emails) {
    const parsed = parseAddress(text)
    if (!parsed.ok) invalid++
    else if (!byKey.has(parsed.key)) byKey.set(parsed.key, parsed)
  }
  return { addresses: [...byKey.values()], invalid }
}

/** Makes contacts of the addresses that are none yet, in short commits. */
async function makeContacts(ctx: EngineContext, addresses: readonly Address[]): Promise<void> {
  for (let from = 0; from < addresses.length; from += chunk) {
    const some = addresses.slice(from, from + chunk)
    ctx.commit('recipients.contacts', (tx) => {
      const known = knownKeys(
        tx,
        some.map((address) => address.key),
      )
      const fresh = some.filter((address) => !known.has(address.key))
      for (const { email, key, domain } of fresh) {
        insertContact(tx, {
          email,
          emailKey: key,
          domain,
          firstName: '',
          lastName: '',
          fullName: '',
          companyName: '',
          customFields: {},
          tags: [],
        })
      }
      if (fresh.length > 0)
        tx.emit({ type: 'contacts.changed', message: fresh.length === 1 ? 'One contact was added' : `${fresh.length} contacts were added` })
    })
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
