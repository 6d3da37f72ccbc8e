import { createHash } from 'node:crypto'
import { UserError } from '../../shared/errors.ts'
import { createInvented } from '../engine/adapters/providers/invented.ts'
import type { Clock, Log, Random, Secrets } from '../engine/ports/machine.ts'
import type { MailDiscovery } from '../engine/ports/mail.ts'
import type { ProviderPorts } from '../engine/ports/providers.ts'
import type { SignInPort } from '../engine/ports/sign-in.ts'
import type { ProviderFailure } from '../engine/rules/discovery/failure.ts'

/** The same numbers at each run: the n-th one is taken from the hash of n. */
export function steadyRandom(seed: string): Random {
  let drawn = 0
  const draw = () => createHash('sha256').update(`${seed} ${drawn++}`).digest()
  return {
    next: () => draw().readUIntBE(0, 6) / 2 ** 48,
    uuid() {
      const hex = draw().toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
    },
  }
}

/** Secrets that end with the process. */
export function secretsInMemory(): Secrets {
  const values = new Map<string, string>()
  return {
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => {
      values.set(name, value)
    },
    delete: async (name) => {
      values.delete(name)
    },
  }
}

/** There is no network to ask. */
export const noDiscovery: MailDiscovery = { fetchText: async () => null, srv: async () => [], mx: async () => [] }

/** Where there is no network: nobody can be asked. */
export const noSignIn: SignInPort = {
  client: () => null,
  listen: () => Promise.reject(new UserError('PRECONDITION_FAILED', 'Nobody can be asked here: there is no network.')),
  exchange: async () => ({ ok: false, message: 'There is no network here.' }),
}

const nobodyThere = async (): Promise<ProviderFailure> => ({
  ok: false,
  kind: 'unavailable',
  message: 'There is no network here.',
  retryAfterMs: null,
})

/** No service can be asked. */
export const noProviders: ProviderPorts = {
  creators: { search: nobodyThere, profile: nobodyThere, credits: nobodyThere, options: nobodyThere },
  enrichment: { whoAmI: nobodyThere, start: nobodyThere, results: nobodyThere, push: nobodyThere },
  domains: { check: async () => 'unknown' },
}

/** Whatever else an engine might ask the world for: nothing comes of it, and its services know invented people only. */
export function noWorld(clock: Clock) {
  const invented = createInvented(clock)
  return { discovery: noDiscovery, pictures: { fetch: async () => null }, signIn: noSignIn, providers: invented, invented }
}

/** Passes on what nobody expects here; the rest is not for a screen. */
export function quietLog(say: (line: string) => void): Log {
  const tell = (fields: Record<string, unknown>, message: string) => say(`${message} ${JSON.stringify(fields)}`)
  return { debug() {}, info() {}, warn() {}, error: tell }
}
