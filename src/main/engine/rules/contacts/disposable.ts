import { disposableEmailBlocklistSet } from 'disposable-email-domains-js'

/** Read once: tens of thousands of names. */
let names: ReadonlySet<string> | null = null

/** Whether a domain, or one above it, gives out addresses that nobody keeps. @param domain in lower-case ASCII */
export function isDisposable(domain: string): boolean {
  names ??= disposableEmailBlocklistSet()
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) if (names.has(name)) return true
  return false
}
