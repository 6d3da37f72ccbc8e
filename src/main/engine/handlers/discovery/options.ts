import type { Platform } from '../../../../shared/schemas/discovery.ts'
import { noteFailure } from '../../accounts/provider-health.ts'
import { needKey } from '../../accounts/provider-keys.ts'
import { servicesFor } from '../../accounts/services.ts'
import type { EngineContext } from '../../context.ts'
import type { Db } from '../../db/core/open.ts'

import { providerError } from './failure.ts'

type Option = { value: string; label: string }

/** The lists change seldom. */
const goodForMs = 3_600_000
/** Rows of a menu. */
const most = 100

const kept = new WeakMap<Db['sqlite'], Map<string, { at: number; values: Option[] }>>()

/**
 * What the provider knows to choose from, by a part of its name: those that begin with it first.
 * @throws UserError PRECONDITION_FAILED
 */
export async function optionsOf(ctx: EngineContext, { search, ...of }: OptionsOf & { search: string }): Promise<Option[]> {
  const values = await allOptions(ctx, of)
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return values.slice(0, most)
  const hits = values.filter(({ value, label }) => label.toLowerCase().includes(wanted) || value.toLowerCase() === wanted)
  const begins = ({ label }: Option) => (label.toLowerCase().startsWith(wanted) ? 0 : 1)
  return hits.sort((a, b) => begins(a) - begins(b)).slice(0, most)
}

interface OptionsOf {
  kind: 'locations' | 'languages'
  platform: Platform
  testMode: boolean
}

async function allOptions(ctx: EngineContext, { kind, platform, testMode }: OptionsOf): Promise<Option[]> {
  const now = ctx.ports.clock.now()
  const lists = kept.get(ctx.db.sqlite) ?? new Map<string, { at: number; values: Option[] }>()
  kept.set(ctx.db.sqlite, lists)
  const { creators, pretend } = servicesFor(ctx, { testMode })
  const list = `${kind} ${platform} ${pretend}`
  const known = lists.get(list)
  const key = pretend ? '' : await needKey(ctx, 'influencers_club')
  if (known && known.at <= now && now - known.at < goodForMs) return known.values
  const answer = await creators.options(key, { kind, platform })
  if (!answer.ok) {
    if (!pretend) ctx.commit('discovery.options', (tx) => noteFailure(tx, 'influencers_club', answer))
    throw providerError(answer)
  }
  lists.set(list, { at: now, values: answer.values })
  return answer.values
}
