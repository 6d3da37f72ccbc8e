import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

interface DiscoveryRow {
  campaignId: number
  criteria: string
  enrichment: string
  runs: number
  perRun: number | null
  followUpsFirst: number
  share: number
}

/** The discovery audiences of many campaigns, by campaign. Those without one are not in it. */
export function discoveriesOf(db: Db, campaignIds: readonly number[]): Map<number, DiscoveryAudience> {
  const rows = statement(
    db,
    `select d.campaign_id as campaignId, d.criteria, d.enrichment, d.runs, d.per_run as perRun, d.follow_ups_first as followUpsFirst, d.share
     from json_each(?) asked cross join discoveries d on d.campaign_id = asked.value`,
  ).all(JSON.stringify(campaignIds)) as DiscoveryRow[]
  return new Map(rows.map((row) => [row.campaignId, audienceOf(row)]))
}

/** Null where the campaign looks for nobody. */
export function discoveryOf(db: Db, campaignId: number): DiscoveryAudience | null {
  return discoveriesOf(db, [campaignId]).get(campaignId) ?? null
}

function audienceOf(row: DiscoveryRow): DiscoveryAudience {
  return {
    criteria: JSON.parse(row.criteria) as DiscoveryAudience['criteria'],
    enrichment: JSON.parse(row.enrichment) as DiscoveryAudience['enrichment'],
    runs: row.runs,
    perRun: row.perRun,
    followUpsFirst: row.followUpsFirst === 1,
    share: row.share,
  }
}

/** Keeps a discovery audience as a whole. Another search begins its count of empty runs anew. */
export function saveDiscovery(tx: Tx, campaignId: number, audience: DiscoveryAudience): void {
  const { criteria, enrichment, runs, perRun, followUpsFirst, share } = audience
  statement(
    tx,
    `insert into discoveries (campaign_id, criteria, enrichment, runs, per_run, follow_ups_first, share, empty_runs)
     values (@campaignId, @criteria, @enrichment, @runs, @perRun, @followUpsFirst, @share, 0)
     on conflict (campaign_id) do update set criteria = @criteria, enrichment = @enrichment, runs = @runs, per_run = @perRun,
       follow_ups_first = @followUpsFirst, share = @share, empty_runs = 0`,
  ).run({
    campaignId,
    criteria: JSON.stringify(criteria),
    enrichment: JSON.stringify(enrichment),
    runs,
    perRun,
    followUpsFirst: followUpsFirst ? 1 : 0,
    share,
  })
}

export function deleteDiscovery(tx: Tx, campaignId: number): void {
  statement(tx, 'delete from discoveries where campaign_id = ?').run(campaignId)
}
