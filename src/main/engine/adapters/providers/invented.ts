import type { Clock, Instant } from '../../ports/machine.ts'
import type { ProviderPorts, RoutineItem, RoutineResult } from '../../ports/providers.ts'
import { profileMillicredits } from '../../ports/providers.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'

import { type World, worldOf } from '../../rules/invented/creators.ts'
import { languages, locations } from '../../rules/invented/names.ts'
import { personBehind } from '../../rules/invented/person.ts'
import { searchInvented } from '../../rules/invented/search.ts'

/** What a routine takes here, by the clock. */
const routineMs = 40_000
const maxItems = 100
const credits = 1_000
/** Worlds that are kept at hand. */
const maxWorlds = 8

/** The keys of a result. */
export const inventedOutputs = { email: 'Email', firstName: 'First Name', lastName: 'Last Name', companyName: 'Company Name' } as const

/**
 * Services that nobody has to sign up for: invented people at addresses that belong to nobody (RFC 2606), no network, no
 * cost, and no memory. Any key, routine and webhook will do.
 */
export function createInvented(clock: Clock): ProviderPorts {
  const worlds = new Map<string, World>()

  return {
    creators: {
      async search(_key, { criteria, exclude, page, limit }) {
        const world = worldAtHand(worlds, criteria)
        const { total, creators } = searchInvented({ criteria, exclude, page, limit }, world)
        return { ok: true, total, creators, unreadable: 0, returned: creators.length, creditsLeft: credits }
      },
      async profile(_key, { handle }) {
        const person = personBehind(handle)
        return { ok: true, millicredits: person.email === null ? 0 : profileMillicredits, ...person }
      },
      credits: async () => ({ ok: true, available: credits }),
      async options(_key, { kind }) {
        if (kind === 'locations') return { ok: true, values: locations.map((value) => ({ value, label: value })) }
        return { ok: true, values: languages.map(([value, label]) => ({ value, label })) }
      },
    },
    enrichment: {
      whoAmI: async () => ({ ok: true, account: 'Invented people' }),
      async start(_key, _routineId, items) {
        if (items.length === 0 || items.length > maxItems) return invalid(`1 to ${maxItems} people at a time.`)
        return { ok: true, runId: writeRunId(clock.now(), items) }
      },
      async results(_key, runId) {
        const run = readRunId(runId)
        if (!run) return invalid('There is no such run among the invented ones.')
        const total = run.items.length
        const done = Math.min(1, Math.max(0, (clock.now() - run.startedAt) / routineMs))
        if (done < 1) return { ok: true, done: false, finished: Math.floor(total * done), total }
        return { ok: true, done: true, items: run.items.map(({ id, handle }) => resultOf(id, handle)) }
      },
      push: async () => ({ ok: true }),
    },
    domains: { check: async () => 'accepts' },
  }
}

function worldAtHand(worlds: Map<string, World>, criteria: Parameters<typeof worldOf>[0]): World {
  const key = JSON.stringify({ ...criteria, excludeHandles: [] })
  const known = worlds.get(key)
  const world = known ?? rememberHandles(worldOf(criteria))
  // Put last, so that the first is the one that was not asked for longest.
  worlds.delete(key)
  worlds.set(key, world)
  const [oldest = key] = worlds.keys()
  if (worlds.size > maxWorlds) worlds.delete(oldest)
  return world
}

/** Every page of a search walks by all handles before it. */
function rememberHandles(world: World): World {
  const handles: string[] = []
  return {
    ...world,
    handleAt(rank) {
      handles[rank] ??= world.handleAt(rank)
      return handles[rank]
    },
  }
}

interface Run {
  startedAt: Instant
  items: { id: string; handle: string }[]
}

/** A run is all in its id: nothing has to be remembered, and it goes on after a restart. */
function writeRunId(startedAt: Instant, items: readonly RoutineItem[]): string {
  const list = items.map(({ id, inputs }) => [id, handleIn(inputs)])
  return `invented-${startedAt}-${Buffer.from(JSON.stringify(list)).toString('base64url')}`
}

function readRunId(runId: string): Run | null {
  const match = /^invented-(\d{1,15})-([\w-]+)$/.exec(runId)
  if (!match) return null
  try {
    const list = JSON.parse(Buffer.from(match[2] ?? '', 'base64url').toString()) as [string, string][]
    return { startedAt: Number(match[1]), items: list.map(([id, handle]) => ({ id, handle })) }
  } catch {
    return null
  }
}

/** Whatever a person chose to hand over: an address of a profile says it best, then the first word without a space. */
function handleIn(inputs: Record<string, string>): string {
  const values = Object.values(inputs).map((value) => value.trim())
  const url = values.find((value) => /^https?:\/\//i.test(value))
  const ofUrl = url?.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1)
  const named = inputs.handle ?? inputs.Handle ?? values.find((value) => value !== '' && !/\s/.test(value))
  return (ofUrl ?? named ?? values.join(' ')).replace(/^@/, '').slice(0, 100)
}

function resultOf(id: string, handle: string): RoutineResult {
  const { email, firstName, lastName, companyName } = personBehind(handle)
  if (email === null) return { id, status: 'failed', values: {}, error: 'No address was found.' }
  const { email: emailKey, firstName: firstKey, lastName: lastKey, companyName: companyKey } = inventedOutputs
  return {
    id,
    status: 'complete',
    values: { [emailKey]: email, [firstKey]: firstName, [lastKey]: lastName, [companyKey]: companyName },
    error: '',
  }
}

function invalid(message: string): ProviderFailure {
  return { ok: false, kind: 'invalid', message, retryAfterMs: null }
}
