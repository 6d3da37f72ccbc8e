import { notFound } from '../../../../shared/errors.ts'
import { iso, isoOrNull } from '../../../../shared/instant.ts'
import { oneLine } from '../../../../shared/line.ts'
import type { Thread, ThreadMessage, ThreadWithMessages } from '../../../../shared/schemas/inbox.ts'
import type { EngineContext } from '../../context.ts'
import { addressesOfPerson } from '../../db/contacts/person-addresses.ts'
import { suppressedKeys, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Db } from '../../db/core/open.ts'
import { findThread, summaryOf, type ThreadView } from '../../db/inbox/inbox.ts'
import {
  type AnswerRow,
  answersOf,
  campaignMessages,
  type IncomingMessageRow,
  incomingMessages,
  type SentMessageRow,
} from '../../db/inbox/inbox-messages.ts'
import { explainAnswer } from '../../views/sending/answer-facts.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'

import { readyLetters, shownHtml } from './letters.ts'

const maxSnippet = 200

/** @throws UserError NOT_FOUND */
export function needThread(db: Db, id: number): ThreadView {
  const row = findThread(db, id)
  if (!row) throw notFound('conversation', id)
  return row
}

/** Conversations as clients get them, in the order given. */
export function presentThreads(db: Db, rows: readonly ThreadView[]): Thread[] {
  const addresses = new Map(rows.map((row) => [row.id, addressesOf(db, row)]))
  const suppressed = suppressedKeys(db, workspaceId(db), [...new Set([...addresses.values()].flat())])
  return rows.map((row) => {
    const last = summaryOf(db, row)
    const email = row.contactEmail ?? row.email
    return {
      id: row.id,
      campaignId: row.campaignId,
      campaignName: row.campaignName,
      recipientId: row.enrollmentId,
      contactId: row.contactId,
      // Nothing is left of somebody who was erased.
      name: row.fullName || email || 'Somebody who was erased',
      email,
      companyName: row.companyName,
      mailboxId: row.mailboxId,
      mailboxEmail: row.mailboxEmail,
      subject: row.subject,
      snippet: snippetOf(last.text),
      lastAt: iso(row.lastAt),
      lastDirection: last.direction,
      messages: last.messages,
      unread: row.unread,
      state: row.state,
      snoozedUntil: isoOrNull(row.snoozedUntil),
      mark: row.mark,
      suppressed: email === '' || (addresses.get(row.id) ?? []).some((address) => suppressed.has(address)),
    }
  })
}

/** All addresses of the person of a conversation: that of their last mail, and those that were written to. In lower case. */
export function addressesOf(db: Db, row: ThreadView): string[] {
  const last = [row.email.toLowerCase(), row.replyTo].filter((address) => address !== '')
  return [...new Set([...last, ...addressesOfPerson(db, row.enrollmentId)])]
}

/**
 * Whom an answer reaches: whoever wrote last, where they asked for answers. As the contact spells it where it is them;
 * empty where nobody is left.
 */
export function answersTo(row: ThreadView): string {
  return spelled(row.replyTo || row.email, row)
}

function spelled(address: string, { contactEmail, contactKey }: ThreadView): string {
  return contactEmail !== null && (address === '' || address.toLowerCase() === contactKey) ? contactEmail : address
}

function snippetOf(text: string): string {
  const line = oneLine(text).replace(/\s+/g, ' ').trim()
  return line.length > maxSnippet ? `${line.slice(0, maxSnippet - 1).toWellFormed()}…` : line
}

export function readThread(ctx: EngineContext, id: number): Thread {
  const [thread] = presentThreads(ctx.db, [needThread(ctx.db, id)])
  if (!thread) throw notFound('conversation', id)
  return thread
}

/** The whole conversation, oldest first. What was taken back is not shown: its words are in the draft again. */
export async function readConversation(ctx: EngineContext, id: number): Promise<ThreadWithMessages> {
  // First, because it lets others have a turn: all that is read after it is of one moment.
  await readyLetters(ctx.db, needThread(ctx.db, id).enrollmentId)
  const row = needThread(ctx.db, id)
  const shared = sharedFacts(ctx.db, ctx.ports.clock.now(), ctx.awakeSince.at)
  const answers = answersOf(ctx.db, id).filter((answer) => answer.status !== 'cancelled')
  const all = [
    ...campaignMessages(ctx.db, row.enrollmentId).map((message) => ({ at: message.at, message: fromCampaign(message) })),
    ...incomingMessages(ctx.db, row.enrollmentId).map((message) => ({ at: message.heardAt, message: fromThem(ctx.db, message) })),
    ...answers.map((answer) => ({ at: answer.at, message: byHand(answer, explainAnswer(ctx.db, shared, answer.id)) })),
  ]
  // The sort is stable: of one instant, what we sent stands before what came back.
  const conversation = all.sort((a, b) => a.at - b.at).map(({ message }) => message)
  return { ...readThread(ctx, id), draft: row.draft, conversation, answersTo: answersTo(row), writesFrom: spelled(row.email, row) }
}

const plain = { quoted: '', html: null, remotePictures: 0, sendsAt: null }

function fromCampaign(row: SentMessageRow): ThreadMessage {
  return {
    ...plain,
    id: `out-${row.id}`,
    direction: 'out',
    kind: 'campaign',
    from: row.mailboxEmail,
    to: row.to,
    at: iso(row.at),
    subject: row.subject,
    text: row.text,
    status: row.status,
    message: row.status === 'sent' ? '' : row.reason,
  }
}

/** A report that a message is late has not come back: it is shown as what it is, a machine's note. */
const kinds = { reply: 'reply', auto_reply: 'auto_reply', bounce: 'bounce', delay: 'auto_reply', unsubscribe: 'unsubscribe' } as const

function fromThem(db: Db, row: IncomingMessageRow): ThreadMessage {
  return {
    ...plain,
    ...shownHtml(db, row),
    id: `in-${row.id}`,
    direction: 'in',
    kind: kinds[row.class],
    from: row.fromAddress,
    to: row.mailboxEmail,
    at: iso(row.at),
    subject: row.subject,
    text: row.text,
    quoted: row.quoted,
    status: 'received',
    message: '',
  }
}

const answerStatus = {
  scheduled: 'waiting',
  sending: 'sending',
  sent: 'sent',
  failed: 'failed',
  unconfirmed: 'unconfirmed',
  cancelled: 'taken_back',
} as const

function byHand(row: AnswerRow, wait: ReturnType<typeof explainAnswer>): ThreadMessage {
  const waits = row.status === 'scheduled'
  return {
    ...plain,
    id: `answer-${row.id}`,
    direction: 'out',
    kind: 'answer',
    from: row.mailboxEmail,
    to: row.to,
    at: iso(row.at),
    subject: row.subject,
    text: row.text,
    status: answerStatus[row.status],
    sendsAt: waits ? isoOrNull(wait ? wait.until : row.dueAt) : null,
    message: waits ? (wait?.message ?? '') : row.status === 'sent' ? '' : row.reason,
  }
}
