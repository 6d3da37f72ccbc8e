import type { ClaySettings, CreatorField, Platform } from '../../../../shared/schemas/discovery.ts'
import { profileUrl } from '../contacts/profile-url.ts'

/** What is known of a creator before anybody is asked for an address. */
export interface CreatorFacts {
  platform: Platform
  /** Without `@`. */
  handle: string
  fullName: string
  followers: number | null
}

/** The inputs of a person's own routine, by the names that it has there. What is not known is empty. */
export function routineInputs(inputs: ClaySettings['inputs'], creator: CreatorFacts): Record<string, string> {
  const values = fieldsOf(creator)
  return Object.fromEntries(inputs.map(({ name, field }) => [name, values[field]]))
}

function fieldsOf({ platform, handle, fullName, followers }: CreatorFacts): Record<CreatorField, string> {
  const [firstName = '', ...rest] = fullName.trim().split(/\s+/)
  return {
    fullName: fullName.trim(),
    firstName,
    lastName: rest.join(' '),
    handle,
    platform,
    profileUrl: profileUrl(platform, handle),
    followers: followers === null ? '' : String(followers),
  }
}
