import type { ContactRow } from '../../db/contacts/contacts.ts'
import {
  answersWaitingFor,
  enrollmentsOfPerson,
  enrollmentsWithThread,
  eraseAddress,
  eraseAnswerTexts,
  eraseIncoming,
  eraseMentions,
  eraseMessages,
  eraseThreadTexts,
} from '../../db/contacts/erasure.ts'
import { workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { eraseCreators } from '../../db/creators/status.ts'
import { cancelAnswersOf } from '../../db/sends/status.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { failAnswer } from '../send/answers.ts'
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
  const enrollments = enrollmentsOfPerson(tx, contact.id, suppressionHash(workspaceId(tx), 'email', key))
  removeContacts(tx, [contact.id], words)
  eraseMessages(tx, enrollments, words)
  eraseIncoming(tx, enrollments, key)
  eraseCreators(tx, enrollments, key, words)
  eraseThreads(tx, enrollments)
  eraseFromOthers(tx, key)
  eraseMentions(tx, enrollments, { id: contact.id, key }, words)
  tx.emit({ type: 'contacts.changed', message: words })
}

/** They may have written in the conversation of somebody else: nobody there is answered under their address any more. */
function eraseFromOthers(tx: Tx, key: string): void {
  for (const answerId of answersWaitingFor(tx, key)) failAnswer(tx, answerId, words)
  for (const enrollmentId of eraseAddress(tx, key)) tellThread(tx, enrollmentId)
}

/** What was said by hand goes as well; that something was sent stays. What still waited leaves no more. */
function eraseThreads(tx: Tx, enrollments: string): void {
  eraseThreadTexts(tx, enrollments)
  cancelAnswersOf(tx, enrollments)
  eraseAnswerTexts(tx, enrollments, words)
  for (const enrollmentId of enrollmentsWithThread(tx, enrollments)) tellThread(tx, enrollmentId)
}
