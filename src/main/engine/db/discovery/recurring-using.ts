import type { Enricher, ProviderKind } from '../../../../shared/schemas/discovery.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** Recurring campaigns that run in earnest and ask this provider, by id. */
export function recurringUsing(db: Db, kind: ProviderKind): { id: number; name: string }[] {
  const rows = statement(
    db,
    `select c.id, c.name, d.enrichment from discoveries d join campaigns c on c.id = d.campaign_id
     where c.status in ('active', 'scheduled') and c.test_mode = 0 order by c.id`,
  ).all() as { id: number; name: string; enrichment: string }[]
  return rows
    .filter((row) => kind === 'influencers_club' || (JSON.parse(row.enrichment) as Enricher[]).includes('clay_routine'))
    .map(({ id, name }) => ({ id, name }))
}
