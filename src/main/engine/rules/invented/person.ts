/** Who is behind an invented handle, and how they are reached: it follows from the handle alone. */
import { draw, hashOf, part } from './chance.ts'
import { companyEndings, firstNames, lastNames } from './names.ts'

export interface InventedPerson {
  firstName: string
  lastName: string
  /** Empty for most. */
  companyName: string
  /** At a domain that belongs to nobody (RFC 2606); null for one in four, whom nobody knows an address of. */
  email: string | null
}

/** So many of all have an address that can be found. */
const knownPart = 0.75
const companyPart = 0.3

const byPart = new Map(firstNames.map((name) => [name.toLowerCase(), name]))

/** @param handle in any case; whatever is not of this world has somebody behind it too */
export function personBehind(handle: string): InventedPerson {
  const key = handle.toLowerCase()
  const seed = hashOf(key)
  const parts = key.split(/[^a-z]+/)
  const firstName = parts.map((word) => byPart.get(word)).find((name) => name !== undefined) ?? pick(firstNames, seed, 1)
  const lastName = pick(lastNames, seed, 2)
  const companyName = part(seed, 3) < companyPart ? `${lastName} ${pick(companyEndings, seed, 4)}` : ''
  return { firstName, lastName, companyName, email: part(seed, 0) < knownPart ? addressOf(key, firstName, seed) : null }
}

function addressOf(key: string, firstName: string, seed: number): string {
  // Two handles that differ in their marks only are two people: the number keeps them apart.
  const label = key
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  const host = `${label === '' ? 'somebody' : label}-${(draw(seed, 5) % 0x10000).toString(16)}.example`
  const local = ['hello', 'hi', firstName.toLowerCase(), 'contact'][draw(seed, 6) % 4] ?? 'hello'
  return `${local}@${host}`
}

function pick(values: readonly string[], seed: number, n: number): string {
  return values[draw(seed, n) % values.length] ?? ''
}
