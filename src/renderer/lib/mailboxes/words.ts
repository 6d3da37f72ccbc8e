/** Words and pictures of a mailbox's state, and the forms of its settings. */
import type { Mailbox, MailboxPreset, MailServer } from '../../../shared/schemas/mailboxes.ts'
import type { StatusView } from '../words/status.ts'

export const presetNames: Record<MailboxPreset, string> = {
  gmail: 'Gmail',
  microsoft365: 'Microsoft 365',
  outlook: 'Outlook.com',
  icloud: 'iCloud Mail',
  fastmail: 'Fastmail',
  zoho: 'Zoho Mail',
  yahoo: 'Yahoo Mail',
  other: 'Other provider',
}

/** What needs somebody goes before what merely is so. */
export function mailboxView({ status, mend }: Pick<Mailbox, 'status' | 'mend'>): StatusView {
  if (status === 'paused') {
    return mend === 'resume' ? { word: 'Paused', hue: 'waiting', icon: 'pause' } : { word: 'Needs you', hue: 'needs', icon: 'alert' }
  }
  return mend === null ? { word: 'Ready', hue: 'good', icon: 'check' } : { word: 'Check it', hue: 'waiting', icon: 'warning' }
}

/** The word on the button that puts it right. */
export function mendWord({ status, mend }: Pick<Mailbox, 'status' | 'mend'>): string | null {
  if (mend === null) return null
  if (mend === 'test') return status === 'paused' ? 'Test and resume' : 'Test the connection'
  return { password: 'Enter a new password', sign_in: 'Sign in again', resume: 'Resume' }[mend]
}

/** Those that cannot send come first, then by address. */
export function mailboxesInOrder(mailboxes: readonly Mailbox[]): Mailbox[] {
  const rank = (mailbox: Mailbox) => ({ needs: 0, waiting: 1, good: 2, quiet: 3 })[mailboxView(mailbox).hue]
  return [...mailboxes].sort((a, b) => rank(a) - rank(b) || a.email.localeCompare(b.email))
}

const securityWords = { tls: 'TLS', starttls: 'STARTTLS', none: 'not encrypted' }

/** `smtp.gmail.com:465 (TLS)` */
export function serverInWords({ host, port, security }: MailServer): string {
  return `${host}:${port} (${securityWords[security]})`
}

/** `ana.roe@studio.example` → `Ana Roe`; an address that is no name (info, team) gives nothing. */
export function nameFromAddress(email: string): string {
  const local = email.split('@')[0] ?? ''
  const words = local.split(/[._-]+/).filter((word) => /^\p{L}{2,}$/u.test(word))
  if (words.length < 2) return ''
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}

/** Enough of an address to look its domain up; the engine decides what is one. */
export function looksLikeAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim())
}
