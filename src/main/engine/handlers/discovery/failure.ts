import { UserError } from '../../../../shared/errors.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'

/** A provider's failure as an error for a person. */
export function providerError({ kind, message }: ProviderFailure): UserError {
  if (kind === 'invalid') {
    return new UserError('BAD_REQUEST', message, { advice: 'Change what is looked for, and try again.' })
  }
  return new UserError('PRECONDITION_FAILED', message, { advice: advice[kind] })
}

const advice: Record<Exclude<ProviderFailure['kind'], 'invalid'>, string> = {
  key: 'Copy it anew from the dashboard of Influencers Club.',
  credits: 'Buy credits at Influencers Club, then try again.',
  rate_limit: 'Wait a minute, then try again.',
  unavailable: 'Try again in a few minutes.',
  unexpected: 'This look may have been charged. Try again later; if it stays so, look for a newer version of Campaign Desk.',
  unsure: 'This look may have been charged. Try again in a few minutes.',
}
