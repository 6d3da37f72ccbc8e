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

/** Who has an address in a campaign, whatever became of them; null where nobody has. */
export function enrolledUnder(db: Db, campaignId: number, addressHash: string): number | null {
  const other = statement(db, 'select id from enrollments where campaign_id = ? and address_hash = ?').pluck().get(campaignId, addressHash)
  return (other as number | undefined) ?? null
}

/** One that was tried, with all that its outcome touches. */
export interface TriedSend {
  id: number
  status: SendStatus
  campaignId: number
  enrollmentId: number
  mailboxId: number
  attempts: number
  claimedAt: Instant | null
  /** Empty once the person was erased. */
  to: string
  contactId: number | null
  enrollmentStatus: EnrollmentStatus
  /** Whether a copy of it is filed in Sent. */
  copied: boolean
  /** Of a campaign in test mode. */
  pretended: boolean
}

type Verb = 'confirm' | 'prove' | 'deny' | 'putBack'

const triedText = `select s.id, s.status, s.campaign_id as campaignId, s.enrollment_id as enrollmentId, s.mailbox_id as mailboxId, s.attempts,
            s.claimed_at as claimedAt, coalesce(d."to", '') as "to", e.contact_id as contactId, e.status as enrollmentStatus, m.save_sent_copy as copied,
            c.test_mode as pretended
     from sends s join enrollments e on e.id = s.enrollment_id join mailboxes m on m.id = s.mailbox_id join campaigns c on c.id = s.campaign_id
     left join drafts d on d.send_id = s.id`

function whereTried(verb: Verb): string {
  return `${triedText} where s.id = ? and ${mayChange(sendStates, verb, 's.status')} and s.message_id is not null`
}

const tried = { confirm: whereTried('confirm'), prove: whereTried('prove'), deny: whereTried('deny'), putBack: whereTried('putBack') }

type TriedRow = Omit<TriedSend, 'copied' | 'pretended'> & { copied: number; pretended: number }

function toTried(row: TriedRow): TriedSend {
  return { ...row, copied: row.copied === 1, pretended: row.pretended === 1 }
}

/** Null where it was never tried, or is in a state in which this cannot be done to it. */
export function triedSend(db: Db, verb: Verb, sendId: number): TriedSend | null {
  const row = statement(db, tried[verb]).get(sendId) as TriedRow | undefined
  return row ? toTried(row) : null
}

/** All that are on their way. */
export function sendsInFlight(db: Db): TriedSend[] {
  const rows = statement(db, `${triedText} where s.status in ('sending', 'unconfirmed') and s.status = 'sending' order by s.id`).all()
  return (rows as TriedRow[]).map(toTried)
}

/** It cannot be written until a person acts. @param held what is missing, in one word; `reason` says it in words */
export function holdSend(tx: Tx, sendId: number, { held, reason }: { held: string; reason: string }): void {
  statement(tx, 'update sends set held = ?, reason = ? where id = ?').run(held, reason, sendId)
}

/** The Message-ID of one whose outcome is open; null where it is not. */
export function unconfirmedSendId(db: Db, sendId: number): string | null {
  const messageId = statement(db, `select message_id from sends where id = ? and status = 'unconfirmed'`).pluck().get(sendId)
  return (messageId as string | null | undefined) ?? null
}
