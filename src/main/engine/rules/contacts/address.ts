/**
 * What counts as an email address here: a bare one that every mail server takes. RFC 5321 (limits in 4.5.3.1) with the
 * dot-atom form of RFC 5322; no quoted local parts, no domain literals, no comments, no display names.
 */
import { domainToASCII } from 'node:url'
import { hasControl } from '../../../../shared/line.ts'

export type ParsedAddress =
  | {
      ok: true
      /** As it is written to: local part as given, domain in lower-case ASCII (IDNA). */
      email: string
      /** The whole address in lower case: what makes two addresses the same person. */
      key: string
      domain: string
    }
  | { ok: false; problem: string }

const maxLocal = 64
const maxDomain = 253
/** RFC 3696 erratum 1690: a path has 256 octets, two of them the angle brackets. */
const maxAddress = 254
/** Nothing that long can become an address, so nothing that long is looked at. */
const maxInput = 1000

const dotAtom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const nonAscii = /[^\u0020-\u007e]/
/** Invisible characters that come along when an address is copied from a web page or a spreadsheet. */
const edgeJunk = /^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$/g

/**
 * Reads one bare address. White space around it, angle brackets and a `mailto:` are taken off; a display name is not.
 * @returns the address in its normal form, or what is wrong with it in a person's words
 */
export function parseAddress(input: string): ParsedAddress {
  if (input.length > maxInput) return problem('The address is too long.')
  const bare = unwrap(input)
  if (bare === '') return problem('The address is empty.')
  if (hasControl(bare)) return problem('The address contains a line break or a control character.')
  if (/\s/.test(bare)) return problem('The address contains a space. Only one bare address is expected, such as name@company.com.')
  const at = bare.lastIndexOf('@')
  if (at === -1) return problem('The address has no @.')
  const local = bare.slice(0, at)
  if (local.includes('@')) return problem('The address has more than one @.')
  const localProblem = checkLocal(local)
  if (localProblem) return problem(localProblem)
  const domain = parseDomain(bare.slice(at + 1))
  if (!domain.ok) return domain
  const email = `${local}@${domain.domain}`
  if (email.length > maxAddress) return problem(`The address is longer than ${maxAddress} characters.`)
  return { ok: true, email, key: email.toLowerCase(), domain: domain.domain }
}

/** Reads a domain as it stands behind the @ (a leading @ is taken off): lower-case ASCII, or what is wrong with it. */
export function parseDomain(input: string): { ok: true; domain: string } | { ok: false; problem: string } {
  if (input.length > maxInput) return problem('The domain is too long.')
  const bare = input.replace(edgeJunk, '').replace(/^@/, '')
  if (bare === '') return problem('The address has no domain after the @.')
  if (hasControl(bare)) return problem('The domain contains a line break or a control character.')
  // Checked before the conversion: it decodes % and cuts at / ? and #, which would turn nonsense into another domain.
  if (/[\u0021-\u002c\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\s]/.test(bare))
    return problem('The domain contains a character that no domain has.')
  if (bare.startsWith('.') || bare.endsWith('.') || bare.includes('..')) return problem('The domain has a dot too many.')
  const ascii = domainToASCII(bare).toLowerCase()
  if (ascii === '') return problem('The domain is not a valid internet name.')
  if (ascii.length > maxDomain) return problem(`The domain is longer than ${maxDomain} characters.`)
  const labels = ascii.split('.')
  if (!labels.every((part) => label.test(part))) return problem('The domain is not a valid internet name.')
  // `localhost` is the one name without a dot that mail is delivered to: by a server on this very machine.
  if (labels.length < 2 && ascii !== 'localhost') return problem('The domain has no ending such as .com.')
  if (/^\d+$/.test(labels.at(-1) ?? '')) return problem('The domain is a number. A name such as company.com is expected.')
  return { ok: true, domain: ascii }
}

function unwrap(input: string): string {
  const bare = input.replace(edgeJunk, '')
  if (bare.startsWith('<') && bare.endsWith('>')) return unwrap(bare.slice(1, -1))
  if (/^mailto:/i.test(bare)) return unwrap(bare.slice('mailto:'.length).split('?')[0] ?? '')
  return bare
}

function checkLocal(local: string): string | null {
  if (local === '') return 'The address has nothing before the @.'
  if (nonAscii.test(local)) {
    return 'The part before the @ has letters outside plain English (internationalised). Many mail servers refuse those, so they are not supported.'
  }
  if (local.startsWith('"')) return 'The part before the @ is in quotes, which is not supported.'
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return 'The part before the @ has a dot too many.'
  if (!dotAtom.test(local)) return 'The part before the @ contains a character that is not allowed there.'
  if (local.length > maxLocal) return `The part before the @ is longer than ${maxLocal} characters.`
  return null
}

function problem(text: string): { ok: false; problem: string } {
  return { ok: false, problem: text }
}
