/** Thunderbird's autoconfig documents (draft-ietf-mailmaint-autoconfig): read without trust, encrypted servers only. */
import { XMLParser } from 'fast-xml-parser'
import type { MailboxDiscovery, MailServer } from '../../../../shared/schemas/mailboxes.ts'
import { parseDomain } from '../contacts/address.ts'

/** Where a domain may say what its servers are, in the order in which it is asked. HTTPS only. */
export function autoconfigUrls(domain: string, email: string): string[] {
  return [
    `https://autoconfig.${domain}/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(email)}`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
  ]
}

/** The public directory, which learns the domain by being asked. */
export function directoryUrl(domain: string): string {
  return `https://autoconfig.thunderbird.net/v1.1/${domain}`
}

const longest = 64 * 1024
// Tags nest six deep in a real document.
const deepest = 20

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  htmlEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

/** @returns null where the document is none, or offers no encrypted IMAP and SMTP server */
export function parseAutoconfig(xml: string, email: string): MailboxDiscovery | null {
  if (xml.length > longest || /<!\s*(DOCTYPE|ENTITY)/i.test(xml) || nestsTooDeep(xml)) return null
  const document = parse(xml)
  const provider = first(child(child(document, 'clientConfig'), 'emailProvider'))
  const imap = bestServer(child(provider, 'incomingServer'), 'imap', email)
  const smtp = bestServer(child(provider, 'outgoingServer'), 'smtp', email)
  if (!imap || !smtp) return null
  return {
    preset: 'other',
    smtp: smtp.server,
    imap: imap.server,
    auth: smtp.token && imap.token ? 'xoauth2' : 'password',
    saveSentCopy: true,
    source: 'autoconfig',
    advice: 'These are the servers that the provider itself names. Check them before you enter a password.',
    helpUrl: null,
  }
}

function parse(xml: string): unknown {
  try {
    return parser.parse(xml)
  } catch {
    return null
  }
}

function nestsTooDeep(xml: string): boolean {
  let depth = 0
  for (const [tag] of xml.matchAll(/<[^>]*>/g)) {
    if (tag.startsWith('</')) depth--
    else if (!tag.endsWith('/>') && !/^<[?!]/.test(tag)) depth++
    if (depth > deepest) return true
  }
  return false
}

interface Offer {
  server: MailServer
  /** Whether only a token signs in there. */
  token: boolean
}

/** The first server that is encrypted; from the first byte if there is a choice (RFC 8314). */
function bestServer(nodes: unknown, type: 'imap' | 'smtp', email: string): Offer | null {
  const offers = list(nodes)
    .map((node) => readServer(node, type, email))
    .filter((offer) => offer !== null)
  return offers.find((offer) => offer.server.security === 'tls') ?? offers[0] ?? null
}

function readServer(node: unknown, type: string, email: string): Offer | null {
  if (text(child(node, '@type')).toLowerCase() !== type) return null
  const security = { SSL: 'tls', STARTTLS: 'starttls' }[text(child(node, 'socketType')).toUpperCase()]
  const host = parseDomain(fill(text(child(node, 'hostname')), email))
  const port = Number(text(child(node, 'port')))
  const user = fill(text(child(node, 'username')), email)
  if (!security || !host.ok || !Number.isInteger(port) || port < 1 || port > 65_535) return null
  if (user === '' || user.length > 320 || /\p{Cc}/u.test(user)) return null
  const methods = list(child(node, 'authentication')).map((method) => text(method).toLowerCase())
  const token = methods.includes('oauth2') && !methods.some((method) => method.startsWith('password') || method === 'plain')
  return { server: { host: host.domain, port, security: security as 'tls' | 'starttls', user }, token }
}

function fill(template: string, email: string): string {
  const at = email.lastIndexOf('@')
  return template
    .replaceAll('%EMAILADDRESS%', () => email)
    .replaceAll('%EMAILLOCALPART%', () => email.slice(0, at))
    .replaceAll('%EMAILDOMAIN%', () => email.slice(at + 1))
}

function child(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null && Object.hasOwn(node, name) ? (node as Record<string, unknown>)[name] : undefined
}

function list(node: unknown): unknown[] {
  if (node === undefined || node === null) return []
  return Array.isArray(node) ? node.slice(0, 20) : [node]
}

function first(node: unknown): unknown {
  return list(node)[0]
}

function text(node: unknown): string {
  if (typeof node === 'string') return node.trim()
  const inner = child(node, '#text')
  return typeof inner === 'string' ? inner.trim() : ''
}
