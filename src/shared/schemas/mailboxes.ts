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

/** Who can sign a person in at their own page (OAuth 2, PKCE). */
export const signInProvider = z.enum(['google', 'microsoft'])
export type SignInProvider = z.infer<typeof signInProvider>

/** How a client names its credential: by itself, or by a sign-in whose tokens the engine holds and never gives out. */
export const credentialInput = z.discriminatedUnion('kind', [
  ...credential.options,
  z.strictObject({ kind: z.literal('signIn'), signInId: z.string().min(1).max(100) }),
])
export type CredentialInput = z.infer<typeof credentialInput>

export const signInInput = z.strictObject({
  provider: signInProvider,
  email: line(320).optional().meta({ description: 'Which account is meant; the provider offers it first' }),
  clientId: line(500).min(1).optional().meta({ description: "The operator's own client id; left out: the built-in one" }),
  clientSecret: line(500).optional(),
  tenant: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,255}$/, 'A tenant id or domain, e.g. contoso.com')
    .optional()
    .meta({ description: 'Microsoft only; left out: any account' }),
})
export type SignInInput = z.infer<typeof signInInput>

export const signInStarted = z.object({
  signInId: z.string(),
  url: z.string().meta({ description: "The provider's page; to be opened in the system browser" }),
  expiresAt: instant,
})

export const signInStatus = z.object({
  state: z.enum(['waiting', 'done', 'failed']),
  email: z.string().optional().meta({ description: 'Who signed in, where the provider says so' }),
  message: z.string().meta({ description: 'In words; what to do where it failed' }),
})
export type SignInStatus = z.infer<typeof signInStatus>

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
  credential: credentialInput,
  imapCredential: credentialInput.optional().meta({ description: 'Where IMAP signs in otherwise than SMTP' }),
})
export type MailboxInput = z.infer<typeof mailboxInput>

/** Settings to be tried before they are saved. */
export const mailboxDraft = z.strictObject({
  ...mailboxInput.shape,
  part: z.enum(['smtp', 'imap']).optional().meta({ description: 'Only this sign-in; left out: both' }),
})

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
  credential: credentialInput.optional(),
  imapCredential: credentialInput.optional(),
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

export const mailboxAuth = z.enum(['password', 'xoauth2'])
export const mailboxStatus = z.enum(['active', 'paused'])
export type MailboxStatus = z.infer<typeof mailboxStatus>

export const mailbox = z.object({
  id,
  email: z.string(),
  senderName: z.string(),
  preset: mailboxPreset,
  smtp: server,
  imap: server,
  auth: mailboxAuth,
  dailyCap: z.number().int(),
  gapSeconds: z.number().int(),
  gapJitterSeconds: z.number().int(),
  signature: z.string(),
  postalAddress: z.string(),
  saveSentCopy: z.boolean(),
  allowUnencrypted: z.boolean(),
  allowInvalidCertificate: z.boolean(),
  status: mailboxStatus,
  reason: z.string().meta({ description: 'Why it is paused, in words; empty otherwise' }),
  warnings: z.array(z.string()),
  sentToday: z.number().int(),
  nextSendAt: instant.nullable().meta({ description: 'Not before this, by the gap' }),
  lastSyncedAt: instant.nullable().meta({ description: 'When replies were last read' }),
  syncError: z.string().nullable(),
  testedAt: instant.nullable(),
  mend: z
    .enum(['password', 'sign_in', 'test', 'resume'])
    .nullable()
    .meta({ description: 'The one thing that puts it right; null where all is well' }),
})
export type Mailbox = z.infer<typeof mailbox>

export const discovery = z.object({
  preset: mailboxPreset,
  smtp: server,
  imap: server,
  auth: mailboxAuth,
  saveSentCopy: z.boolean(),
  source: z.enum(['preset', 'autoconfig', 'srv', 'guess']),
  advice: z.string().meta({ description: 'What this provider asks of a person, e.g. an app password' }),
  helpUrl: z.string().nullable(),
})
export type MailboxDiscovery = z.infer<typeof discovery>

/** A provider as the set-up offers it, with its servers for an address where one was given. */
export const mailProvider = z.object({
  ...discovery.shape,
  name: z.string(),
  password: z.enum(['own', 'app', 'ending', 'refused']).meta({
    description: "`own`: the account's password works; `app`: only an app password; `ending`: for now; `refused`: no password works",
  }),
  signIn: signInProvider.nullable(),
  signInReady: z.boolean().meta({ description: 'A client id is built in; otherwise the operator brings one' }),
  limits: z.string().meta({ description: 'What the provider is known to allow, in words; empty where unknown' }),
})
export type MailProvider = z.infer<typeof mailProvider>
