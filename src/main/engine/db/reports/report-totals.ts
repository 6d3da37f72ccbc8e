import type { ReportCost, ReportDay, ReportTotals } from '../../rules/discovery/report-mail.ts'
import { statsOf } from '../campaigns/stats.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** What a recurring campaign came to in all. @param mailbox the address that the report goes to */
export function reportTotals(db: Db, campaignId: number, mailbox: string): ReportTotals {
  const stats = statsOf(db, [campaignId], 0).get(campaignId)
  const creators = statement(
    db,
    `select count(*) as found, count(*) filter (where answer is not null and status <> 'bad_address') as emailsFound
     from creators where campaign_id = ?`,
  ).get(campaignId) as { found: number; emailsFound: number }
  const people = statement(
    db,
    `select count(distinct enrollment_id) from sends where campaign_id = ? and purpose = 'step' and status = 'sent'`,
  )
    .pluck()
    .get(campaignId) as number
  const days = statement(
    db,
    `select day, status, reason, found, emails_found as emailsFound, sent, follow_ups as followUps, credits_used as credits
     from runs where campaign_id = ? order by day`,
  ).all(campaignId) as ReportDay[]
  const costs = statement(
    db,
    `select provider, sum(millicredits) as millicredits, count(*) as calls, sum(case when status = 'unsure' then items else 0 end) as unsure
     from purchases where campaign_id = ? and provider <> 'sandbox' group by provider order by provider desc`,
  ).all(campaignId) as ReportCost[]
  const campaign = statement(db, 'select name from campaigns where id = ?').pluck().get(campaignId) as string | undefined
  return {
    campaign: campaign ?? '',
    days,
    ...creators,
    people,
    followUps: Math.max(0, (stats?.sent ?? 0) - people),
    replied: stats?.replied ?? 0,
    replyRate: stats?.replyRate ?? 0,
    bounced: stats?.bounced ?? 0,
    optedOut: stats?.optedOut ?? 0,
    creditsUsed: stats?.creditsUsed ?? 0,
    costs,
    mailbox,
  }
}
