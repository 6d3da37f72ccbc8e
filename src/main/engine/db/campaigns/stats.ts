import type { CampaignStats, EnrollmentStatus, SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

const enrollmentKeys: Record<EnrollmentStatus, keyof CampaignStats> = {
  pending: 'pending',
  active: 'active',
  paused: 'paused',
  completed: 'completed',
  replied: 'replied',
  bounced: 'bounced',
  opted_out: 'optedOut',
  failed: 'failed',
  removed: 'removed',
}

const sendKeys: Partial<Record<SendStatus, keyof CampaignStats>> = {
  scheduled: 'scheduled',
  sending: 'sending',
  sent: 'sent',
  failed: 'sendFailed',
  unconfirmed: 'unconfirmed',
}

interface CountRow {
  campaignId: number
  n: number
}

const asked = 'in (select value from json_each(?))'

/**
 * Numbers of many campaigns, a fixed number of queries for any number of them. Every id asked for has an entry.
 * @param today when the workspace's local day began, UTC milliseconds
 */
export function statsOf(db: Db, ids: readonly number[], today: number): Map<number, CampaignStats> {
  const all = new Map(ids.map((id): [number, CampaignStats] => [id, emptyStats()]))
  const json = JSON.stringify(ids)
  const add = (key: keyof CampaignStats, rows: CountRow[]) => {
    for (const row of rows) {
      const stats = all.get(row.campaignId)
      if (stats) stats[key] += row.n
    }
  }
  const counts = (query: string, ...values: number[]) => statement(db, query).all(json, ...values) as CountRow[]

  const people = counts(
    `select campaign_id as campaignId, status, count(*) as n from enrollments where campaign_id ${asked} group by campaign_id, status`,
  ) as (CountRow & { status: EnrollmentStatus })[]
  for (const row of people) {
    add(enrollmentKeys[row.status], [row])
    add('recipients', [row])
  }
  const messages = counts(
    `select campaign_id as campaignId, status, count(*) as n from sends where campaign_id ${asked} and purpose = 'step' group by campaign_id, status`,
  ) as (CountRow & { status: SendStatus })[]
  for (const row of messages) {
    const key = sendKeys[row.status]
    if (key) add(key, [row])
  }
  add(
    'held',
    counts(
      `select campaign_id as campaignId, count(*) as n from sends
       where campaign_id ${asked} and purpose = 'step' and status = 'scheduled' and held is not null group by campaign_id`,
    ),
  )
  add(
    'sentToday',
    counts(
      `select campaign_id as campaignId, count(*) as n from sends
       where campaign_id ${asked} and purpose = 'step' and status = 'sent' and sent_at >= ? group by campaign_id`,
      today,
    ),
  )
  add(
    'repliedToday',
    counts(
      `select campaign_id as campaignId, count(*) as n from enrollments
       where campaign_id ${asked} and status = 'replied' and finished_at >= ? group by campaign_id`,
      today,
    ),
  )
  add(
    'autoReplies',
    counts(
      `select e.campaign_id as campaignId, count(*) as n from incoming i indexed by incoming_enrollment cross join enrollments e on e.id = i.enrollment_id
       where i.enrollment_id > 0 and i.class = 'auto_reply' and e.campaign_id ${asked} group by e.campaign_id`,
    ),
  )
  add(
    'creditsUsed',
    counts(`select campaign_id as campaignId, sum(credits) as n from ledger where campaign_id ${asked} group by campaign_id`),
  )
  // Everybody gets a step at most once: as many people were written to as had the step that most had.
  const written = counts(
    `select st.campaign_id as campaignId, (select count(*) from sends where step_id = st.id and purpose = 'step' and status = 'sent') as n
     from steps st where st.campaign_id ${asked}`,
  )
  const most = new Map<number, number>()
  for (const { campaignId, n } of written) most.set(campaignId, Math.max(n, most.get(campaignId) ?? 0))
  for (const [id, stats] of all) stats.replyRate = Math.min(1, stats.replied / Math.max(1, most.get(id) ?? 0))
  return all
}

function emptyStats(): CampaignStats {
  return {
    recipients: 0,
    pending: 0,
    active: 0,
    completed: 0,
    replied: 0,
    bounced: 0,
    optedOut: 0,
    failed: 0,
    paused: 0,
    removed: 0,
    scheduled: 0,
    held: 0,
    sending: 0,
    sent: 0,
    sendFailed: 0,
    unconfirmed: 0,
    autoReplies: 0,
    sentToday: 0,
    repliedToday: 0,
    creditsUsed: 0,
    replyRate: 0,
  }
}
