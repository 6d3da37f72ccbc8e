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
  has_webhook_token: number
  checked_at: number | null
  problem: string
  credits_left: string | null
  updated_at: number
}

/** A provider, also one that was never connected. */
export function providerOf(db: Db, kind: ProviderKind): ProviderRow {
  const row = statement(
    db,
    'select account, settings, connected, has_webhook_token, checked_at, problem, credits_left, updated_at from providers where kind = ?',
  ).get(kind) as Columns | undefined
  return {
    kind,
    account: row?.account ?? '',
    connected: row?.connected === 1,
    hasWebhookToken: row?.has_webhook_token === 1,
    checkedAt: row?.checked_at ?? null,
    problem: row?.problem ?? '',
    creditsLeft: row?.credits_left == null ? null : Number(row.credits_left),
    clay: kind === 'clay' ? readSettings(row?.settings) : null,
    updatedAt: row?.updated_at ?? 0,
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
