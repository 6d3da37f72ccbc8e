import { oneLine } from '../../../../shared/line.ts'
import type { Held } from '../sending/held.ts'
import { renderTemplate } from './template.ts'
import { textToHtml } from './text-to-html.ts'
import { replySubject, sameThread, type Thread, threadHeaders } from './threading.ts'
import { type TemplateContact, variablesOf } from './variables.ts'

export interface ComposeInput {
  /** Liquid templates. */
  step: { subject: string; body: string }
  contact: TemplateContact
  mailbox: { email: string; senderName: string; signature: string; postalAddress: string }
  /** Its postal address stands in where the mailbox has none. */
  workspace: { postalAddress: string }
  campaign: { optOutLine: string }
  /** What was said to this person before; null for a first message. */
  thread: Thread | null
}

export interface ComposedMessage {
  /** One line, at most 500 characters. */
  subject: string
  /** Plain text, LF line ends. */
  text: string
  html: string
  /** Message-ID with brackets; empty where a thread begins. */
  inReplyTo: string
  references: string[]
}

export type Composed =
  | ({ ok: true } & ComposedMessage)
  | {
      ok: false
      held: Extract<Held, 'missing_variable' | 'template_error'>
      /** In a person's words. */
      reason: string
      /** Empty variables that have no fallback. */
      missing: string[]
    }

const maxSubject = 500
const replyPrefixLength = 'Re: '.length
const smallPrint = 'color:#666666;font-size:12px'

/** A message as far as it can be written, with what keeps it from being sent. */
export interface Draft extends ComposedMessage {
  /** Empty variables that have no fallback. */
  missing: string[]
  /** Why the templates give no message, in a person's words; null where they do. */
  problem: string | null
}

/**
 * Writes one message: body, signature, opt-out line and postal address, as text and as HTML that says the same. A
 * follow-up without a subject of its own continues the thread; one with a different subject begins a new one. Where a
 * variable is empty and has no fallback, the message is held instead of being sent with a hole.
 */
export function composeMessage(input: ComposeInput): Composed {
  const { problem, missing, ...message } = draftMessage(input)
  if (problem !== null) return { ok: false, held: 'template_error', reason: problem, missing: [] }
  if (missing.length > 0) return { ok: false, held: 'missing_variable', reason: missingWords(missing), missing }
  return { ok: true, ...message }
}

/** The same, also where the message would be held: for looking at it. */
export function draftMessage(input: ComposeInput): Draft {
  const variables = variablesOf(input.contact, input.mailbox)
  const subject = renderTemplate(input.step.subject, variables)
  if (!subject.ok) return failedDraft(`The subject cannot be filled in. ${subject.problem}`)
  const body = renderTemplate(input.step.body, variables)
  if (!body.ok) return failedDraft(`The text cannot be filled in. ${body.problem}`)

  const missing = [...new Set([...subject.missing, ...body.missing])]
  const own = subjectLine(subject.text)
  const written = tidy(body.text)
  const heading = headingOf(own, input.thread)
  // A hole is named first: it is often the reason for the rest.
  const problem = missing.length > 0 ? null : problemOf(own, written, heading !== null)
  return { ...(heading ?? noHeading), ...layOut(written, input), missing, problem }
}

const noHeading = { subject: '', inReplyTo: '', references: [] }

function failedDraft(problem: string): Draft {
  return { ...noHeading, text: '', html: '', missing: [], problem }
}

function problemOf(subject: string, body: string, hasSubject: boolean): string | null {
  if (subject.length > maxSubject) return `The subject is ${subject.length} characters long for this person; ${maxSubject} are the most.`
  if (body === '') return 'The text is empty for this person.'
  return hasSubject ? null : 'The message has no subject.'
}

/** Subject and thread headers; null where a first message has no subject. */
function headingOf(own: string, thread: Thread | null): Pick<ComposedMessage, 'subject' | 'inReplyTo' | 'references'> | null {
  const before = thread ? subjectLine(thread.subject) : ''
  if (thread && before !== '' && (own === '' || sameThread(own, before))) {
    return { subject: cut(replySubject(cut(before, maxSubject - replyPrefixLength)), maxSubject), ...threadHeaders(thread.messageIds) }
  }
  return own === '' ? null : { subject: own, inReplyTo: '', references: [] }
}

function layOut(body: string, { mailbox, workspace, campaign }: ComposeInput): { text: string; html: string } {
  const signature = tidy(mailbox.signature)
  const small = [tidy(campaign.optOutLine), tidy(mailbox.postalAddress) || tidy(workspace.postalAddress)].filter((part) => part !== '')
  const letter = signature === '' ? [body] : [body, signature]
  const html = [...letter.map((part) => textToHtml(part)), ...small.map((part) => textToHtml(part, smallPrint))].join('\n')
  return {
    text: `${[...letter, ...small].join('\n\n')}\n`,
    html: `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n${html}\n</body>\n</html>\n`,
  }
}

/** Says which variables are empty, e.g. `"companyName" is empty for this person, and the message has no fallback for it`. */
function missingWords(missing: readonly string[]): string {
  const named = missing.slice(0, 5).map((name) => `"${name.slice(0, 64)}"`)
  if (missing.length > 5) named.push(`${missing.length - 5} more`)
  if (missing.length === 1) return `${named[0]} is empty for this person, and the message has no fallback for it`
  return `${named.slice(0, -1).join(', ')} and ${named.at(-1)} are empty for this person, and the message has no fallback for them`
}

/** A subject: no header can be begun from within it, and white space of any kind is one space. */
export function subjectLine(text: string): string {
  return oneLine(text).replace(/\s+/g, ' ')
}

/** LF line ends, no control characters but tabs, no white space at the ends. */
export function tidy(text: string): string {
  const clean = text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/(?![\t\n])\p{Cc}/gu, '')
  return clean
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd()
}

/** At most `max` UTF-16 units, without half a character at the end. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  return text
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()
}
