/** Creators for any criteria, always the same ones for the same criteria. */
import type { Criteria, Platform } from '../../../../shared/schemas/discovery.ts'
import { draw, hashOf, part } from './chance.ts'
import { endings, firstNames, handleShapes, topics } from './names.ts'
import { personBehind } from './person.ts'

export interface InventedCreator {
  platformId: string
  /** Without `@`. */
  handle: string
  fullName: string
  followers: number
  engagementPercent: number
}

/** All who match some criteria, in the order in which a search hands them out. */
export interface World {
  /** How many they are. */
  size: number
  /** The `rank`-th, from 0: no two have the same. */
  handleAt(rank: number): string
  at(rank: number): InventedCreator
}

/** As many as match a search of the ordinary kind. */
export const ordinarySize = 12_000
/** A search says no more filters than these before it is a narrow one; each further one leaves these parts. */
const ordinaryFilters = 4
const leftByFilter = 0.45

const defaultFollowers = { min: 1_000, max: 500_000 }
const dotless = new Set<Platform>(['twitch', 'twitter'])

/** @param criteria handles that they leave out are left out by the search, not by the world */
export function worldOf(criteria: Criteria): World {
  const { excludeHandles: _, ...about } = criteria
  const seed = hashOf(JSON.stringify(about))
  const words = topicsOf(criteria)
  const shapes = handleShapes.length
  const handles = firstNames.length * words.length * shapes
  const step = stepThrough(handles, seed)
  const offset = draw(seed, 1) % handles
  const separator = dotless.has(criteria.platform) ? '_' : '.'
  const followers = rangeOf(criteria)
  const engagementMin = criteria.engagementMinPercent ?? 0.4

  function handleAt(rank: number): string {
    // A walk that comes by every handle once: neighbours in the list have nothing in common.
    let number = (offset + rank * step) % handles
    const shape = handleShapes[number % shapes] ?? handleShapes[0]
    number = Math.floor(number / shapes)
    const first = firstNames[number % firstNames.length]?.toLowerCase() ?? ''
    const topic = words[Math.floor(number / firstNames.length)] ?? ''
    return shape.map((word) => (word === 'first' ? first : word === 'topic' ? topic : word)).join(separator)
  }

  return {
    size: Math.min(sizeOf(criteria, seed), handles),
    handleAt,
    at(rank) {
      const handle = handleAt(rank)
      const { firstName, lastName } = personBehind(handle)
      const account = hashOf(`${criteria.platform} ${handle}`)
      return {
        // One account has one id, whatever it was found by. 32 bits would give one to two people now and then.
        platformId: `${account}${hashOf(`${handle} ${criteria.platform}`)}`,
        handle,
        fullName: `${firstName} ${lastName}`,
        followers: Math.round(followers.min * (followers.max / followers.min) ** part(account, 3)),
        engagementPercent: Math.min(100, Math.round((engagementMin + 6 * part(account, 4) ** 2) * 100) / 100),
      }
    },
  }
}

/** At least as many that there are enough handles for everybody. */
function topicsOf({ niche, keywords }: Criteria): string[] {
  const taken = new Set<string>([...firstNames.map((name) => name.toLowerCase()), ...handleShapes.flat()])
  const said = [niche, ...keywords]
    .flatMap((text) =>
      text
        .normalize('NFD')
        .toLowerCase()
        .replace(/[^a-z\s]+/g, '')
        .split(/\s+/),
    )
    .filter((word) => word.length >= 3 && word.length <= 12)
    .slice(0, 5)
  const roots = said.length > 0 ? said : topics
  return [...new Set(roots.flatMap((root) => endings.map((ending) => root + ending)))].filter((word) => !taken.has(word))
}

function rangeOf({ followersMin, followersMax }: Criteria): { min: number; max: number } {
  const min = Math.max(1, followersMin ?? Math.min(defaultFollowers.min, followersMax ?? defaultFollowers.min))
  return { min, max: Math.max(min, followersMax ?? Math.max(defaultFollowers.max, min * 10)) }
}

/** The more is asked for, the fewer match; nobody has exactly so many followers. */
function sizeOf(criteria: Criteria, seed: number): number {
  const filters = [
    criteria.niche !== '',
    criteria.keywords.length > 0,
    criteria.excludeKeywords.length > 0,
    criteria.locations.length > 0,
    criteria.languages.length > 0,
    criteria.followersMin !== null || criteria.followersMax !== null,
    criteria.engagementMinPercent !== null,
  ].filter(Boolean).length
  const { min, max } = rangeOf(criteria)
  const span = Math.min(1, Math.log2(max / min))
  const eager = (criteria.engagementMinPercent ?? 0) > 15 ? 0.05 : 1
  const ordinary = ordinarySize * (0.97 + 0.06 * part(seed, 0))
  return Math.round(ordinary * leftByFilter ** Math.max(0, filters - ordinaryFilters) * span * eager)
}

/** A step that shares no divisor with `count`, so that walking by it comes to every number below. */
function stepThrough(count: number, seed: number): number {
  let step = 1 + (draw(seed, 2) % (count - 1))
  while (divisor(step, count) !== 1) step = (step % (count - 1)) + 1
  return step
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}
