/** Sends as they are claimed, settled and decided about: what has to be known of one, and of everything around it. */
import type { CampaignStatus, EnrollmentStatus, SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Instant } from '../../ports/machine.ts'
import { sendStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

/** One that may be claimed, with all that its message is made of. */
export interface SendToClaim {
  campaignId: number
  enrollmentId: number
  mailboxId: number
  status: SendStatus
  messageId: string | null
  enrollmentStatus: EnrollmentStatus
  addressHash: string
  runId: number | null
  /** Null, and so is all that belongs to it, once the contact was deleted. */
  contactId: number | null
  email: string | null
  emailKey: string | null
  firstName: string
  lastName: string
  fullName: string
  companyName: string
  /** JSON object, name → text. */
  customFields: string
  subject: string
  body: string
  optOutLine: string
  campaignStatus: CampaignStatus
  testMode: boolean
  mailboxEmail: string
  senderName: string
  signature: string
  postalAddress: string
  gapSeconds: number
  gapJitterSeconds: number
}

/** Null where there is none. */
export function sendToClaim(db: Db, sendId: number): SendToClaim | null {
  const row = statement(
    db,
    `select s.campaign_id as campaignId, s.enrollment_id as enrollmentId, s.mailbox_id as mailboxId, s.status, s.message_id as messageId,
            e.status as enrollmentStatus, e.address_hash as addressHash, e.run_id as runId, e.contact_id as contactId,
            c.email, c.email_key as emailKey, c.first_name as firstName, c.last_name as lastName, c.full_name as fullName,
            c.company_name as companyName, c.custom_fields as customFields,
            st.subject, st.body, ca.opt_out_line as optOutLine, ca.status as campaignStatus, ca.test_mode as testMode,
            m.email as mailboxEmail, m.sender_name as senderName, m.signature, m.postal_address as postalAddress,
            m.gap_seconds as gapSeconds, m.gap_jitter_seconds as gapJitterSeconds
     from sends s
     join enrollments e on e.id = s.enrollment_id
     join steps st on st.id = s.step_id
     join campaigns ca on ca.id = s.campaign_id
     join mailboxes m on m.id = s.mailbox_id
     left join contacts c on c.id = e.contact_id
     where s.id = ?`,
  ).get(sendId) as (Omit<SendToClaim, 'testMode'> & { testMode: number }) | undefined
  return row ? { ...row, testMode: row.testMode === 1 } : null
}

/** Whether it belongs to a campaign that only pretends (rule 9). */
export function isTestSend(db: Db, sendId: number): boolean {
  const mode = 'select c.test_mode from sends s join campaigns c on c.id = s.campaign_id where s.id = ?'
  return statement(db, mode).pluck().get(sendId) === 1
}

/** Who has an address in a campaign, whatever became of them; null where nobody has. */
export function enrolledUnder(db: Db, campaignId: number, addressHash: string): number | null {
  const other = statement(db, 'select id from enrollments where campaign_id = ? and address_hash = ?').pluck().get(campaignId, addressHash)
  return (other as number | undefined) ?? null
}

/** One on its way, with what its outcome touches. */
export interface SendInFlight {
  campaignId: number
  enrollmentId: number
  mailboxId: number
  attempts: number
  /** Empty once the person was erased. */
  to: string
  saveSentCopy: boolean
  testMode: boolean
  enrollmentStatus: EnrollmentStatus
}

const inFlight = `select s.campaign_id as campaignId, s.enrollment_id as enrollmentId, s.mailbox_id as mailboxId, s.attempts, d."to",
            m.save_sent_copy as saveSentCopy, c.test_mode as testMode, e.status as enrollmentStatus
     from sends s join drafts d on d.send_id = s.id join enrollments e on e.id = s.enrollment_id join mailboxes m on m.id = s.mailbox_id
     join campaigns c on c.id = s.campaign_id
     where s.id = ? and s.status = 'sending'`

/** Null where it is not on its way, or no longer. */
export function sendInFlight(db: Db, sendId: number): SendInFlight | null {
  const row = statement(db, inFlight).get(sendId) as
    | (Omit<SendInFlight, 'saveSentCopy' | 'testMode'> & { saveSentCopy: number; testMode: number })
    | undefined
  return row ? { ...row, saveSentCopy: row.saveSentCopy === 1, testMode: row.testMode === 1 } : null
}

/** One that was tried, with what follows when it is decided what became of it. */
export interface TriedSend {
  status: SendStatus
  campaignId: number
  enrollmentId: number
  mailboxId: number
  claimedAt: Instant | null
  contactId: number | null
  enrollmentStatus: EnrollmentStatus
  testMode: boolean
}

type Decision = 'confirm' | 'prove' | 'deny'

function whereTried(verb: Decision): string {
  return `select s.status, s.campaign_id as campaignId, s.enrollment_id as enrollmentId, s.mailbox_id as mailboxId, s.claimed_at as claimedAt,
            e.contact_id as contactId, e.status as enrollmentStatus, c.test_mode as testMode
     from sends s join enrollments e on e.id = s.enrollment_id join campaigns c on c.id = s.campaign_id
     where s.id = ? and ${mayChange(sendStates, verb, 's.status')} and s.message_id is not null`
}

const tried = { confirm: whereTried('confirm'), prove: whereTried('prove'), deny: whereTried('deny') }

/** Null where it was never tried, or is in a state in which this cannot be decided about it. */
export function triedSend(db: Db, verb: Decision, sendId: number): TriedSend | null {
  const row = statement(db, tried[verb]).get(sendId) as (Omit<TriedSend, 'testMode'> & { testMode: number }) | undefined
  return row ? { ...row, testMode: row.testMode === 1 } : null
}

export interface LeftInFlight {
  id: number
  campaignId: number
  enrollmentId: number
  mailboxId: number
  testMode: boolean
}

/** All that are on their way. */
export function sendsInFlight(db: Db): LeftInFlight[] {
  const rows = statement(
    db,
    `select s.id, s.campaign_id as campaignId, s.enrollment_id as enrollmentId, s.mailbox_id as mailboxId, c.test_mode as testMode
     from sends s join campaigns c on c.id = s.campaign_id
     where s.status in ('sending', 'unconfirmed') and s.status = 'sending'`,
  ).all() as (Omit<LeftInFlight, 'testMode'> & { testMode: number })[]
  return rows.map((row) => ({ ...row, testMode: row.testMode === 1 }))
}

/** It cannot be written until a person acts. @param held what is missing, in one word; `reason` says it in words */
export function holdSend(tx: Tx, sendId: number, { held, reason }: { held: string; reason: string }): void {
  statement(tx, 'update sends set held = ?, reason = ? where id = ?').run(held, reason, sendId)
}

/** It is tried again at `dueAt`, as the attempt with this number. */
export function setRetry(tx: Tx, sendId: number, { dueAt, attempts }: { dueAt: Instant; attempts: number }): void {
  statement(tx, 'update sends set due_at = ?, attempts = ? where id = ?').run(dueAt, attempts, sendId)
}

/** The Message-ID of one whose outcome is open; null where it is not. */
export function unconfirmedSendId(db: Db, sendId: number): string | null {
  const messageId = statement(db, `select message_id from sends where id = ? and status = 'unconfirmed'`).pluck().get(sendId)
  return (messageId as string | null | undefined) ?? null
}
