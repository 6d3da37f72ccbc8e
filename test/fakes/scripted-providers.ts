import type {
  ContactAnswer,
  CreatorSearch,
  FoundCreator,
  ProviderPorts,
  RoutineItem,
  RoutineResult,
} from '../../src/main/engine/ports/providers.ts'
import type { ProviderFailure } from '../../src/main/engine/rules/discovery/failure.ts'

export function failure(kind: ProviderFailure['kind'], message = `It failed: ${kind}.`): ProviderFailure {
  return { ok: false, kind, message, retryAfterMs: null }
}

/** Creators by number: the same ones each time. */
export function creatorNumber(n: number): FoundCreator {
  return { platformId: `id-${n}`, handle: `Creator.${n}`, fullName: `Creator Number${n}`, followers: 1000 + n, engagementPercent: 2.5 }
}

/**
 * Services at the other end of the ports, which answer at once. `fail` makes the next calls of a name fail; `asked` keeps
 * every call.
 */
export class ScriptedProviders implements ProviderPorts {
  asked: { call: string; key: string; input?: unknown }[] = []
  fail = new Map<string, ProviderFailure>()
  keys = new Set(['good-key'])
  total = 120
  creditsLeft: number | null = 99.5
  locations = [{ value: 'Germany', label: 'Germany' }]
  /** Of each routine run: null while it goes on. */
  results = new Map<string, RoutineResult[] | null>()
  addresses = new Map<string, ContactAnswer>()
  pushed: Record<string, string>[] = []
  private runs = 0

  private take<T extends { ok: true }>(call: string, key: string, answer: () => T, input?: unknown): T | ProviderFailure {
    this.asked.push({ call, key, input })
    const failed = this.fail.get(call)
    if (failed) return failed
    return this.keys.has(key) ? answer() : failure('key', 'The key is wrong.')
  }

  creators: ProviderPorts['creators'] = {
    search: async (key, request: CreatorSearch) =>
      this.take(
        'search',
        key,
        () => {
          const from = (request.page - 1) * request.limit
          const count = Math.max(0, Math.min(request.limit, this.total - from))
          const creators = Array.from({ length: count }, (_, at) => creatorNumber(from + at + 1))
          return { ok: true, total: this.total, creators, unreadable: 0, returned: count, creditsLeft: this.creditsLeft }
        },
        request,
      ),
    profile: async (key, who) =>
      this.take('profile', key, () => {
        const known = this.addresses.get(who.handle)
        return { ok: true, millicredits: known ? 200 : 0, ...(known ?? { email: null, firstName: '', lastName: '', companyName: '' }) }
      }),
    credits: async (key) => this.take('credits', key, () => ({ ok: true, available: this.creditsLeft })),
    options: async (key, ask) => this.take('options', key, () => ({ ok: true, values: this.locations }), ask),
  }

  enrichment: ProviderPorts['enrichment'] = {
    whoAmI: async (key) => this.take('whoAmI', key, () => ({ ok: true, account: 'Ana of Acme' })),
    start: async (key, _routineId, items: readonly RoutineItem[]) =>
      this.take(
        'start',
        key,
        () => {
          const runId = `run-${++this.runs}`
          this.results.set(runId, null)
          return { ok: true, runId }
        },
        items,
      ),
    results: async (key, runId) => {
      const items = this.results.get(runId) ?? null
      const still = { ok: true, done: false, finished: 0, total: 1 } as const
      return this.take('results', key, () => (items === null ? still : ({ ok: true, done: true, items } as const)))
    },
    push: async (_webhook, row) => {
      this.asked.push({ call: 'push', key: '' })
      const failed = this.fail.get('push')
      if (failed) return failed
      this.pushed.push(row)
      return { ok: true }
    },
  }

  domains: ProviderPorts['domains'] = { check: async () => 'accepts' }

  count(call: string): number {
    return this.asked.filter((one) => one.call === call).length
  }
}
