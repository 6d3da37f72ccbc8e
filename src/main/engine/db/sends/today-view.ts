import type { Audience, CampaignStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** One message of a local day, before it is shown. */
export interface DayRow {
  sendId: number
  state: 'sent' | 'sending' | 'held' | 'failed' | 'unconfirmed'
  at: number
  message: string
}

/** Messages sent in a span, by campaign. */
export function sentBetween(db: Db, from: number, to: number): Map<number, number> {
  const rows = statement(
    db,
    `select c.id, (select count(*) from sends where campaign_id = c.id and purpose = 'step' and status = 'sent' and sent_at >= @from and sent_at < @to) as n
     from campaigns c`,
  ).all({ from, to }) as { id: number; n: number }[]
  return new Map(rows.filter(({ n }) => n > 0).map(({ id, n }) => [id, n]))
}

/** The same by quarter of an hour: its beginning, UTC milliseconds, and how many. */
export function sentByQuarter(db: Db, from: number, to: number): { at: number; count: number }[] {
  return statement(
    db,
    `select s.sent_at / 900000 * 900000 as at, count(*) as count
     from campaigns c cross join sends s indexed by sends_campaign on s.campaign_id = c.id
     where s.purpose = 'step' and s.status = 'sent' and s.sent_at >= @from and s.sent_at < @to group by 1`,
  ).all({ from, to }) as { at: number; count: number }[]
}

/** Replies that were charged on a local day, by campaign. */
export function repliesOn(db: Db, day: string): Map<number, number> {
  const rows = statement(
    db,
    `select coalesce(campaign_id, 0) as id, count(*) as n from ledger where day = ? and +kind = 'reply' group by campaign_id`,
  ).all(day) as { id: number; n: number }[]
  return new Map(rows.map(({ id, n }) => [id, n]))
}

/** What was sent or tried in a span, or is on its way: at most `limit` of each kind. */
export function triedBetween(db: Db, from: number, to: number, limit: number): DayRow[] {
  const values = { from, to, limit }
  const sent = statement(
    db,
    `select s.id as sendId, 'sent' as state, s.sent_at as at, '' as message
     from campaigns c cross join sends s indexed by sends_campaign on s.campaign_id = c.id
     where s.purpose = 'step' and s.status = 'sent' and s.sent_at >= @from and s.sent_at < @to limit @limit`,
  ).all(values) as DayRow[]
  const failed = statement(
    db,
    `select s.id as sendId, 'failed' as state, s.claimed_at as at, s.reason as message
     from campaigns c cross join sends s indexed by sends_campaign on s.campaign_id = c.id
     where s.purpose = 'step' and s.status = 'failed' and s.claimed_at >= @from and s.claimed_at < @to limit @limit`,
  ).all(values) as DayRow[]
  const open = statement(
    db,
    `select id as sendId, status as state, claimed_at as at, reason as message from sends indexed by sends_open
     where purpose = 'step' and status in ('sending', 'unconfirmed') and (status = 'sending' or (claimed_at >= @from and claimed_at < @to)) limit @limit`,
  ).all(values) as DayRow[]
  return [...sent, ...failed, ...open]
}

/** Held messages that would have been due before `to`, in campaigns that have not ended. */
export function heldBefore(db: Db, to: number, limit: number): DayRow[] {
  return statement(
    db,
    `select s.id as sendId, 'held' as state, s.due_at as at, s.reason as message
     from campaigns c cross join sends s indexed by sends_held on s.campaign_id = c.id
     where c.status in ('active', 'scheduled', 'paused') and s.purpose = 'step' and s.status = 'scheduled' and s.held is not null and s.due_at < @to limit @limit`,
  ).all({ to, limit }) as DayRow[]
}

export interface DotName {
  recipientId: number
  campaignId: number
  campaignName: string
  stepPosition: number
  name: string
}

const name = `coalesce(nullif(c.full_name, ''), nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), c.email, 'Deleted contact')`

/** Whose messages these are: send id → names. */
export function namesOfSends(db: Db, sendIds: readonly number[]): Map<number, DotName> {
  const rows = statement(
    db,
    `select s.id, s.enrollment_id as recipientId, s.campaign_id as campaignId, ca.name as campaignName, st.position as stepPosition, ${name} as name
     from json_each(?) asked cross join sends s on s.id = asked.value and s.purpose = 'step' join campaigns ca on ca.id = s.campaign_id
     join steps st on st.id = s.step_id join enrollments e on e.id = s.enrollment_id left join contacts c on c.id = e.contact_id`,
  ).all(JSON.stringify(sendIds)) as (DotName & { id: number })[]
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

export interface TodaysCampaign {
  id: number
  name: string
  audience: Audience
  status: CampaignStatus
  reason: string
}

/** Campaigns of today: those that run or are paused, and the given ones. The newest first. */
export function todaysCampaigns(db: Db, also: readonly number[]): TodaysCampaign[] {
  return statement(
    db,
    `select id, name, audience, status, reason from campaigns where status in ('active', 'scheduled', 'paused') or id in (select value from json_each(?))
     order by id desc`,
  ).all(JSON.stringify(also)) as TodaysCampaign[]
}
