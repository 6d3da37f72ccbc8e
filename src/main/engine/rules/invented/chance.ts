/** Chance that is always the same: 32-bit mixing, because a hash of node:crypto for each of 12,000 people takes too long. */

/** A number from 0 to 2³² − 1 that follows from the text alone (FNV-1a, mixed once more). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix(hash)
}

/** The `n`-th number of a seed, from 0 to 2³² − 1. */
export function draw(seed: number, n: number): number {
  return mix(seed ^ Math.imul(n + 1, 0x9e3779b1))
}

/** The same as a part of one: in [0, 1). */
export function part(seed: number, n: number): number {
  return draw(seed, n) / 2 ** 32
}

/** The end of MurmurHash3: every bit of the input turns half of the output's. */
function mix(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
