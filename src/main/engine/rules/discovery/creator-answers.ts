/** Reading the answers of Influencers Club. What they say is taken as far as it is understood, and no further. */
import { z } from 'zod'
import { asLine, asNumber } from './json.ts'

/** May be missing. */
const maybe = z.unknown().optional()

const search = z.object({ total: maybe, accounts: z.array(z.unknown()), credits_left: maybe })
const account = z.object({
  user_id: z.union([z.string(), z.number()]),
  profile: z.object({
    username: maybe,
    custom_url: maybe,
    full_name: maybe,
    followers: maybe,
    engagement_percent: maybe,
  }),
})

export interface FoundAccount {
  platformId: string
  /** Without `@`. */
  handle: string
  fullName: string
  followers: number | null
  engagementPercent: number | null
}

export interface FoundPage {
  total: number
  creators: FoundAccount[]
  unreadable: number
  /** Accounts in the answer, readable or not. */
  returned: number
  creditsLeft: number | null
}

/** One page of a search; null where it is none: no list of accounts, or no total. */
export function readSearch(json: unknown): FoundPage | null {
  const answer = search.safeParse(json)
  if (!answer.success || !Object.hasOwn(json as object, 'total')) return null
  const { accounts, total, credits_left } = answer.data
  const creators = accounts.map(readAccount).filter((found) => found !== null)
  const said = asNumber(total)
  if (said === null && total !== null) return null
  return {
    // Null: it does not know how many there are; it is as many as these at least.
    total: whole(said) ?? (said === null ? accounts.length : said > 0 ? Number.MAX_SAFE_INTEGER : 0),
    creators,
    unreadable: accounts.length - creators.length,
    returned: accounts.length,
    creditsLeft: asNumber(credits_left),
  }
}

/** To the nearest whole number; null for what is less than none, or more than can be counted. */
function whole(value: number | null): number | null {
  const rounded = value === null ? -1 : Math.round(value)
  return rounded >= 0 && Number.isSafeInteger(rounded) ? rounded : null
}

function readAccount(row: unknown): FoundAccount | null {
  const read = account.safeParse(row)
  if (!read.success) return null
  const { user_id, profile } = read.data
  const platformId = typeof user_id === 'number' && !Number.isSafeInteger(user_id) ? '' : asLine(user_id, 200)
  const handle = (asLine(profile.username, 200) || asLine(profile.custom_url, 200)).replace(/^@/, '')
  if (platformId === '' || !/^[^\s@/,]{1,100}$/.test(handle)) return null
  const followers = asNumber(profile.followers)
  const engagement = asNumber(profile.engagement_percent)
  return {
    platformId,
    handle,
    fullName: asLine(profile.full_name, 200),
    followers: whole(followers),
    engagementPercent: engagement === null || engagement < 0 ? null : engagement,
  }
}

const profileAnswer = z.object({ credits_cost: maybe, result: z.record(z.string(), z.unknown()).nullable() })

export interface FoundAddress {
  millicredits: number | null
  email: string | null
  firstName: string
  lastName: string
  companyName: string
}

/** The address of a creator; null where the answer is none that we know. */
export function readProfile(json: unknown): FoundAddress | null {
  const answer = profileAnswer.safeParse(json)
  if (!answer.success) return null
  const { credits_cost, result } = answer.data
  const cost = asNumber(credits_cost)
  return {
    millicredits: whole(cost === null ? null : cost * 1000),
    email: asLine(result?.email, 320) || null,
    firstName: asLine(result?.first_name, 200),
    lastName: asLine(result?.last_name, 200),
    companyName: asLine(result?.company_name, 200),
  }
}

const creditsAnswer = z.object({ credits_available: maybe })

/** What is left; undefined where the answer is none that we know, null where it does not say. */
export function readCredits(json: unknown): number | null | undefined {
  const answer = creditsAnswer.safeParse(json)
  if (!answer.success || !Object.hasOwn(json as object, 'credits_available')) return undefined
  return asNumber(answer.data.credits_available)
}

export interface Choice {
  value: string
  label: string
}

/** Where a choice's value and its words may stand: the vendor does not say, and the lists differ. */
const valueKeys = {
  languages: ['value', 'code', 'abbreviation', 'id', 'name', 'label', 'language'],
  locations: ['value', 'name', 'full_name', 'label', 'code', 'id'],
} as const
const labelKeys = ['label', 'name', 'full_name', 'language', 'value', 'code', 'id']
const mostChoices = 20_000

/** A list to choose from: of texts or of objects, bare or under one key; null for anything else. */
export function readOptions(json: unknown, kind: keyof typeof valueKeys): Choice[] | null {
  const list = Array.isArray(json) ? json : onlyList(json)
  if (!list) return null
  const choices = new Map<string, Choice>()
  for (const item of list.slice(0, mostChoices)) {
    const choice = readChoice(item, valueKeys[kind])
    if (choice && !choices.has(choice.value)) choices.set(choice.value, choice)
  }
  return choices.size === 0 && list.length > 0 ? null : [...choices.values()]
}

function onlyList(json: unknown): unknown[] | null {
  if (typeof json !== 'object' || json === null) return null
  const lists = Object.values(json).filter((value) => Array.isArray(value))
  return lists.length === 1 ? (lists[0] ?? null) : null
}

function readChoice(item: unknown, keys: readonly string[]): Choice | null {
  if (typeof item === 'string') {
    const value = asLine(item, 200)
    return value === '' ? null : { value, label: value }
  }
  if (typeof item !== 'object' || item === null) return null
  const at = (key: string) => (Object.hasOwn(item, key) ? asLine((item as Record<string, unknown>)[key], 200) : '')
  const first = (among: readonly string[]) => among.map(at).find((text) => text !== '') ?? ''
  const value = first(keys)
  return value === '' ? null : { value, label: first(labelKeys) || value }
}
