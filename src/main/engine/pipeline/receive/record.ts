import { createHash } from 'node:crypto'
import type { NewEvent, Tx } from '../../db/core/commit.ts'
import { insertIncoming, isRecorded, isRecordedElsewhere, sentByMessageId } from '../../db/inbox/incoming.ts'
import { setCursor } from '../../db/inbox/mail-reading.ts'
import { unsentReportWith } from '../../db/reports/reports.ts'
import { proveSent } from '../../lifecycle/send/machine.ts'
import type { Log } from '../../ports/machine.ts'
import type { FolderRole, IncomingMail, OtherRole } from '../../ports/mail.ts'
import { answerAddressOf, classifyIncoming, senderOf } from '../../rules/incoming/classify.ts'
import { matchCandidates } from '../../rules/incoming/match.ts'
import { splitText } from '../../rules/incoming/new-text.ts'
import { parseIncoming } from '../../rules/incoming/parse.ts'
import type { Classification, Own, ParsedMail } from '../../rules/incoming/types.ts'
import type { Received } from './effects.ts'
import { applyEffects } from './effects.ts'
import { findTarget } from './target.ts'

/** Takes a mail apart and says what it is. Never throws: a mail that breaks the rules is unrelated. */
export async function understand(
  folder: { mailboxId: number; role: FolderRole | OtherRole; uidValidity: string },
  message: IncomingMail,
  own: Own,
  now: number,
  log: Log,
): Promise<Received> {
  const mail = await parseIncoming(message.source)
  const base = {
    ...folder,
    uid: message.uid,
    receivedAt: message.internalDate ?? now,
    messageKey: keyOf(mail, message.source),
    messageId: mail.messageId,
    replyTo: '',
    subject: mail.subject.slice(0, 500),
    text: mail.text,
    quoted: '',
    html: mail.htmlPart,
  }
  try {
    const classification = classifyIncoming(mail, own)
    const candidates = matchCandidates(mail, classification, own)
    const said = classification.class === 'reply' || classification.class === 'unsubscribe' ? splitText(mail) : {}
    const who = { from: senderOf(mail, own)?.key ?? '', replyTo: answerAddressOf(mail, own) }
    return { ...base, ...said, ...who, classification, candidates }
  } catch (error) {
    log.error({ mailboxId: folder.mailboxId, uid: message.uid, error: String(error) }, 'a mail could not be classified')
    const classification: Classification = { class: 'unrelated', evidence: 'it could not be read' }
    return { ...base, from: '', classification, candidates: { messageIds: [], token: null, addresses: [] } }
  }
}

const maxKey = 300

function keyOf(mail: ParsedMail, source: Buffer): string {
  if (mail.messageId !== null && mail.messageId.length <= maxKey) return mail.messageId
  return `sha256:${createHash('sha256').update(source).digest('hex')}`
}

/**
 * Writes one mail down, with all that follows from it and the cursor moved on, in the caller's transaction. A mail that
 * was recorded before, in another folder or under another UID, changes nothing but the cursor.
 */
export function recordMessage(tx: Tx, received: Received, log: Log): void {
  setCursor(tx, received.mailboxId, received.role, received)
  if (isRecorded(tx, received.mailboxId, received.messageKey)) return
  try {
    atomically(tx, (inner) => recordNew(inner, received))
  } catch (error) {
    if (isStorageError(error)) throw error
    // Whatever is wrong with it would be wrong again: it is passed over instead of stopping all mail behind it.
    log.error({ mailboxId: received.mailboxId, uid: received.uid, error: String(error) }, 'a mail could not be recorded')
    insertUnrelated(tx, received)
  }
}

/** A report to oneself that came in was sent, whatever was thought of it before. */
function proveReport(tx: Tx, messageId: string): void {
  const id = unsentReportWith(tx, messageId)
  if (id !== null) proveSent(tx, { purpose: 'report', id })
}

function recordNew(tx: Tx, received: Received): void {
  const classification = asOwnCopy(tx, received)
  if (classification.class === 'own' && received.messageId !== null) proveReport(tx, received.messageId)
  if (classification.class === 'own' || classification.class === 'unrelated') {
    insertUnrelated(tx, received, classification.class)
    return
  }
  // Written to two of our mailboxes at once: it counts, and costs, once.
  if (isRecordedElsewhere(tx, { ...received, class: classification.class })) {
    insertUnrelated(tx, received)
    return
  }
  const target = findTarget(tx, received, classification, received.candidates)
  if (target) applyEffects(tx, received, classification, target)
  else insertUnrelated(tx, received)
}

/** One of our own messages that came back through a list or a forwarding, under whatever sender. */
function asOwnCopy(tx: Tx, received: Received): Classification {
  const { classification } = received
  const maybe = classification.class === 'reply' || classification.class === 'auto_reply' || classification.class === 'unsubscribe'
  const ours = maybe && received.messageId !== null && sentByMessageId(tx, received.messageId) !== null
  return ours ? { class: 'own' } : classification
}

/** Mail that is none of our business leaves no trace but that it was seen. */
function insertUnrelated(tx: Tx, received: Received, as: 'own' | 'unrelated' = 'unrelated'): void {
  insertIncoming(tx, {
    ...received,
    class: as,
    fromAddress: '',
    subject: '',
    text: '',
    quoted: '',
    html: '',
    enrollmentId: null,
    sendId: null,
  })
}

/** All or nothing inside the open transaction; what is undone is not told either. */
function atomically(tx: Tx, work: (tx: Tx) => void): void {
  const told: NewEvent[] = []
  tx.sqlite.transaction(() => work({ ...tx, emit: (event) => told.push(event) }))()
  for (const event of told) tx.emit(event)
}

function isStorageError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^SQLITE_(FULL|IOERR|BUSY|READONLY|CORRUPT|NOTADB|NOMEM)/.test(code)
}
