/** A mail as it came in, bounded and taken apart; nothing in it is trusted. */
export interface ParsedMail {
  /** With its angle brackets; null where there is none. */
  messageId: string | null
  /** Message-IDs with brackets, as the In-Reply-To header names them. */
  inReplyTo: string[]
  /** Message-IDs with brackets, oldest first; the newest 100. */
  references: string[]
  from: MailAddress | null
  /** Who wrote it, where a mailing list put its own address into From (Google Groups). */
  originalFrom: MailAddress | null
  /** Address keys. */
  replyTo: string[]
  subject: string
  /** Lower-case name → values, unfolded but not decoded. */
  headers: ReadonlyMap<string, readonly string[]>
  /** Of the whole message, in lower case without parameters. */
  contentType: string
  /** The report-type of a multipart/report, in lower case; empty otherwise. */
  reportType: string
  /** The readable text, from HTML where there is no plain one; at most 20,000 characters. */
  text: string
  /** The HTML where the mail has no plain text; empty otherwise. */
  html: string
  /** The HTML part as it came, hostile, also beside a plain one; at most 256 KiB. Empty where there is none. */
  htmlPart: string
  /** Contents of message/delivery-status parts. */
  deliveryStatus: string[]
  /** Header blocks of embedded originals (message/rfc822, text/rfc822-headers). */
  originals: string[]
  /** Other text that is attached. */
  attachedTexts: string[]
  /** REQUEST, REPLY, CANCEL ... of a text/calendar part; null without one. */
  calendarMethod: string | null
  /** The MIME structure could not be read: only headers and the start of the raw body are known. */
  damaged: boolean
}

export interface MailAddress {
  name: string
  /** As `addressKey` writes it. */
  key: string
}

/** What a delivery report says about one recipient. */
export interface ReportedRecipient {
  /** Address keys: the final recipient, the original one, and their decoded forms. */
  addresses: string[]
  action: 'failed' | 'delayed' | 'delivered'
  /** Enhanced status (RFC 3463) such as `5.1.1`, null where none was found. */
  status: string | null
  /** The address itself is proven not to take mail (5.x.x, or words that say so). Never for 4.x.x. */
  permanent: boolean
  diagnostic: string
}

export interface DeliveryReport {
  /** For the whole report: of the worst recipient. Use `verdictFor` when the recipient is known. */
  permanent: boolean
  status: string | null
  /** In the words of a server, at most 500 characters. */
  diagnostic: string
  recipients: ReportedRecipient[]
  /** Message-IDs (with brackets) of the mail that the report is about. */
  originalMessageIds: string[]
}

export type AutomaticKind = 'out_of_office' | 'ticket' | 'calendar' | 'receipt' | 'delivered' | 'automatic'

/** What a mail is, before anybody has looked whether it concerns one of our messages. */
export type Classification =
  | { class: 'own' }
  /** Written by a person. `bulk`: it came through a list, and concerns us only if it answers one of our messages. */
  | { class: 'reply'; bulk: boolean; newText: string }
  | { class: 'auto_reply'; kind: AutomaticKind; evidence: string; originalMessageIds: string[] }
  | ({ class: 'bounce' } & DeliveryReport)
  | ({ class: 'delay' } & DeliveryReport)
  /** `token`: local part of the Message-ID of the message that offered to unsubscribe. */
  | { class: 'unsubscribe'; via: 'mailto' | 'text' | 'complaint'; token: string | null; originalMessageIds: string[] }
  | { class: 'unrelated'; evidence: string }

/** Who we are, for `classifyIncoming`. */
export interface Own {
  /** Every address that this workspace sends from. */
  addresses: readonly string[]
  /** The opt-out lines below our own messages: quoted back, they are nobody's wish. */
  optOutLines?: readonly string[]
}

export const maxText = 20_000
export const maxReferences = 100
/** Bytes of an HTML part that are kept. */
export const maxHtmlPart = 256 * 1024
