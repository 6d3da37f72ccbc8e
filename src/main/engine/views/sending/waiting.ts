import type { Wait } from '../../../../shared/schemas/campaigns.ts'
import { audiences } from '../../audiences/index.ts'
import type { EngineContext } from '../../context.ts'
import type { OpenCampaign } from '../../db/campaigns/people-count.ts'
import { everyMailboxId } from '../../db/mailboxes/timers.ts'
import { headOfQueue } from '../../db/sends/queue.ts'
import { type Closed, gate, toWait } from '../../rules/sending/gate.ts'
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

/** What holds back the next message; or people who are being brought in, where that comes before it. */
function sooner(ctx: EngineContext, campaign: OpenCampaign, best: { at: number | null; closed: Closed | null }): Wait | null {
  if (best.closed === null) return null
  const later = best.closed.reason === 'not_due' || best.closed.reason === 'carried_over' || best.closed.reason === 'outside_window'
  const wait = later ? waitOf(ctx, campaign) : null
  return toWait(wait?.working ? wait.closed : best.closed)
}

function waitOf(ctx: EngineContext, { id, audience }: OpenCampaign) {
  return audiences[audience].waitsFor(ctx.db, id, ctx.ports.clock.now())
}

/** When a campaign sends next, and why not now. Both null when nothing is planned; `waiting` null while it may send. */
export function campaignOutlook(
  ctx: EngineContext,
  campaign: OpenCampaign,
  shared = factsNow(ctx),
): { nextSendAt: number | null; waiting: Wait | null } {
  let best: { at: number | null; closed: Closed | null } | null = null
  for (const head of heads(ctx, campaign.id)) {
    const facts = sendFacts(ctx.db, shared, head.sendId)
    if (!facts) continue
    const closed = gate(facts)
    const at = closed ? closed.until : shared.now
    if (best === null || (at !== null && (best.at === null || at < best.at))) best = { at, closed }
  }
  if (best) return { nextSendAt: best.at, waiting: sooner(ctx, campaign, best) }
  const closed = waitOf(ctx, campaign)?.closed ?? onlyHeld(ctx.db, campaign.id)
  return { nextSendAt: null, waiting: closed && toWait(closed) }
}
