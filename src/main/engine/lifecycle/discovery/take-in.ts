import { oneLine } from '../../../../shared/line.ts'
import { insertContact } from '../../db/contacts/contacts.ts'
import { isErased, isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { contactAtAddress, fillInContact, isAboutToHear, isAddressIn, isContactIn } from '../../db/discovery/admission.ts'
import { excludeCreator, forgetCreator, markEnrolled } from '../../db/discovery/creator-status.ts'
import type { CreatorToAdmit } from '../../db/discovery/creators.ts'
import { hasAnswered } from '../../db/inbox/answered-before.ts'
import { profileUrl } from '../../rules/contacts/profile-url.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { inventedTag } from '../enrollment/enroll.ts'
import { enter } from '../enrollment/enter.ts'

const dayMs = 86_400_000

/**
 * Makes a creator with a good address a contact and a recipient, once: whoever is in the campaign under the same address
 * already, is suppressed, or was written to lately by any campaign (where the workspace wants that), is left out.
 */
export function takeIn(
  tx: Tx,
  creator: CreatorToAdmit,
  address: { email: string; key: string; domain: string },
  options: { testMode: boolean },
): boolean {
  const leaveOut = (reason: string) => {
    excludeCreator(tx, creator.id, reason)
    return false
  }
  const workspace = workspaceId(tx)
  const hash = suppressionHash(workspace, 'email', address.key)
  if (isSuppressed(tx, workspace, address.key)) {
    if (isErased(tx, hash)) forgetCreator(tx, creator.id)
    else leaveOut('Their address is on the suppression list')
    return false
  }
  if (isAddressIn(tx, creator.campaignId, hash)) return leaveOut('In this campaign already, under another name')
  const known = contactAtAddress(tx, address.key)
  if (!options.testMode && hasAnswered(tx, { creatorId: creator.id, contactId: known?.id ?? null, hash }))
    return leaveOut('They have answered before, or want no mail')
  const { leaveOutDays } = getWorkspace(tx)
  if (leaveOutDays !== null && known?.lastContactedAt && known.lastContactedAt > tx.at - leaveOutDays * dayMs) {
    return leaveOut(`Written to by another campaign in the last ${leaveOutDays} days`)
  }
  if (known && isContactIn(tx, creator.campaignId, known.id)) return leaveOut('In this campaign already')
  // Whoever waits for a message was not written to yet, and will be.
  if (leaveOutDays !== null && known && !options.testMode && isAboutToHear(tx, creator.campaignId, known.id)) {
    return leaveOut('Another campaign is about to write to them')
  }
  const contactId = known ? fillIn(tx, known.id, creator) : addContact(tx, creator, address, options.testMode)
  const enrollmentId = enter(tx, { campaignId: creator.campaignId, contactId, addressHash: hash, runId: creator.runId })
  if (enrollmentId === null) return leaveOut('In this campaign already')
  markEnrolled(tx, creator.id, enrollmentId)
  return true
}

function addContact(tx: Tx, creator: CreatorToAdmit, address: { email: string; key: string; domain: string }, testMode: boolean): number {
  const names = namesOf(creator)
  return insertContact(tx, {
    email: address.email,
    emailKey: address.key,
    domain: address.domain,
    ...names,
    companyName: oneLine(creator.answer.companyName).slice(0, 300),
    customFields: fieldsOf(creator),
    tags: testMode ? [inventedTag] : [],
  })
}

/** What a contact has stays; what it lacks is filled in. */
function fillIn(tx: Tx, contactId: number, creator: CreatorToAdmit): number {
  const companyName = oneLine(creator.answer.companyName).slice(0, 300)
  fillInContact(tx, contactId, { ...namesOf(creator), fields: fieldsOf(creator), companyName })
  return contactId
}

/** What services and files say is taken as one line: a name with a line break would begin a paragraph of its own. */
function namesOf({ answer, fullName }: CreatorToAdmit): { firstName: string; lastName: string; fullName: string } {
  const firstName = oneLine(answer.firstName).slice(0, 200)
  const lastName = oneLine(answer.lastName).slice(0, 200)
  const joined = `${firstName} ${lastName}`.trim()
  if (joined !== '') return { firstName, lastName, fullName: joined }
  const [first = '', ...rest] = fullName.trim().split(/\s+/)
  return { firstName: first, lastName: rest.join(' '), fullName: fullName.trim() }
}

function fieldsOf(creator: CreatorToAdmit): Record<string, string> {
  return {
    handle: creator.handle,
    platform: creator.platform,
    profileUrl: profileUrl(creator.platform, creator.handle),
    ...(creator.followers === null ? {} : { followers: String(creator.followers) }),
  }
}
