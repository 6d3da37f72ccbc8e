import type { ContactRow } from '../../db/contacts/contacts.ts'
import { workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { failAnswer } from '../send/answer-settled.ts'
import { tellThread } from '../thread/thread.ts'
import { removeContacts } from './remove-contacts.ts'
import { suppress } from './suppress.ts'

const words = 'The person was erased'

/**
 * Forgets a person (GDPR Article 17): the contact, every text written to or by them and their address wherever it
 * stands. What stays is a hash, so that they are never contacted again (rule 7), and that something was sent at all.
 * It looks through the tables of incoming mail, events and rejected rows once, so it is not for the hot path.
 */
export function eraseContact(tx: Tx, contact: ContactRow): void {
  const key = contact.emailKey
  suppress(tx, { kind: 'email', value: key, reason: 'erased' })
  // Also enrollments of an earlier contact with this address, which was deleted and left only its hash.
  const enrollments = JSON.stringify(
    statement(tx, 'select id from enrollments where contact_id = ? or address_hash = ?')
      .pluck()
      .all(contact.id, suppressionHash(workspaceId(tx), 'email', key)),
  )
  removeContacts(tx, [contact.id], words)
  const theirs = 'enrollment_id in (select value from json_each(?))'
  statement(
    tx,
    `update drafts set "to" = '', subject = '', text = '', html = '', in_reply_to = '', "references" = ''
     where send_id in (select id from sends where ${theirs})`,
  ).run(enrollments)
  statement(tx, `update sends set reason = case when reason = '' then '' else ? end where ${theirs}`).run(words, enrollments)
  statement(tx, `update enrollments set reason = ? where id in (select value from json_each(?))`).run(words, enrollments)
  statement(
    tx,
    `update incoming set from_address = '', subject = '', text = '', quoted = '', html = '' where ${theirs} or lower(from_address) = ?`,
  ).run(enrollments, key)
  // The platform's own id stays, so that they are not found again. Nobody is asked about them any more.
  statement(
    tx,
    `update creators set handle = 'erased-' || id, full_name = '', answer = null, reason = ?,
       status = case when status = 'enrolled' then status else 'left_out' end
     where ${theirs} or lower(answer ->> 'email') = ?`,
  ).run(words, enrollments, key)
  eraseThreads(tx, enrollments)
  eraseFromOthers(tx, key)
  statement(tx, `update events set message = ? where message <> '' and (${theirs} or contact_id = ? or instr(lower(message), ?) > 0)`).run(
    words,
    enrollments,
    contact.id,
    key,
  )
  statement(tx, `update import_rejects set row = '' where instr(lower(row), ?) > 0`).run(key)
  statement(tx, `update suppressions set note = '' where instr(lower(note), ?) > 0`).run(key)
  tx.emit({ type: 'contacts.changed', message: words })
}

/** They may have written in the conversation of somebody else: nobody there is answered under their address any more. */
function eraseFromOthers(tx: Tx, key: string): void {
  const waiting = statement(tx, `select a.id from answers a where a.status = 'scheduled' and lower(a."to") = ?`)
    .pluck()
    .all(key) as number[]
  for (const answerId of waiting) failAnswer(tx, answerId, words)
  statement(tx, `update answers set "to" = '' where lower("to") = ?`).run(key)
  const theirs = statement(
    tx,
    `update threads set email = '', reply_to = '' where lower(email) = @key or reply_to = @key returning enrollment_id`,
  )
  for (const enrollmentId of theirs.pluck().all({ key }) as number[]) tellThread(tx, enrollmentId)
}

/** What was said by hand goes as well; that something was sent stays. What still waited leaves no more. */
function eraseThreads(tx: Tx, enrollments: string): void {
  const theirs = 'select id from threads where enrollment_id in (select value from json_each(?))'
  statement(tx, `update threads set email = '', reply_to = '', subject = '', draft = '', unread = 0 where id in (${theirs})`).run(
    enrollments,
  )
  statement(tx, `update answers set status = 'cancelled' where status = 'scheduled' and thread_id in (${theirs})`).run(enrollments)
  statement(
    tx,
    `update answers set "to" = '', subject = '', body = '', text = '', html = '', in_reply_to = '', "references" = '',
       reason = case when reason = '' then '' else ? end where thread_id in (${theirs})`,
  ).run(words, enrollments)
  const changed = statement(tx, 'select enrollment_id from threads where enrollment_id in (select value from json_each(?))')
  for (const enrollmentId of changed.pluck().all(enrollments) as number[]) tellThread(tx, enrollmentId)
}
