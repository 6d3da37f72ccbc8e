/** Accounts, messages, certificates and quiet ports for tests of the mail adapters. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Log } from '../../src/main/engine/ports/machine.ts'
import type { MailAccount, OutgoingMail } from '../../src/main/engine/ports/mail.ts'

import type { Credential, MailServer } from '../../src/shared/schemas/mailboxes.ts'

const tlsFolder = join(import.meta.dirname, '..', 'fixtures', 'tls')

/** A test-only key pair, PEM. */
export function testCertificate(name: 'localhost' | 'other-name' | 'expired'): { key: string; cert: string } {
  return {
    key: readFileSync(join(tlsFolder, `test-only-${name}.key`), 'utf8'),
    cert: readFileSync(join(tlsFolder, `test-only-${name}.crt`), 'utf8'),
  }
}

/** The authority that signed them, PEM. */
export function testAuthority(): string {
  return readFileSync(join(tlsFolder, 'test-only-ca.crt'), 'utf8')
}

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(at, fire) {
    const timer = setTimeout(fire, Math.max(0, at - Date.now()))
    return () => clearTimeout(timer)
  },
}

export interface AccountOverrides extends Partial<Omit<MailAccount, 'smtp' | 'imap'>> {
  smtp?: Partial<MailServer>
  imap?: Partial<MailServer>
}

/** An account on loopback: in clear, without a sign-in, unless told otherwise. */
export function fakeAccount(overrides: AccountOverrides = {}): MailAccount {
  const credential: Credential = { kind: 'password', password: 'correct-horse' }
  return {
    mailboxId: 1,
    email: 'me@sender.test',
    smtpCredential: credential,
    imapCredential: credential,
    allowUnencrypted: false,
    allowInvalidCertificate: false,
    saveCredential: async () => {},
    ...overrides,
    smtp: { host: '127.0.0.1', port: 1, security: 'none', user: '', ...overrides.smtp },
    imap: { host: '127.0.0.1', port: 1, security: 'none', user: 'me@sender.test', ...overrides.imap },
  }
}

let messages = 0

/** A first message to one person, with an id of its own. */
export function fakeMail(overrides: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    messageId: `<${++messages}.test@sender.test>`,
    date: Date.UTC(2026, 10, 23, 9, 0, 0),
    from: { name: 'Ana Roe', address: 'me@sender.test' },
    to: { name: 'Béla Kis', address: 'bela@customer.test' },
    subject: 'A question',
    text: 'Dear Béla,\n\n.a line with a dot\nBest,\nAna',
    html: '<p>Dear Béla,</p>',
    inReplyTo: '',
    references: [],
    unsubscribeMailto: 'mailto:me@sender.test?subject=unsubscribe',
    ...overrides,
  }
}

/** Asks until it is true. @throws Error after `ms` */
export async function until(what: () => boolean | Promise<boolean>, ms = 5000): Promise<void> {
  const deadline = Date.now() + ms
  while (!(await what())) {
    if (Date.now() > deadline) throw new Error(`did not happen within ${ms} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
