/** What was said to a person before, in one thread. */
export interface Thread {
  /** Subject of the last message. */
  subject: string
  /** Message-IDs with their brackets, oldest first. */
  messageIds: string[]
}

export interface ThreadHeaders {
  /** Empty for the first message of a thread. */
  inReplyTo: string
  references: string[]
}

/** RFC 5322 3.6.4 sets no bound; long chains make headers that servers refuse. */
const maxReferences = 20
/** RFC 5322 2.1.1: a line has at most 998 characters. */
const maxMessageId = 900

const messageId = /^<[^\s<>]+@[^\s<>]+>$/
const replyPrefix = /^(?:\s*(?:re|aw|sv|antw|fw|fwd|wg)\s*(?:\[\d{1,3}\])?\s*:)+\s*/i

/**
 * In-Reply-To and References of a follow-up (RFC 5322 3.6.4): the message before it, and the chain. A long chain keeps
 * its first message and the latest ones.
 */
export function threadHeaders(messageIds: readonly string[]): ThreadHeaders {
  const chain = messageIds.filter((id) => id.length <= maxMessageId && messageId.test(id))
  const references = chain.length <= maxReferences ? chain : [...chain.slice(0, 1), ...chain.slice(1 - maxReferences)]
  return { inReplyTo: chain.at(-1) ?? '', references }
}

/** The subject of an answer: `Re:` once, whatever stood before. */
export function replySubject(subject: string): string {
  return `Re: ${withoutPrefix(subject)}`
}

/** Whether two subjects are of one thread: alike but for `Re:`, letter case and spaces. */
export function sameThread(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(subject: string): string {
  return withoutPrefix(subject).replace(/\s+/g, ' ').trim().toLowerCase()
}

function withoutPrefix(subject: string): string {
  return subject.replace(replyPrefix, '').trim()
}
