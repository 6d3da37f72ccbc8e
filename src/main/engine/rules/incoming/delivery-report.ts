/** Delivery reports as RFC 3464 wants them: a message/delivery-status part with fields per message and per recipient. */
import { addressKey } from './parse.ts'
import { readHeaderBlock } from './source.ts'
import type { ReportedRecipient } from './types.ts'

const maxRecipients = 50

/**
 * Reads the per-recipient fields of all delivery-status parts. Tolerates what servers really write: no blank line after
 * the fields of the message, comments behind the status, addresses without a type.
 */
export function readDeliveryStatus(parts: readonly string[]): ReportedRecipient[] {
  const recipients: ReportedRecipient[] = []
  for (const part of parts) {
    for (const block of part.split(/\n[ \t]*\n/).slice(0, maxRecipients * 2)) {
      const recipient = readBlock(block)
      if (recipient && recipients.length < maxRecipients) recipients.push(recipient)
    }
  }
  return recipients
}

function readBlock(block: string): ReportedRecipient | null {
  const fields = readHeaderBlock(block)
  const field = (name: string) => fields.get(name)?.[0] ?? ''
  const addresses = [...typedAddress(field('final-recipient')), ...typedAddress(field('original-recipient'))]
  const action = readAction(field('action'))
  if (action === null || (addresses.length === 0 && !fields.has('final-recipient') && !fields.has('status'))) return null
  const diagnostic = (field('diagnostic-code') || field('status')).slice(0, 500)
  const status = enhancedStatus(field('status'))
  return {
    addresses: [...new Set(addresses)],
    action,
    status: preciseStatus(status, diagnostic),
    permanent: action === 'failed' && provesPermanent(status, diagnostic),
    diagnostic: diagnostic.replace(/^[a-z-]{1,20};\s*/i, ''),
  }
}

function readAction(value: string): ReportedRecipient['action'] | null {
  const word = /^[a-z]+/.exec(value.toLowerCase())?.[0]
  if (word === 'failed' || word === 'failure') return 'failed'
  if (word === 'delayed') return 'delayed'
  if (word === 'delivered' || word === 'relayed' || word === 'expanded') return 'delivered'
  return null
}

/**
 * 5.x.x proves that the address does not take mail, 4.x.x never does: a temporary code in either place wins, because
 * some servers file a given-up retry under 5.0.0.
 */
function provesPermanent(status: string | null, diagnostic: string): boolean {
  const said = codeOf(diagnostic)
  if (status?.startsWith('4') || said?.startsWith('4')) return false
  if (status?.startsWith('5') || said?.startsWith('5')) return true
  return wordsProvePermanent(diagnostic)
}

/** A general 5.0.0 says less than the remote server's own words. */
function preciseStatus(status: string | null, diagnostic: string): string | null {
  if (status !== null && !status.endsWith('.0.0')) return status
  return enhancedStatus(diagnostic) ?? status
}

/** The first enhanced status code (RFC 3463) in a text; parts of IP addresses, versions and dates are none. */
export function enhancedStatus(text: string): string | null {
  return /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)/.exec(text)?.[0] ?? null
}

/** The first SMTP reply code or enhanced status in a text, as it stands. */
export function codeOf(text: string): string | null {
  const reply = /(?<![\d.])(?:42[1-9]|4[345]\d|471|50[0-4]|51\d|52\d|53\d|541|55\d|571)(?=[\s\-#;:,)]|$)/.exec(text)
  const enhanced = enhancedStatus(text)
  if (reply && enhanced) return reply.index < text.indexOf(enhanced) ? reply[0] : enhanced
  return reply?.[0] ?? enhanced
}

/** Words that mean: there is no such address. For reports without any code. */
export function wordsProvePermanent(text: string): boolean {
  if (
    /mailbox (?:is )?full|quota|over ?limit|temporar|try again|timed? ?out|voll|vorübergehend|später erneut|boîte pleine|llena/i.test(text)
  )
    return false
  return /user unknown|unknown (?:user|recipient|address)|no such (?:user|recipient|mailbox|address|person)|(?:does(?: not|n['’]t)|don['’]t) (?:exist|have (?:a|an) .{0,30}account)|(?:address|recipient|user|mailbox)(?: .{1,100})? (?:was |could )?not (?:be )?found|couldn['’]t be found|wasn['’]t found|invalid (?:recipient|address|mailbox)|recipient (?:address )?rejected|no mailbox here|mailbox unavailable|account (?:has been |is )?(?:disabled|deactivated|closed)|not (?:a )?valid (?:user|recipient|mailbox)|(?:unbekannt|existiert nicht|nicht gefunden|konnte nicht gefunden werden|ungültig)|n['’]existe pas|introuvable|inconnue?|no existe|non esiste|sconosciuto|bestaat niet|não existe|host (?:or domain )?(?:name )?not found|domain .{0,60}(?:couldn['’]t|could not) be found|no mx|unrouteable address/i.test(
    text,
  )
}

/** `rfc822; anna@example.com`, in the ways it is written; with its xtext (RFC 3461) decoded as a second guess. */
function typedAddress(value: string): string[] {
  const bare = (/^\s*[a-z0-9-]{1,20}\s*;\s*(.*)$/i.exec(value)?.[1] ?? value).trim()
  const address = /<([^<>]{1,400})>/.exec(bare)?.[1] ?? /^\S{1,400}/.exec(bare)?.[0] ?? ''
  const decoded = address
    .replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\x\{([0-9A-Fa-f]{1,6})\}/g, (_, hex: string) => {
      const point = Number.parseInt(hex, 16)
      return point <= 0x10ffff ? String.fromCodePoint(point) : ''
    })
  return [addressKey(address), decoded === address ? null : addressKey(decoded)].filter((key) => key !== null)
}
