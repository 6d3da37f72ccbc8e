/** People in campaigns: one row a person and campaign. What changes their state stands in `status.ts`. */
import type { EnrollmentStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** What planning has to know of a person in a campaign. */
export interface PlannedPerson {
  id: number
  status: EnrollmentStatus
  mailboxId: number | null
  /** UTC milliseconds. */
  createdAt: number
}

export function plannedPerson(db: Db, id: number): PlannedPerson | null {
  const row = statement(db, 'select id, status, mailbox_id as mailboxId, created_at as createdAt from enrollments where id = ?').get(id) as
    | PlannedPerson
    | undefined
  return row ?? null
}

/** Who a person in a campaign is, and where they stand. */
export interface EnrollmentPlace {
  campaignId: number
  status: EnrollmentStatus
  /** Null once the contact was deleted. */
  contactId: number | null
}

export function enrollmentPlace(db: Db, id: number): EnrollmentPlace | null {
  const row = statement(db, 'select campaign_id as campaignId, status, contact_id as contactId from enrollments where id = ?').get(id) as
    | EnrollmentPlace
    | undefined
  return row ?? null
}

/** Whether anybody of a campaign may still hear from it. */
export function hasOpenPeople(db: Db, campaignId: number): boolean {
  const open = statement(
    db,
    `select exists (select 1 from enrollments where campaign_id = @campaignId and status = 'active')
         or exists (select 1 from enrollments where campaign_id = @campaignId and status = 'pending')
         or exists (select 1 from enrollments where campaign_id = @campaignId and status = 'paused')`,
  )
  return open.pluck().get({ campaignId }) === 1
}

/** Whether anybody ever entered a campaign. */
export function hasPeople(db: Db, campaignId: number): boolean {
  return statement(db, 'select exists (select 1 from enrollments where campaign_id = ?)').pluck().get(campaignId) === 1
}

/** Whether contacts with this tag are in a campaign. */
export function hasPeopleTagged(db: Db, campaignId: number, tag: string): boolean {
  const tagged = `select exists (select 1 from enrollments e join contact_tags t on t.contact_id = e.contact_id and t.tag = ? where e.campaign_id = ?)`
  return statement(db, tagged).pluck().get(tag, campaignId) === 1
}

/** Everybody of a campaign whose plan depends on its steps, schedule and mailboxes. */
export function peopleToPlan(db: Db, campaignId: number): { id: number; status: EnrollmentStatus }[] {
  return statement(db, `select id, status from enrollments where campaign_id = ? and status in ('active', 'paused', 'completed')`).all(
    campaignId,
  ) as { id: number; status: EnrollmentStatus }[]
}

/** People who go on hearing from a mailbox that is no longer among those of the campaign. */
export function countKeepingMailbox(db: Db, campaignId: number): number {
  return statement(
    db,
    `select count(*) from enrollments e where e.campaign_id = ? and e.status in ('active', 'paused') and e.mailbox_id is not null
     and e.mailbox_id not in (select mailbox_id from campaign_mailboxes where campaign_id = e.campaign_id)`,
  )
    .pluck()
    .get(campaignId) as number
}

/** Somebody who enters a campaign. */
export interface NewEnrollment {
  campaignId: number
  contactId: number
  /** Of their address (rule 7). */
  addressHash: string
  /** The run that found them; null for somebody who was chosen. */
  runId: number | null
}

/** Puts a person into a campaign as `pending`, and returns their id there; null where they, or somebody under their address, are in it already. */
export function insertEnrollment(tx: Tx, person: NewEnrollment): number | null {
  const { changes, lastInsertRowid } = statement(
    tx,
    // The index is named because SQLite would look through the whole campaign for each person.
    `insert into enrollments (campaign_id, contact_id, address_hash, status, run_id, created_at, updated_at)
     select @campaignId, @contactId, @addressHash, 'pending', @runId, @at, @at
     where not exists (select 1 from enrollments indexed by enrollments_contact where contact_id = @contactId and campaign_id = @campaignId)
     on conflict (campaign_id, address_hash) do nothing`,
  ).run({ ...person, at: tx.at })
  return changes > 0 ? Number(lastInsertRowid) : null
}

/** Takes somebody out of a draft without a trace. */
export function deleteEnrollment(tx: Tx, id: number): void {
  statement(tx, 'delete from enrollments where id = ?').run(id)
}

export function setEnrollmentMailbox(tx: Tx, id: number, mailboxId: number): void {
  statement(tx, 'update enrollments set mailbox_id = ? where id = ?').run(mailboxId, id)
}

/** The campaigns that a contact is in, the newest first. */
export function placesOfContact(db: Db, contactId: number, limit: number): { id: number; campaignId: number }[] {
  return statement(db, 'select id, campaign_id as campaignId from enrollments where contact_id = ? order by id desc limit ?').all(
    contactId,
    limit,
  ) as { id: number; campaignId: number }[]
}

/** Enrollments of contacts who may still hear from their campaigns. */
export function openOfContacts(db: Db, contactIds: readonly number[]): number[] {
  return statement(
    db,
    `select id from enrollments where contact_id in (select value from json_each(?)) and status in ('pending', 'active', 'paused')`,
  )
    .pluck()
    .all(JSON.stringify(contactIds)) as number[]
}

/**
 * Enrollments that the suppression of an address or a domain ends, also finished ones. A domain stands for its
 * sub-domains too, as in the check before each message.
 * @param value in lower case
 */
export function enrollmentsToSuppress(db: Db, kind: 'email' | 'domain', value: string): number[] {
  const match = kind === 'email' ? 'c.email_key = @value' : `(c.domain = @value or c.domain like '%.' || @value)`
  return statement(
    db,
    `select e.id from contacts c join enrollments e on e.contact_id = c.id
     where ${match} and e.status in ('pending', 'active', 'paused', 'completed')`,
  )
    .pluck()
    .all({ value }) as number[]
}

/** The new address of a contact takes the place of the old one wherever nothing was tried yet and it has no place yet. */
export function moveAddressHash(tx: Tx, contactId: number, addressHash: string): void {
  statement(
    tx,
    `update or ignore enrollments set address_hash = ? where contact_id = ?
     and not exists (select 1 from sends s where s.enrollment_id = enrollments.id and s.purpose = 'step' and s.message_id is not null)`,
  ).run(addressHash, contactId)
}
