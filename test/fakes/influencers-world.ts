/** The same creators at each run: everything about the n-th of a platform comes from a hash of n. */
import { createHash } from 'node:crypto'
import type { Platform } from '../../src/shared/schemas/discovery.ts'

export interface Creator {
  platform: Platform
  userId: string
  username: string
  fullName: string
  firstName: string
  niche: string
  bio: string
  location: string
  language: string
  followers: number
  engagement: number
  /** Null for one in four. */
  email: string | null
}

const first = ['Ana', 'Ben', 'Chiara', 'David', 'Elif', 'Finn', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Kira', 'Luis', 'Mina', 'Noah', 'Zoë']
const last = ['Roe', 'Beck', 'Conti', 'Díaz', 'Evans', 'Fischer', 'Grün', 'Haas', 'Ito', 'Jansen', 'Kaya', 'López', 'Meyer', 'Nowak']
const niches = ['coffee', 'fitness', 'travel', 'beauty', 'gaming', 'food', 'books', 'gardening']
const places = ['United States', 'Germany', 'Spain', 'United Kingdom', 'Austria', 'Brazil']
const tongues = ['en', 'de', 'es', 'pt']
const domains = ['studio.example', 'mail.example', 'creators.example', 'post.example']

export const languages = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'German' },
  { code: 'es', name: 'Spanish' },
  { code: 'pt', name: 'Portuguese' },
]
export const locations: readonly string[] = places

/** Numbers in [0, 1) from a text, one after the other. */
function draws(seed: string): () => number {
  const bytes = createHash('sha256').update(seed).digest()
  let at = 0
  return () => {
    const value = bytes.readUInt16BE((at * 2) % 32) / 65_536
    at++
    return value
  }
}

function pick<T>(from: readonly T[], draw: number): T {
  const chosen = from[Math.floor(draw * from.length)]
  if (chosen === undefined) throw new Error('an empty list')
  return chosen
}

/** @param n from 0 */
export function creatorOf(platform: Platform, n: number): Creator {
  const draw = draws(`${platform} ${n}`)
  const [firstName, lastName, niche] = [pick(first, draw()), pick(last, draw()), pick(niches, draw())]
  const username = `${firstName.toLowerCase().replace(/[^a-z]/g, 'o')}.${niche}${n}`
  return {
    platform,
    userId: String(1_000_000 + n),
    username,
    fullName: `${firstName} ${lastName}`,
    firstName,
    niche,
    bio: `${niche} every day, ${draw() < 0.2 ? 'giveaway' : 'no nonsense'}`,
    location: pick(places, draw()),
    language: pick(tongues, draw()),
    followers: Math.round(1000 * 1000 ** draw()),
    engagement: Math.round(draw() * 1000) / 100,
    email: n % 4 === 3 ? null : `${username}@${pick(domains, draw())}`,
  }
}
