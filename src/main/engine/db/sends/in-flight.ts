/** Sends as they are claimed, settled and decided about: what has to be known of one, and of everything around it. */
import type { CampaignStatus, EnrollmentStatus, SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Instant } from '../../ports/machine.ts'
import type { Held } from '../../rules/sending/held.ts'
import { type Message, type Purpose, sendPurposes } from '../../rules/sending/purposes.ts'
import type { States } from '../../rules/states/table.ts'
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
     where s.id = ? and s.purpose = 'step'`,
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
  purpose: Purpose
  id: number
  status: SendStatus
  /** In words. */
  reason: string
  mailboxId: number
  attempts: number
  claimedAt: Instant | null
  /** Empty once the person was erased. */
  to: string
  /** Of the step, of the conversation, or the one that a report is about. */
  campaignId: number
  /** Whom it is about; null for a report. */
  enrollmentId: number | null
  enrollmentStatus: EnrollmentStatus | null
  contactId: number | null
  /** The conversation of an answer. */
  threadId: number | null
  /** Whether the mailbox wants copies filed in Sent. */
  copied: boolean
  /** Of a campaign in test mode: it only pretended to leave (rule 9). */
  pretended: boolean
  createdAt: Instant
}

const triedText = `select s.purpose, s.id, s.status, s.reason, s.mailbox_id as mailboxId, s.attempts, s.claimed_at as claimedAt, s."to",
            coalesce(s.campaign_id, t.campaign_id) as campaignId, e.id as enrollmentId, e.status as enrollmentStatus, e.contact_id as contactId,
            s.thread_id as threadId, m.save_sent_copy as copied, s.purpose = 'step' and c.test_mode as pretended, s.created_at as createdAt
     from sends s left join threads t on t.id = s.thread_id left join enrollments e on e.id = coalesce(s.enrollment_id, t.enrollment_id)
     join mailboxes m on m.id = s.mailbox_id left join campaigns c on c.id = s.campaign_id`

type Verb = 'confirm' | 'prove' | 'deny' | 'putBack'

/** In a state in which this can be done to it. Nobody is asked about a report, so nobody denies it. */
function whereTried(verb: Verb): Record<Purpose, string> {
  const text = (purpose: Purpose): string => {
    const states: States<SendStatus> = sendStates[purpose]
    const may = verb in states ? mayChange(states, verb, 's.status') : 'false'
    return `${triedText} where s.id = ? and s.purpose = '${purpose}' and ${may} and s.message_id is not null`
  }
  return Object.fromEntries(sendPurposes.map((purpose) => [purpose, text(purpose)])) as Record<Purpose, string>
}

const tried = { confirm: whereTried('confirm'), prove: whereTried('prove'), deny: whereTried('deny'), putBack: whereTried('putBack') }

type TriedRow = Omit<TriedSend, 'copied' | 'pretended'> & { copied: number; pretended: number }

function toTried(row: TriedRow): TriedSend {
  return { ...row, copied: row.copied === 1, pretended: row.pretended === 1 }
}

/** Null where it was never tried, or is in a state in which this cannot be done to it. */
export function triedSend(db: Db, verb: Verb, { purpose, id }: Message): TriedSend | null {
  const row = statement(db, tried[verb][purpose]).get(id) as TriedRow | undefined
  return row ? toTried(row) : null
}

/** In the words of the partial indexes. */
const flying: Record<Purpose, string> = {
  step: `s.purpose = 'step' and s.status in ('sending', 'unconfirmed') and s.status = 'sending'`,
  answer: `s.purpose = 'answer' and s.status in ('sending', 'unconfirmed', 'failed') and s.status = 'sending'`,
  report: `s.purpose = 'report' and s.status = 'sending'`,
}

/** All of a purpose that are on their way. */
export function sendsInFlight(db: Db, purpose: Purpose): TriedSend[] {
  return (statement(db, `${triedText} where ${flying[purpose]} order by s.id`).all() as TriedRow[]).map(toTried)
}

/** It cannot be written until a person acts. @param held what is missing, in one word; `reason` says it in words */
export function holdSend(tx: Tx, sendId: number, { held, reason }: { held: Held; reason: string }): void {
  statement(tx, `update sends set held = ?, reason = ? where id = ? and purpose = 'step'`).run(held, reason, sendId)
}

/** One whose outcome is open. */
export interface OpenSend {
  purpose: Purpose
  messageId: string
  createdAt: Instant
}

/** Null where its outcome is not open. */
export function openSend(db: Db, sendId: number): OpenSend | null {
  const row = statement(
    db,
    `select purpose, message_id as messageId, created_at as createdAt from sends
     where id = ? and status = 'unconfirmed' and purpose in ('step', 'answer', 'report') and message_id is not null`,
  ).get(sendId) as OpenSend | undefined
  return row ?? null
}
