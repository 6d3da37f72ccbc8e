import type { ProviderKind } from '../../../../shared/schemas/discovery.ts'
import { pausedByPerson } from '../../rules/mailboxes/mailbox-mend.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { recurringUsing } from '../discovery/recurring-using.ts'

/** The name of the person behind an enrollment `e` with the contact `c`. */
const personName = `coalesce(nullif(c.full_name, ''), nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), c.email, 'Deleted contact')`

export interface MailboxNeed {
  mailboxId: number
  email: string
  message: string
  at: number | null
}

/** Mailboxes that were paused by failures (what a person paused needs nobody), or whose mail cannot be read. */
export function mailboxNeeds(db: Db): MailboxNeed[] {
  return statement(
    db,
    `select id as mailboxId, email, case when status = 'paused' and reason <> '${pausedByPerson}' then reason else sync_error end as message,
            last_synced_at as at
     from mailboxes where removed_at is null and (sync_error is not null or (status = 'paused' and reason <> '${pausedByPerson}'))
     order by id desc`,
  ).all() as MailboxNeed[]
}

export interface AnswerNeed {
  answerId: number
  threadId: number
  name: string
  message: string
  at: number
}

const openAnswers = `a.purpose = 'answer' and a.status in ('sending', 'unconfirmed', 'failed') and a.status in ('unconfirmed', 'failed')`

/** Answers by hand that could not be sent, or of which nobody knows, the newest first. */
export function answerNeeds(db: Db, limit: number): { rows: AnswerNeed[]; total: number } {
  const rows = statement(
    db,
    `select a.id as answerId, a.thread_id as threadId, ${personName} as name, a.reason as message, coalesce(a.claimed_at, a.due_at) as at
     from sends a indexed by sends_answer_open join threads t on t.id = a.thread_id join enrollments e on e.id = t.enrollment_id
     left join contacts c on c.id = e.contact_id where ${openAnswers} order by at desc, a.id desc limit ?`,
  ).all(limit) as AnswerNeed[]
  const total = statement(db, `select count(*) from sends a indexed by sends_answer_open where ${openAnswers}`).pluck().get() as number
  return { rows, total }
}

export interface SendNeed {
  sendId: number
  campaignId: number
  campaignName: string
  recipientId: number
  name: string
  stepPosition: number
  message: string
  at: number
}

const open = `s.purpose = 'step' and s.status in ('sending', 'unconfirmed') and s.status = 'unconfirmed'`

/** Messages of which nobody knows whether they were sent, the newest first. */
export function unconfirmedNeeds(db: Db, limit: number): { rows: SendNeed[]; total: number } {
  const rows = statement(
    db,
    `select s.id as sendId, s.campaign_id as campaignId, ca.name as campaignName, s.enrollment_id as recipientId, ${personName} as name,
            st.position as stepPosition, s.reason as message, coalesce(s.claimed_at, s.due_at) as at
     from sends s indexed by sends_open join campaigns ca on ca.id = s.campaign_id join enrollments e on e.id = s.enrollment_id
     join steps st on st.id = s.step_id left join contacts c on c.id = e.contact_id
     where ${open} order by at desc, s.id desc limit ?`,
  ).all(limit) as SendNeed[]
  return { rows, total: unconfirmedCount(db) }
}

/** All messages of which nobody knows whether they were sent. */
export function unconfirmedCount(db: Db): number {
  return statement(db, `select count(*) from sends s indexed by sends_open where ${open}`).pluck().get() as number
}

export interface ReplyNeed {
  threadId: number
  name: string
  campaignName: string
  message: string
  at: number
}

/** Answers that nobody has read, the newest first. */
export function replyNeeds(db: Db, limit: number): { rows: ReplyNeed[]; total: number } {
  const rows = statement(
    db,
    `select t.id as threadId, ${personName} as name, ca.name as campaignName, t.last_at as at,
            coalesce((select substr(i.text, 1, 400) from incoming i where i.enrollment_id = t.enrollment_id
              and i.class in ('reply', 'unsubscribe') order by i.id desc limit 1), '') as message
     from threads t indexed by threads_unread join enrollments e on e.id = t.enrollment_id join campaigns ca on ca.id = e.campaign_id
     left join contacts c on c.id = e.contact_id where t.unread = 1 and t.last_at > 0 order by t.last_at desc limit ?`,
  ).all(limit) as ReplyNeed[]
  const total = statement(db, 'select count(*) from threads indexed by threads_unread where unread = 1 and last_at > 0')
    .pluck()
    .get() as number
  return { rows, total }
}

export interface HeldGroup {
  campaignId: number
  campaignName: string
  held: string
  count: number
}

/** Messages held in campaigns that have not ended, by campaign and what holds them; the newest campaign first. */
export function heldGroups(db: Db): HeldGroup[] {
  return statement(
    db,
    `select c.id as campaignId, c.name as campaignName, s.held, count(*) as count
     from campaigns c cross join sends s indexed by sends_held on s.campaign_id = c.id
     where c.status in ('active', 'scheduled', 'paused') and s.purpose = 'step' and s.status = 'scheduled' and s.held is not null
     group by c.id, s.held order by c.id desc, s.held`,
  ).all() as HeldGroup[]
}

/** Why the first message of a group is held, in words; empty where it has none of its own. */
export function heldExample(db: Db, { campaignId, held }: HeldGroup): string {
  return (
    (statement(
      db,
      `select reason from sends indexed by sends_held where campaign_id = ? and purpose = 'step' and status = 'scheduled' and held is not null and held = ? limit 1`,
    )
      .pluck()
      .get(campaignId, held) as string | undefined) ?? ''
  )
}

export interface ProviderNeed {
  provider: ProviderKind
  message: string
  at: number | null
}

/** Services that take nothing until a person acts, while a campaign runs with them. */
export function providerNeeds(db: Db): ProviderNeed[] {
  const rows = statement(
    db,
    `select kind as provider, problem as message, updated_at as at from providers where problem <> '' order by kind desc`,
  ).all() as ProviderNeed[]
  return rows.filter(({ provider }) => recurringUsing(db, provider).length > 0)
}

export interface UnsureNeed {
  campaignId: number
  campaignName: string
  count: number
}

/** Creators of running campaigns whose enrichment may have been charged without an answer, the newest campaign first. */
export function unsureNeeds(db: Db): UnsureNeed[] {
  return statement(
    db,
    `select c.id as campaignId, c.name as campaignName, count(*) as count
     from discoveries d cross join campaigns c on c.id = d.campaign_id
     cross join creators k indexed by creators_status on k.campaign_id = c.id and k.status = 'unsure'
     where c.status in ('active', 'scheduled', 'paused') group by c.id order by c.id desc`,
  ).all() as UnsureNeed[]
}
