import type { Wait } from '../../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../../context.ts'
import { everyMailboxId } from '../../db/mailboxes/timers.ts'
import { headOfQueue } from '../../db/sends/queue.ts'
import { type Closed, gate, toWait } from '../../rules/sending/gate.ts'
import { recurringWait } from '../discovery/recurring-wait.ts'
import { type SharedFacts, sendFacts, sharedFacts } from './gate-facts.ts'
import { onlyHeld } from './only-held.ts'

/** Why one planned Send waits; null when it may leave now, or is not waiting. `shared` saves reading it for each row. */
export function explainSend(ctx: EngineContext, sendId: number, shared?: SharedFacts): Closed | null {
  const facts = sendFacts(ctx.db, shared ?? factsNow(ctx), sendId)
  if (!facts) return null
  const closed = gate(facts)
  return closed ?? { reason: 'queued', message: 'It is next, as soon as the message before it has left', until: facts.now }
}

/** The facts shared by all messages at this instant. */
export function factsNow(ctx: EngineContext): SharedFacts {
  return sharedFacts(ctx.db, ctx.ports.clock.now(), ctx.awakeSince.at)
}

/** The planned messages that stand first, one for each pair of campaign and mailbox. */
function heads(ctx: EngineContext, campaignId: number): { sendId: number; dueAt: number }[] {
  const mailboxIds = everyMailboxId(ctx.db)
  return mailboxIds.flatMap((mailboxId) => {
    const head = headOfQueue(ctx.db, campaignId, mailboxId)
    return head ? [{ sendId: head.id, dueAt: head.dueAt }] : []
  })
}

/** What holds back the next message; or a run that is on, where that comes before it. */
function sooner(ctx: EngineContext, campaignId: number, best: { at: number | null; closed: Closed | null }): Wait | null {
  if (best.closed === null) return null
  const later = best.closed.reason === 'not_due' || best.closed.reason === 'carried_over' || best.closed.reason === 'outside_window'
  const wait = later ? recurringWait(ctx, campaignId) : null
  return toWait(wait?.working ? wait.closed : best.closed)
}

/** When a campaign sends next, and why not now. Both null when nothing is planned; `waiting` null while it may send. */
export function campaignOutlook(
  ctx: EngineContext,
  campaignId: number,
  shared = factsNow(ctx),
): { nextSendAt: number | null; waiting: Wait | null } {
  let best: { at: number | null; closed: Closed | null } | null = null
  for (const head of heads(ctx, campaignId)) {
    const facts = sendFacts(ctx.db, shared, head.sendId)
    if (!facts) continue
    const closed = gate(facts)
    const at = closed ? closed.until : shared.now
    if (best === null || (at !== null && (best.at === null || at < best.at))) best = { at, closed }
  }
  if (best) return { nextSendAt: best.at, waiting: sooner(ctx, campaignId, best) }
  const closed = recurringWait(ctx, campaignId)?.closed ?? onlyHeld(ctx.db, campaignId)
  return { nextSendAt: null, waiting: closed && toWait(closed) }
}
