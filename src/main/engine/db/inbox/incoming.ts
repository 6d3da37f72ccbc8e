import type { IncomingClass } from '../../../../shared/schemas/inbox.ts'
import type { Instant } from '../../ports/machine.ts'
import type { FolderRole, OtherRole } from '../../ports/mail.ts'
/** What came in, and which of our messages it can be about. */

import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { workspaceId } from '../contacts/suppressions.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface NewIncoming {
  mailboxId: number
  messageKey: string
  role: FolderRole | OtherRole
  uidValidity: string
  uid: number
  class: IncomingClass
  fromAddress: string
  subject: string
  text: string
  quoted: string
  html: string
  enrollmentId: number | null
  sendId: number | null
  receivedAt: Instant
}

/** Whether a mail was recorded before, in whichever folder it lay then. */
export function isRecorded(db: Db, mailboxId: number, messageKey: string): boolean {
  return statement(db, 'select 1 from incoming where mailbox_id = ? and message_key = ?').get(mailboxId, messageKey) !== undefined
}

/** Whether the same mail came to another mailbox of ours too, and was taken for the same there. */
export function isRecordedElsewhere(db: Db, mail: Pick<NewIncoming, 'mailboxId' | 'messageKey' | 'class'>): boolean {
  return (
    statement(
      db,
      `select 1 from mailboxes m cross join incoming i on i.mailbox_id = m.id and i.message_key = @messageKey
       where m.id <> @mailboxId and i.class = @class`,
    ).get({ mailboxId: mail.mailboxId, messageKey: mail.messageKey, class: mail.class }) !== undefined
  )
}

