/**
 * What the engine needs of the services that find people and their addresses. The real ones speak HTTP; the invented
 * ones (test mode, sandbox, simulation) answer by themselves; tests bring their own.
 */
import type { Criteria, Platform } from '../../../shared/schemas/discovery.ts'
import type { MailDomain } from '../rules/discovery/address-problem.ts'
import type { ProviderFailure } from '../rules/discovery/failure.ts'

export interface CreatorSearch {
  criteria: Criteria
  /** Handles that are known already, besides those of the criteria, the newest first: a service takes only so many. */
  exclude: readonly string[]
  /** From 1. */
  page: number
  /** 1 to 50. */
  limit: number
}

export interface FoundCreator {
  /** The platform's id of the account, as text. */
  platformId: string
  /** Without `@`, as written. */
  handle: string
  fullName: string
  followers: number | null
  engagementPercent: number | null
}

export interface SearchAnswer {
  ok: true
  /** How many match in all, as estimated; 0 past the last result that the service hands out (10,000). */
  total: number
  /** At most the limit. What could not be read is left out, and counted in `unreadable`. */
  creators: FoundCreator[]
  unreadable: number
  /** How many accounts the answer had, readable or not: what is charged. */
  returned: number
  /** The service's credits, where it says. */
  creditsLeft: number | null
}

/** What is known of a person whose address was asked for. */
export interface ContactAnswer {
  /** Null: there is none. */
  email: string | null
  firstName: string
  lastName: string
  companyName: string
}

/** Finds creators. */
export interface CreatorSource {
  /** Costs `searchMillicredits` for each creator returned. */
  search(key: string, request: CreatorSearch): Promise<SearchAnswer | ProviderFailure>
  /** The address of one creator: costs `profileMillicredits` where there is one. */
  profile(
    key: string,
    who: { platform: Platform; handle: string },
  ): Promise<({ ok: true; millicredits: number | null } & ContactAnswer) | ProviderFailure>
  /** Free: whether the key works, and what is left. */
  credits(key: string): Promise<{ ok: true; available: number | null } | ProviderFailure>
  /** Free: what can be chosen from. */
  options(
    key: string,
    ask: { kind: 'locations' | 'languages'; platform: Platform },
  ): Promise<{ ok: true; values: { value: string; label: string }[] } | ProviderFailure>
}

/** Thousandths of a credit of Influencers Club (documents of the vendor, 2026). */
export const searchMillicredits = 10
export const profileMillicredits = 200

export interface RoutineItem {
  /** Ours: what an answer is told by. At most 64 characters. */
  id: string
  inputs: Record<string, string>
}

export interface RoutineResult {
  id: string
  /** Whatever else a service says is `failed`: an end that we do not know. */
  status: 'complete' | 'failed'
  /** Key → value as text; anything that is no text, number or boolean as JSON. */
  values: Record<string, string>
  /** For people; empty where it went well. */
  error: string
}

/** Runs a person's own enrichment (Clay). */
export interface Enrichment {
  /** Free: whose key it is. */
  whoAmI(key: string): Promise<{ ok: true; account: string } | ProviderFailure>
  /** Hands over at most 100 items. What it began has an id, to be kept before anything else. */
  start(key: string, routineId: string, items: readonly RoutineItem[]): Promise<{ ok: true; runId: string } | ProviderFailure>
  /** All results of a run that has ended; `done: false` while it goes on. Free, and can be asked again. */
  results(
    key: string,
    runId: string,
  ): Promise<
    { ok: true; done: false; finished: number; total: number } | { ok: true; done: true; items: RoutineResult[] } | ProviderFailure
  >
  /** Puts one row into a table's webhook. Each call is a new row there. */
  push(webhook: { url: string; token: string }, row: Record<string, string>): Promise<{ ok: true } | ProviderFailure>
}

/** Asks DNS whether a domain takes mail. */
export interface MailDomains {
  /** Never throws; at most 5 s. `domain` in ASCII. */
  check(domain: string): Promise<MailDomain>
}

/** The services of one kind of campaign. */
export interface ProviderPorts {
  creators: CreatorSource
  enrichment: Enrichment
  domains: MailDomains
}
