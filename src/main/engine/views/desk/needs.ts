import type { Need, Needs } from '../../../../shared/schemas/today.ts'
import type { Db } from '../../db/core/open.ts'
import {
  answerNeeds,
  heldExample,
  heldGroups,
  mailboxNeeds,
  providerNeeds,
  replyNeeds,
  unconfirmedNeeds,
  unsureNeeds,
} from '../../db/sends/needs.ts'
import { heldPolicy, heldWait } from '../../rules/sending/held.ts'

const most = 100

/**
 * What waits for a person, the gravest first: what keeps mail from leaving or being read, what was said to have been sent
 * and perhaps was not, who waits for an answer, and messages that lack something. The newest first within a kind.
 */
export function needsOf(db: Db): Needs {
  const mailboxes = mailboxNeeds(db).map(
    ({ mailboxId, email, message, at }): Need => ({
      kind: 'mailbox',
      key: `mailbox-${mailboxId}`,
      at: isoOrNull(at),
      mailboxId,
      email,
      message,
    }),
  )
  const providers = providerNeeds(db).map(
    ({ provider, message, at }): Need => ({ kind: 'provider', key: `provider-${provider}`, at: isoOrNull(at), provider, message }),
  )
  const unsure = unsureNeeds(db).map(
    (row): Need => ({ kind: 'unsure', key: `unsure-${row.campaignId}`, at: null, ...row, message: unsureWords(row.count) }),
  )
  const answers = answerNeeds(db, most)
  const unconfirmed = unconfirmedNeeds(db, most)
  const replies = replyNeeds(db, most)
  const groups = heldGroups(db).filter(needsSomebody)
  const held = groups.slice(0, most).map((group): Need => {
    const { campaignId, campaignName, count } = group
    const { reason, message } = heldWait(group.held, heldExample(db, group))
    return { kind: 'held', key: `held-${campaignId}-${group.held}`, at: null, campaignId, campaignName, reason, count, message }
  })
  const first = [
    ...mailboxes,
    ...providers,
    ...answers.rows.map(({ answerId, at, ...row }): Need => ({ kind: 'answer', key: `answer-${answerId}`, at: iso(at), ...row })),
    ...unconfirmed.rows.map(({ at, ...row }): Need => ({ kind: 'unconfirmed', key: `unconfirmed-${row.sendId}`, at: iso(at), ...row })),
    ...unsure,
  ]
  const unread = replies.rows.map(
    ({ at, message, ...row }): Need => ({ kind: 'reply', key: `reply-${row.threadId}`, at: iso(at), ...row, message: beginning(message) }),
  )
  // A flood of answers leaves room for the few groups of messages that are held.
  const room = Math.max(0, most - first.length - Math.min(held.length, most / 4))
  return {
    items: [...first, ...unread.slice(0, room), ...held].slice(0, most),
    total: mailboxes.length + providers.length + unsure.length + answers.total + unconfirmed.total + replies.total + groups.length,
  }
}

/** How many things wait for a person: the `total` of the needs. */
export function needsCount(db: Db): number {
  return (
    mailboxNeeds(db).length +
    providerNeeds(db).length +
    unsureNeeds(db).length +
    answerNeeds(db, 0).total +
    unconfirmedNeeds(db, 0).total +
    replyNeeds(db, 0).total +
    heldGroups(db).filter(needsSomebody).length
  )
}

/** Whom a person paused waits on purpose. */
function needsSomebody({ held }: { held: string }): boolean {
  return heldPolicy(held).isTask
}

function unsureWords(count: number): string {
  const who = count === 1 ? 'One creator was' : `${count} creators were`
  return `${who} asked about, and no answer came: it may have been charged. Ask again, or leave them out.`
}

function beginning(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159).trimEnd()}…` : line
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at)
}
