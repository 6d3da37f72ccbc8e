import type { Db } from '../../db/core/open.ts'
import { contactIdOf, type SentMatch, sendByToken, sentByMessageId, sentTo, sentToWriter } from '../../db/inbox/incoming.ts'
import type { Instant } from '../../ports/machine.ts'

import type { MatchCandidates } from '../../rules/incoming/match.ts'
import type { Classification } from '../../rules/incoming/types.ts'

const dayMs = 86_400_000
/** Servers' clocks differ, and INTERNALDATE may be what a migration made of it. */
const clockToleranceMs = dayMs
/** Mail servers give up after some days; a report that names only an address says nothing about older messages. */
const reportSpanMs = 30 * dayMs

/** What a mail is about. */
export interface Target {
  /** The message that decides; null where only the contact is known (somebody unsubscribes who was never written to). */
  match: SentMatch | null
  /** By an id that only our message had, or by the address alone. */
  by: 'id' | 'address'
  /** Further enrollments of the same person that were written to: an answer ends those too. */
  others: SentMatch[]
  contactId: number | null
  /** The address by which it was found. */
  address: string | null
}

/**
 * Ties a mail to one of our messages: by Message-ID, by the token of an unsubscribe mail, and last by address. An
 * address counts only where something was really sent to it, before the mail came. Null: it does not concern us.
 */
export function findTarget(
  db: Db,
  mail: { mailboxId: number; receivedAt: Instant },
  classification: Classification,
  candidates: MatchCandidates,
): Target | null {
  const known = byId(db, candidates)
  if (known)
    return {
      match: known,
      by: 'id',
      others: othersOf(db, mail, classification, [known.address, ...candidates.addresses], known),
      contactId: known.contactId,
      address: known.address,
    }
  for (const address of candidates.addresses) {
    const [match, ...others] = byAddress(db, mail, classification, address)
    if (match) return { match, by: 'address', others, contactId: match.contactId, address }
  }
  if (classification.class !== 'unsubscribe') return null
  for (const address of candidates.addresses) {
    const contactId = contactIdOf(db, address)
    if (contactId !== null) return { match: null, by: 'address', others: [], contactId, address }
  }
  // It came over the link in one of our messages, whose campaign and contact are gone: the wish holds all the same.
  const [address] = candidates.addresses
  return candidates.token !== null && address !== undefined ? { match: null, by: 'address', others: [], contactId: null, address } : null
}

/**
 * Whoever answered one campaign is not written to by another that has spoken to them as well: neither the one who was
 * written to, nor the one who wrote, which may be a colleague who got a message of their own.
 */
function othersOf(
  db: Db,
  mail: { receivedAt: Instant },
  classification: Classification,
  addresses: (string | null)[],
  known: SentMatch,
): SentMatch[] {
  if (classification.class !== 'reply') return []
  const spoken = [...new Set(addresses)].flatMap((address) =>
    address === null ? [] : sentTo(db, address, { from: 0, to: mail.receivedAt + clockToleranceMs }),
  )
  const others = new Map(spoken.map((other) => [other.enrollmentId, other]))
  others.delete(known.enrollmentId)
  return [...others.values()]
}

function byId(db: Db, candidates: MatchCandidates): SentMatch | null {
  if (candidates.token !== null) {
    const match = sendByToken(db, candidates.token)
    if (match) return match
  }
  for (const messageId of candidates.messageIds) {
    const match = sentByMessageId(db, messageId)
    if (match) return match
  }
  return null
}

function byAddress(db: Db, mail: { mailboxId: number; receivedAt: Instant }, classification: Classification, address: string): SentMatch[] {
  const to = mail.receivedAt + clockToleranceMs
  const isReport = classification.class === 'bounce' || classification.class === 'delay'
  if (isReport) return sentTo(db, address, { from: mail.receivedAt - reportSpanMs, to, mailboxId: mail.mailboxId })
  const theirs = sentTo(db, address, { from: 0, to })
  return theirs.length > 0 ? theirs : sentToWriter(db, address, { from: 0, to })
}
