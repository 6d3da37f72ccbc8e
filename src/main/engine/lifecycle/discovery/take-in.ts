import { oneLine } from '../../../../shared/line.ts'
import { insertContact } from '../../db/contacts/contacts.ts'
import { isErased, isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { type CreatorToAdmit, forgetCreator, setCreator, setEnrolled } from '../../db/discovery/creators.ts'
import { hasAnswered } from '../../db/inbox/answered-before.ts'
import { profileUrl } from '../../rules/contacts/profile-url.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { inventedTag } from '../enrollment/enroll.ts'

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
    setCreator(tx, creator.id, { status: 'left_out', reason })
    return false
  }
  const workspace = workspaceId(tx)
  const hash = suppressionHash(workspace, 'email', address.key)
  if (isSuppressed(tx, workspace, address.key)) {
    if (isErased(tx, hash)) forgetCreator(tx, creator.id)
    else leaveOut('Their address is on the suppression list')
    return false
  }
  if (statement(tx, 'select 1 from enrollments where campaign_id = ? and address_hash = ?').get(creator.campaignId, hash)) {
    return leaveOut('In this campaign already, under another name')
  }
  const known = statement(tx, 'select id, last_contacted_at as lastContactedAt from contacts where email_key = ?').get(address.key) as
    | { id: number; lastContactedAt: number | null }
    | undefined
  if (!options.testMode && hasAnswered(tx, { creatorId: creator.id, contactId: known?.id ?? null, hash }))
    return leaveOut('They have answered before, or want no mail')
  const { leaveOutDays } = getWorkspace(tx)
  if (leaveOutDays !== null && known?.lastContactedAt && known.lastContactedAt > tx.at - leaveOutDays * dayMs) {
    return leaveOut(`Written to by another campaign in the last ${leaveOutDays} days`)
  }
  if (known && isIn(tx, creator.campaignId, known.id)) return leaveOut('In this campaign already')
  // Whoever waits for a message was not written to yet, and will be.
  if (leaveOutDays !== null && known && !options.testMode && isAboutToHear(tx, creator.campaignId, known.id)) {
    return leaveOut('Another campaign is about to write to them')
  }
  const contactId = known ? fillIn(tx, known.id, creator) : addContact(tx, creator, address, options.testMode)
  const { lastInsertRowid } = statement(
    tx,
    `insert into enrollments (campaign_id, contact_id, address_hash, status, run_id, created_at, updated_at) values (?, ?, ?, 'pending', ?, ?, ?)`,
  ).run(creator.campaignId, contactId, hash, creator.runId, tx.at, tx.at)
  setEnrolled(tx, creator.id, Number(lastInsertRowid))
  return true
}

/** The same contact under a new address is the same person. */
function isIn(tx: Tx, campaignId: number, contactId: number): boolean {
  return (
    statement(tx, 'select 1 from enrollments indexed by enrollments_contact where contact_id = ? and campaign_id = ?').get(
      contactId,
      campaignId,
    ) !== undefined
  )
}

/** Whether they are on their way through another campaign that runs in earnest. */
function isAboutToHear(tx: Tx, campaignId: number, contactId: number): boolean {
  const other = statement(
    tx,
    `select 1 from enrollments e indexed by enrollments_contact cross join campaigns c on c.id = e.campaign_id
     where e.contact_id = ? and e.campaign_id <> ? and e.status in ('pending', 'active', 'paused')
       and c.test_mode = 0 and c.status in ('active', 'scheduled', 'paused')`,
  )
  return other.get(contactId, campaignId) !== undefined
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
  const { firstName, lastName, fullName } = namesOf(creator)
  statement(
    tx,
    `update contacts set custom_fields = json_patch(@fields, custom_fields),
       first_name = case when full_name = '' and first_name = '' then @firstName else first_name end,
       last_name = case when full_name = '' and first_name = '' then @lastName else last_name end,
       full_name = case when full_name = '' then @fullName else full_name end,
       company_name = case when company_name = '' then @companyName else company_name end, updated_at = @at
     where id = @contactId`,
  ).run({
    contactId,
    fields: JSON.stringify(fieldsOf(creator)),
    firstName,
    lastName,
    fullName,
    companyName: oneLine(creator.answer.companyName).slice(0, 300),
    at: tx.at,
  })
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
