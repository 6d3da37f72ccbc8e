import { z } from 'zod'
import { id, instant, line, text } from './common.ts'

/** `tls`: from the first byte. `starttls`: upgraded, required. `none`: in clear, loopback or the operator's word only. */
export const security = z.enum(['tls', 'starttls', 'none'])

export const server = z.strictObject({
  host: line(255).min(1),
  port: z.number().int().min(1).max(65_535),
  security,
  user: line(320).meta({ description: 'Empty: no sign-in (a relay on loopback)' }),
})
export type MailServer = z.infer<typeof server>

/** How the mailbox signs in. Secrets go in, and never come out. */
export const credential = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), password: z.string().max(1000) }),
  z.strictObject({
    kind: z.literal('xoauth2'),
    accessToken: z.string().max(20_000).optional(),
    refreshToken: z.string().max(20_000).optional(),
    clientId: z.string().max(500).optional(),
    clientSecret: z.string().max(500).optional(),
    tokenUrl: z.url().max(500).optional(),
    expiresAt: instant.optional(),
  }),
])
export type Credential = z.infer<typeof credential>

export const mailboxPreset = z.enum(['gmail', 'microsoft365', 'outlook', 'icloud', 'fastmail', 'zoho', 'yahoo', 'other'])
export type MailboxPreset = z.infer<typeof mailboxPreset>

const settings = {
  email: line(320).min(3).meta({ description: 'The From address' }),
  senderName: line(200).default('').meta({ description: 'The From name and {{senderName}}' }),
  preset: mailboxPreset.default('other'),
  smtp: server,
  imap: server,
  dailyCap: z.number().int().min(1).max(10_000).default(50),
  gapSeconds: z.number().int().min(0).max(86_400).default(120).meta({ description: '0 is allowed, and warned of' }),
  gapJitterSeconds: z.number().int().min(0).max(86_400).default(60),
  signature: text(5000).default(''),
  postalAddress: text(500).default(''),
  saveSentCopy: z.boolean().default(true).meta({ description: 'Off where the provider files a copy itself (Gmail, Microsoft)' }),
  allowUnencrypted: z.boolean().default(false).meta({ description: "The operator's word that clear text is wanted beyond loopback" }),
  allowInvalidCertificate: z.boolean().default(false),
}

export const mailboxInput = z.strictObject({
  ...settings,
  credential,
  imapCredential: credential.optional().meta({ description: 'Where IMAP signs in otherwise than SMTP' }),
})
export type MailboxInput = z.infer<typeof mailboxInput>

export const mailboxPatch = z.strictObject({
  id,
  email: settings.email.optional(),
  senderName: line(200).optional(),
  preset: mailboxPreset.optional(),
  smtp: server.optional(),
  imap: server.optional(),
  dailyCap: z.number().int().min(1).max(10_000).optional(),
  gapSeconds: z.number().int().min(0).max(86_400).optional(),
  gapJitterSeconds: z.number().int().min(0).max(86_400).optional(),
  signature: text(5000).optional(),
  postalAddress: text(500).optional(),
  saveSentCopy: z.boolean().optional(),
  allowUnencrypted: z.boolean().optional(),
  allowInvalidCertificate: z.boolean().optional(),
  credential: credential.optional(),
  imapCredential: credential.optional(),
})

/** One part of a connection test, in a person's words. */
export const checkResult = z.object({
  part: z.enum(['smtp', 'imap']),
  ok: z.boolean(),
  problem: z
    .enum([
      'wrong_password',
      'app_password_needed',
      'basic_auth_disabled',
      'token_expired',
      'certificate',
      'tls_required',
      'tls_mismatch',
      'connection_refused',
      'host_not_found',
      'timeout',
      'no_auth_offered',
      'unencrypted_refused',
      'other',
    ])
    .nullable(),
  message: z.string().meta({ description: 'What happened and what to do' }),
  helpUrl: z.string().nullable(),
})
export type CheckResult = z.infer<typeof checkResult>

export const mailboxTest = z.object({ ok: z.boolean(), checks: z.array(checkResult), warnings: z.array(z.string()) })
export type MailboxTest = z.infer<typeof mailboxTest>

export const mailbox = z.object({
  id,
  email: z.string(),
  senderName: z.string(),
  preset: mailboxPreset,
  smtp: server,
  imap: server,
  auth: z.enum(['password', 'xoauth2']),
  dailyCap: z.number().int(),
  gapSeconds: z.number().int(),
  gapJitterSeconds: z.number().int(),
  signature: z.string(),
  postalAddress: z.string(),
  saveSentCopy: z.boolean(),
  allowUnencrypted: z.boolean(),
  allowInvalidCertificate: z.boolean(),
  status: z.enum(['active', 'paused']),
  reason: z.string().meta({ description: 'Why it is paused, in words; empty otherwise' }),
  warnings: z.array(z.string()),
  sentToday: z.number().int(),
  nextSendAt: instant.nullable().meta({ description: 'Not before this, by the gap' }),
  lastSyncedAt: instant.nullable().meta({ description: 'When replies were last read' }),
  syncError: z.string().nullable(),
  testedAt: instant.nullable(),
})
export type Mailbox = z.infer<typeof mailbox>

export const discovery = z.object({
  preset: mailboxPreset,
  smtp: server,
  imap: server,
  auth: z.enum(['password', 'xoauth2']),
  saveSentCopy: z.boolean(),
  source: z.enum(['preset', 'autoconfig', 'srv', 'guess']),
  advice: z.string().meta({ description: 'What this provider asks of a person, e.g. an app password' }),
  helpUrl: z.string().nullable(),
})
export type MailboxDiscovery = z.infer<typeof discovery>
