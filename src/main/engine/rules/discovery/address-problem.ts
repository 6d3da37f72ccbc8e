import type { ParsedAddress } from '../contacts/address.ts'
import { isDisposable } from '../contacts/disposable.ts'

/**
 * Why nobody is written to at an address, in words; null where nothing speaks against it. Only what is certain counts: a
 * domain that DNS said nothing about is no reason.
 * @param domains what DNS said, by domain
 */
export function addressProblem(address: ParsedAddress, domains: ReadonlyMap<string, MailDomain>): string | null {
  if (!address.ok) return address.problem
  if (isDisposable(address.domain)) return `${address.domain} gives out addresses that nobody keeps`
  if (domains.get(address.domain) === 'none') return `${address.domain} takes no mail`
  return null
}

/**
 * What DNS says of mail to a domain: `none` has no mail at all (no such domain, or a null MX, RFC 7505), `fallback` no MX
 * but an address (RFC 5321, 5.1), `unknown` no answer.
 */
export type MailDomain = 'accepts' | 'fallback' | 'none' | 'unknown'
