import { type ClaySettings, claySettings, type ProviderKind } from '../../../../shared/schemas/discovery.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A provider as it was set up; instants in UTC milliseconds. */
export interface ProviderRow {
  kind: ProviderKind
  account: string
  connected: boolean
  hasWebhookToken: boolean
  checkedAt: number | null
  /** What is wrong, in words; empty while it works. */
  problem: string
  /** In the provider's own credits, as it said last. */
  creditsLeft: number | null
  /** Only of Clay. */
  clay: ClaySettings | null
  updatedAt: number
}

interface Columns {
  account: string
  settings: string
  connected: number
  hasWebhookToken: number
  checkedAt: number | null
  problem: string
  creditsLeft: string | null
  updatedAt: number
}

/** A provider, also one that was never connected. */
export function providerOf(db: Db, kind: ProviderKind): ProviderRow {
  const row = statement(
    db,
    `select account, settings, connected, has_webhook_token as hasWebhookToken, checked_at as checkedAt, problem, credits_left as creditsLeft,
            updated_at as updatedAt from providers where kind = ?`,
  ).get(kind) as Columns | undefined
  return {
    kind,
    account: row?.account ?? '',
    connected: row?.connected === 1,
    hasWebhookToken: row?.hasWebhookToken === 1,
    checkedAt: row?.checkedAt ?? null,
    problem: row?.problem ?? '',
    creditsLeft: row?.creditsLeft == null ? null : Number(row.creditsLeft),
    clay: kind === 'clay' ? readSettings(row?.settings) : null,
    updatedAt: row?.updatedAt ?? 0,
  }
}

/** How Clay is asked; the usual settings where nothing was set. */
export function clayOf(db: Db): ClaySettings {
  return providerOf(db, 'clay').clay ?? claySettings.parse({})
}

function readSettings(text = '{}'): ClaySettings {
  const read = claySettings.safeParse(JSON.parse(text))
  return read.success ? read.data : claySettings.parse({})
}

/** Changes what is known of a provider; makes its row where there is none. */
export function saveProvider(tx: Tx, kind: ProviderKind, change: Partial<Omit<ProviderRow, 'kind' | 'updatedAt'>>): void {
  const row = { ...providerOf(tx, kind), ...change }
  statement(
    tx,
    `insert into providers (kind, account, settings, connected, has_webhook_token, checked_at, problem, credits_left, updated_at)
     values (@kind, @account, @settings, @connected, @hasWebhookToken, @checkedAt, @problem, @creditsLeft, @at)
     on conflict (kind) do update set account = @account, settings = @settings, connected = @connected,
       has_webhook_token = @hasWebhookToken, checked_at = @checkedAt, problem = @problem, credits_left = @creditsLeft, updated_at = @at`,
  ).run({
    kind,
    account: row.account,
    settings: JSON.stringify(row.clay ?? {}),
    connected: row.connected ? 1 : 0,
    hasWebhookToken: row.hasWebhookToken ? 1 : 0,
    checkedAt: row.checkedAt,
    problem: row.problem,
    creditsLeft: row.creditsLeft === null ? null : String(row.creditsLeft),
    at: tx.at,
  })
}
