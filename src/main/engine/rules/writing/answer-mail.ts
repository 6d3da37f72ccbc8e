import { cut, subjectLine, tidy } from './compose.ts'
import { textToHtml } from './text-to-html.ts'
import { replySubject, threadHeaders } from './threading.ts'

export interface AnswerInput {
  /** As it was typed. */
  body: string
  /** Of the mailbox. */
  signature: string
  /** Of the mail that is answered. */
  subject: string
  /** Message-IDs of the conversation, oldest first. */
  chain: readonly string[]
  /** The one that is answered; null where it has none. */
  parent: string | null
}

export interface ComposedAnswer {
  subject: string
  /** Plain text, LF line ends. */
  text: string
  html: string
  inReplyTo: string
  references: string[]
}

const maxSubject = 500
/** Ids that came from outside may be anything; only what every server takes is repeated to one. */
const plainId = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,480}>$/

/**
 * Writes an answer by hand: what was typed and the signature, as text and as HTML that says the same. A personal letter:
 * no opt-out line, no postal address. The mail that is answered stands last in the chain (RFC 5322 3.6.4).
 */
export function composeAnswer({ body, signature, subject, chain, parent }: AnswerInput): ComposedAnswer {
  const letter = [tidy(body), tidy(signature)].filter((part) => part !== '')
  const ids = [...new Set(chain.filter((id) => id !== parent)), ...(parent === null ? [] : [parent])].filter((id) => plainId.test(id))
  const html = letter.map((part) => textToHtml(part)).join('\n')
  return {
    subject: replySubject(cut(subjectLine(subject), maxSubject)).trim(),
    text: `${letter.join('\n\n')}\n`,
    html: `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n${html}\n</body>\n</html>\n`,
    ...threadHeaders(ids),
  }
}
