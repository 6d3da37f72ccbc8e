import type { Credential, MailServer } from '../../../shared/schemas/mailboxes.ts'
import type { SendOutcome, SmtpStage } from '../rules/sending/send-outcome.ts'
import type { Instant } from './machine.ts'
/** All that is needed to sign in to a mailbox, secrets included. Never logged, never stored, never sent to a client. */
export interface MailAccount {
  mailboxId: number
  email: string
  smtp: MailServer
  imap: MailServer
  smtpCredential: Credential
  imapCredential: Credential
  allowUnencrypted: boolean
  allowInvalidCertificate: boolean
  /** Keeps a renewed OAuth token; called before the connection that uses it. */
  saveCredential(part: 'smtp' | 'imap', credential: Credential): Promise<void>
}

/** A message as it was written; the adapter makes MIME (text + HTML alternative) of it, the same bytes each time. */
export interface OutgoingMail {
  /** With its angle brackets. */
  messageId: string
  date: Instant
  from: { name: string; address: string }
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** Message-ID answered to, with brackets; empty for a first message. */
  inReplyTo: string
  /** The chain, oldest first, each with brackets. */
  references: string[]
  /** `mailto:` URI for List-Unsubscribe; null for test mail. */
  unsubscribeMailto: string | null
  /** For what a machine tells by itself (RFC 3834), so that no machine answers it. Left out: a person's letter. */
  autoSubmitted?: 'auto-generated'
}

export interface Mailer {
  /** Never throws for what a network or a server does. One call at a time per mailbox; connections may be kept. */
  send(account: MailAccount, mail: OutgoingMail): Promise<SendOutcome>
  /** The MIME source, CRLF lines, as it would be sent: for the copy in Sent. */
  compile(mail: OutgoingMail): Promise<Buffer>
  /** Signs in and out. */
  verify(account: MailAccount): Promise<ConnectionProbe>
  /** Drops kept connections of a mailbox whose settings changed, or of all. */
  close(mailboxId?: number): Promise<void>
}

/** The facts of a failed or good sign-in; `rules/connection-problem.ts` says what they mean. */
export type ConnectionProbe =
  | { ok: true; notes: string[] }
  | { ok: false; stage: SmtpStage; replyCode: number | null; response: string; errorCode: string; error: string }

export type FolderRole = 'inbox' | 'spam' | 'sent'

/** Another folder, by its path. */
export type OtherRole = `folder:${string}`

/** A folder into which mail may have been moved, and where its numbering stands. */
export interface OtherFolder {
  path: string
  uidValidity: string
  uidNext: number
}

/** Where the reading of a folder stands. Two folders never share one. */
export interface FolderCursor {
  uidValidity: string
  /** The highest UID that was read. */
  uid: number
}

export interface IncomingMail {
  uid: number
  /** The message's source, cut off after `maxBytes`. */
  source: Buffer
  internalDate: Instant | null
}

export interface FolderBatch {
  uidValidity: string
  /** Ascending by UID, at most the number asked for. */
  messages: IncomingMail[]
  /** The next UID that the server will give (UIDNEXT), to set a first cursor. */
  uidNext: number
  more: boolean
}

export interface ReadRequest {
  role: FolderRole
  /** Null: only tell uidValidity and uidNext, and read nothing. */
  cursor: FolderCursor | null
  /** Where the server renumbered (another UIDVALIDITY): read messages received since then. */
  sinceOnRenumber: Instant
  limit: number
  maxBytes: number
}

export interface MailReader {
  /** Reads what is new in a folder. Null: the account has no such folder. Throws MailReadError. */
  read(account: MailAccount, request: ReadRequest): Promise<FolderBatch | null>
  /** All folders but inbox, spam, sent and drafts, as far as they can be looked into. Throws MailReadError. */
  others(account: MailAccount): Promise<OtherFolder[]>
  /** The same as `read` of one of those, of mail received since `sinceOnRenumber` alone. Throws MailReadError. */
  readOther(account: MailAccount, path: string, request: Omit<ReadRequest, 'role'>): Promise<FolderBatch | null>
  /** Whether the Sent folder holds a Message-ID. Throws MailReadError. */
  isInSent(account: MailAccount, messageId: string): Promise<boolean>
  /** Files a copy of a sent message. Throws MailReadError. */
  appendSent(account: MailAccount, raw: Buffer): Promise<void>
  /** Keeps IDLE on the inbox and calls back when something is new; reconnects by itself. Returns how to end it. */
  watch(account: MailAccount, onNews: () => void): () => void
  verify(account: MailAccount): Promise<ConnectionProbe>
  close(mailboxId?: number): Promise<void>
}

/** IMAP could not be read. `permanent`: a person has to act (wrong password, switched-off account). */
export class MailReadError extends Error {
  readonly permanent: boolean
  constructor(message: string, permanent: boolean) {
    super(message)
    this.name = 'MailReadError'
    this.permanent = permanent
  }
}

/** Asks the world for a domain's mail servers: HTTPS documents and DNS. */
export interface MailDiscovery {
  /** The body of an HTTPS document, null where there is none. At most 64 KiB, 5 s. */
  fetchText(url: string): Promise<string | null>
  /** SRV records by priority; empty where there are none. */
  srv(name: string): Promise<{ host: string; port: number }[]>
  /** MX hosts by priority; empty where there are none. */
  mx(domain: string): Promise<string[]>
}

export interface FetchedPicture {
  /** By its first bytes: image/png, image/jpeg, image/gif or image/webp. */
  type: string
  bytes: Uint8Array
}

/** Pictures that lie on somebody's server, fetched because a person asked for it. */
export interface Pictures {
  /** At most 3 MB, 5 s, over https from a public address. Null for whatever cannot be had; never throws. */
  fetch(url: string): Promise<FetchedPicture | null>
}
