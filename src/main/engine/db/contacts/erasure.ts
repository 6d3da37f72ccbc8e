/**
 * What forgetting a person writes over, table by table. Whose: their enrollments, as a JSON array of ids, and their address
 * in lower case. What changes a state with it stands with the other changes of that state.
 */
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

const theirs = 'enrollment_id in (select value from json_each(?))'

/** Also enrollments of an earlier contact with this address, which was deleted and left only its hash. As JSON. */
export function enrollmentsOfPerson(db: Db, contactId: number, addressHash: string): string {
  return JSON.stringify(
    statement(db, 'select id from enrollments where contact_id = ? or address_hash = ?').pluck().all(contactId, addressHash),
  )
}

/** What was written to them, and why it ended as it did. */
export function eraseMessages(tx: Tx, enrollments: string, words: string): void {
  statement(
    tx,
    `update drafts set subject = '', text = '', html = '', in_reply_to = '', "references" = ''
     where send_id in (select id from sends where purpose = 'step' and ${theirs})`,
  ).run(enrollments)
  statement(tx, `update sends set "to" = '', reason = case when reason = '' then '' else ? end where purpose = 'step' and ${theirs}`).run(
    words,
    enrollments,
  )
  statement(tx, `update enrollments set reason = ? where id in (select value from json_each(?))`).run(words, enrollments)
}

/** What they wrote. */
export function eraseIncoming(tx: Tx, enrollments: string, key: string): void {
  statement(
    tx,
    `update incoming set from_address = '', subject = '', text = '', quoted = '', html = '' where ${theirs} or lower(from_address) = ?`,
  ).run(enrollments, key)
}

/** Wherever else they are named: in events, in rows that an import refused, in notes. */
export function eraseMentions(tx: Tx, enrollments: string, contact: { id: number; key: string }, words: string): void {
  const { id, key } = contact
  statement(tx, `update events set message = ? where message <> '' and (${theirs} or contact_id = ? or instr(lower(message), ?) > 0)`).run(
    words,
    enrollments,
    id,
    key,
  )
  statement(tx, `update import_rejects set row = '' where instr(lower(row), ?) > 0`).run(key)
  statement(tx, `update suppressions set note = '' where instr(lower(note), ?) > 0`).run(key)
}

/** Their conversations: who they are, what they are about, and an answer that was begun. */
export function eraseThreadTexts(tx: Tx, enrollments: string): void {
  statement(
    tx,
    `update threads set email = '', reply_to = '', subject = '', draft = '', unread = 0
     where id in (select id from threads where ${theirs})`,
  ).run(enrollments)
}

/** What was said by hand in their conversations; that something was sent stays. */
export function eraseAnswerTexts(tx: Tx, enrollments: string, words: string): void {
  statement(
    tx,
    `update drafts set subject = '', body = '', text = '', html = '', in_reply_to = '', "references" = ''
     where send_id in (select id from sends where purpose = 'answer' and thread_id in (select id from threads where ${theirs}))`,
  ).run(enrollments)
  statement(
    tx,
    `update sends set "to" = '', reason = case when reason = '' then '' else ? end
     where purpose = 'answer' and thread_id in (select id from threads where ${theirs})`,
  ).run(words, enrollments)
}

/** Those of the enrollments that have a conversation. */
export function enrollmentsWithThread(db: Db, enrollments: string): number[] {
  return statement(db, `select enrollment_id from threads where ${theirs}`).pluck().all(enrollments) as number[]
}

/** Answers by hand that still wait to leave to an address, in whosever conversation. */
export function answersWaitingFor(db: Db, key: string): number[] {
  return statement(db, `select id from sends where purpose = 'answer' and status = 'scheduled' and lower("to") = ?`)
    .pluck()
    .all(key) as number[]
}

/** An address in the conversations of others. Returns the enrollments that these belong to. */
export function eraseAddress(tx: Tx, key: string): number[] {
  statement(tx, `update sends set "to" = '' where purpose = 'answer' and lower("to") = ?`).run(key)
  return statement(tx, `update threads set email = '', reply_to = '' where lower(email) = @key or reply_to = @key returning enrollment_id`)
    .pluck()
    .all({ key }) as number[]
}