/** Returns the id of the new row. The table refuses a second one for the same mail. */
export function insertIncoming(tx: Tx, mail: NewIncoming): number {
  const { lastInsertRowid } = statement(
    tx,
    `insert into incoming (mailbox_id, message_key, role, uid_validity, uid, class, from_address, subject, text, quoted, html, enrollment_id,
                           send_id, received_at, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    mail.mailboxId,
    mail.messageKey,
    mail.role,
    mail.uidValidity,
    mail.uid,
    mail.class,
    mail.fromAddress,
    mail.subject,
    mail.text,
    mail.quoted,
    mail.html,
    mail.enrollmentId,
    mail.sendId,
    mail.receivedAt,
    tx.at,
  )
  return Number(lastInsertRowid)
}

/** One of our messages, and the person it went to. */
export interface SentMatch {
  purpose: 'step' | 'answer'
  /** The Send of a step; null where it was an answer by hand. */
  sendId: number | null
  answerId: number | null
  /** `sending` and `unconfirmed` too: an answer to such a message proves that it left. */
  sendStatus: string
  campaignId: number
  enrollmentId: number
  enrollmentStatus: string
  contactId: number | null
  mailboxId: number
  /** The address that it was written to, in lower case; null once the person was erased. */
  address: string | null
  stopByCompany: boolean
}

const matchColumns = `
  s.id as messageId, s.purpose, s.status as sendStatus, e.campaign_id as campaignId, e.id as enrollmentId,
  e.status as enrollmentStatus, e.contact_id as contactId, s.mailbox_id as mailboxId,
  lower(s."to") as address, ca.stop_by_company as stopByCompany
  from sends s
  left join threads t on t.id = s.thread_id
  join enrollments e on e.id = coalesce(s.enrollment_id, t.enrollment_id)
  join campaigns ca on ca.id = e.campaign_id`

/** The message of ours with a Message-ID (brackets included), of a campaign or by hand, also when the contact is gone. */
export function sentByMessageId(db: Db, messageId: string): SentMatch | null {
  return toMatch(statement(db, `select ${matchColumns} where s.message_id = ? and s.purpose in ('step', 'answer')`).get(messageId))
}

/** The message whose Message-ID has this local part. */
export function sendByToken(db: Db, token: string): SentMatch | null {
  // A range on the index: everything that begins with `<token@`. `A` follows `@` in ASCII.
  return toMatch(
    statement(db, `select ${matchColumns} where s.message_id >= ? and s.message_id < ? and s.purpose = 'step' limit 1`).get(
      `<${token}@`,
      `<${token}A`,
    ),
  )
}

/**
 * Whose messages: of contacts that have the address, or have it with a tag (anna+tea@example.com), and of those enrolled
 * under it, which outlives the contact.
 */
const enrolled = `
  select e2.id from contacts c2 join enrollments e2 on e2.contact_id = c2.id where c2.email_key = :address
  union
  select e5.id from contacts c5 join enrollments e5 on e5.contact_id = c5.id
  where c5.email_key >= :tagged and c5.email_key < :behindTagged and substr(c5.email_key, -length(:domain)) = :domain
  union
  select e3.id from campaigns c3 cross join enrollments e3 on e3.campaign_id = c3.id and e3.address_hash = :hash`

/** Of those who wrote from it before, asked for answers there, or were answered there by hand. */
const heardFrom = `
  select t2.enrollment_id from threads t2 where t2.email = :address
  union
  select t3.enrollment_id from threads t3 where t3.reply_to = :address
  union
  select t4.enrollment_id from sends a4 join threads t4 on t4.id = a4.thread_id where a4.purpose = 'answer' and a4."to" = :address`

/** Only messages sent in this span; only those from this mailbox. */
export interface SentWhen {
  from: Instant
  to: Instant
  mailboxId?: number
}

/**
 * What was really sent to an address: the latest message of each enrollment, the latest of all first. (`cross join` has
 * SQLite look into the unique index once a campaign, instead of scanning all enrollments.)
 */
export function sentTo(db: Db, address: string, when: SentWhen): SentMatch[] {
  return sentOf(db, enrolled, address, when)
}

/** What was sent to people who used an address in their conversations, and are enrolled under another. */
export function sentToWriter(db: Db, address: string, when: SentWhen): SentMatch[] {
  return sentOf(db, heardFrom, address, when)
}

function sentOf(db: Db, whose: string, address: string, { from, to, mailboxId }: SentWhen): SentMatch[] {
  const rows = statement(
    db,
    `select ${matchColumns}
     where s.enrollment_id in (${whose})
       and s.purpose = 'step' and s.status in ('sent', 'sending', 'unconfirmed')
       and coalesce(s.sent_at, s.claimed_at) between :from and :to
       and (:mailboxId is null or s.mailbox_id = :mailboxId)
     order by coalesce(s.sent_at, s.claimed_at) desc, s.id desc
     limit 200`,
  ).all({ address, ...taggedAs(address), hash: suppressionHash(workspaceId(db), 'email', address), from, to, mailboxId: mailboxId ?? null })
  const seen = new Set<number>()
  return rows
    .map(toMatch)
    .filter((match) => match !== null)
    .filter((match) => !seen.has(match.enrollmentId) && seen.add(match.enrollmentId))
}

/** In ASCII the comma follows the plus. */
function taggedAs(address: string): { tagged: string; behindTagged: string; domain: string } {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(0, at))
  return { tagged: `${local}+`, behindTagged: `${local},`, domain: address.slice(at) }
}

function toMatch(row: unknown): SentMatch | null {
  if (!row) return null
  const { messageId, ...match } = row as Omit<SentMatch, 'stopByCompany' | 'sendId' | 'answerId'> & {
    messageId: number
    stopByCompany: number
  }
  const ids = { step: { sendId: messageId, answerId: null }, answer: { sendId: null, answerId: messageId } }
  // What was written to somebody who was erased names nobody.
  return { ...match, ...ids[match.purpose], address: match.address || null, stopByCompany: match.stopByCompany === 1 }
}

/** The contact with an address (in lower case), null where there is none. */
export function contactIdOf(db: Db, address: string): number | null {
  return (statement(db, 'select id from contacts where email_key = ?').pluck().get(address) as number | undefined) ?? null
}

/** Open enrollments of a campaign whose contacts are at a domain. */
export function openAtDomain(db: Db, campaignId: number, domain: string): number[] {
  return statement(
    db,
    `select e.id from contacts c cross join enrollments e on e.contact_id = c.id
     where c.domain = ? and e.campaign_id = ? and e.status in ('pending', 'active', 'paused')`,
  )
    .pluck()
    .all(domain, campaignId) as number[]
}

/** Every address that this workspace sends or has sent from, also from mailboxes that were removed. */
export function ownAddresses(db: Db): string[] {
  return statement(db, 'select distinct email from mailboxes').pluck().all() as string[]
}

/** The opt-out lines in use, for telling them from people's own words. */
export function optOutLines(db: Db): string[] {
  return statement(db, 'select opt_out_line from campaigns group by opt_out_line order by max(id) desc limit 50').pluck().all() as string[]
}
