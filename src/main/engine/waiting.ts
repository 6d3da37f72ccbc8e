import type { Wait } from '../../shared/schemas/campaigns.ts'
import type { EngineStatus } from '../../shared/schemas/workspace.ts'
import type { EngineContext } from './context.ts'
import { headOfQueue, runningCampaigns } from './db/queue.ts'
import { statement } from './db/statement.ts'
import { getWorkspace } from './db/workspace.ts'
import { type SharedFacts, sendFacts, sharedFacts } from './gate-facts.ts'
import { type Closed, gate, toWait } from './rules/gate.ts'
import { currentOrNextOpening } from './rules/window.ts'

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
  const mailboxIds = statement(ctx.db, 'select id from mailboxes').pluck().all() as number[]
  return mailboxIds.flatMap((mailboxId) => {
    const head = headOfQueue(ctx.db, campaignId, mailboxId)
    return head ? [{ sendId: head.id, dueAt: head.dueAt }] : []
  })
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
  if (best) return { nextSendAt: best.at, waiting: best.closed && toWait(best.closed) }
  const held = statement(ctx.db, `select id from sends where campaign_id = ? and status = 'scheduled' and held is not null limit 1`)
    .pluck()
    .get(campaignId) as number | undefined
  if (held === undefined) return { nextSendAt: null, waiting: null }
  const closed = explainSend(ctx, held, shared)
  return { nextSendAt: null, waiting: closed && toWait(closed) }
}

/**
 * How many messages today's plan still needs: due before midnight in running campaigns, within their windows, and no more
 * than the mailboxes may send today. Counted up to that only, so a backlog of any size costs little.
 */
export function neededToday(ctx: EngineContext, midnight: number): number {
  const now = ctx.ports.clock.now()
  const room = statement(
    ctx.db,
    `select coalesce(sum(max(0, m.daily_cap - coalesce(d.claimed, 0))), 0) from mailboxes m
     left join mailbox_days d on d.mailbox_id = m.id and d.day = ? where m.status = 'active' and m.removed_at is null`,
  )
    .pluck()
    .get(factsNow(ctx).day) as number
  let needed = 0
  for (const { campaignId, window } of runningCampaigns(ctx.db)) {
    const closesAt = todayCloses(window, now, midnight)
    if (closesAt === null || needed >= room) continue
    needed += statement(
      ctx.db,
      `select count(*) from (
         select 1 from mailboxes m cross join sends s indexed by sends_due
         where m.status = 'active' and m.removed_at is null and s.campaign_id = ? and s.mailbox_id = m.id
           and s.status = 'scheduled' and s.held is null and s.due_at < ? limit ?)`,
    )
      .pluck()
      .get(campaignId, closesAt, room - needed) as number
  }
  return needed
}

/** What the engine does now: the pill, and every reason that holds something back with the number of messages it holds. */
export function engineStatus(ctx: EngineContext): EngineStatus {
  const shared = factsNow(ctx)
  const reasons = new Map<string, { closed: Closed; count: number }>()
  let nextAt: number | null = null
  let mayGo = false
  const campaigns = statement(ctx.db, `select id from campaigns where status in ('active', 'scheduled', 'paused')`)
    .pluck()
    .all() as number[]
  for (const campaignId of campaigns) {
    for (const group of groups(ctx, campaignId)) {
      const facts = sendFacts(ctx.db, shared, group.firstId)
      const closed = facts && gate(facts)
      if (!closed) mayGo = true
      const waits: Closed = closed ?? { reason: 'queued', message: 'Waiting their turn', until: shared.now }
      const at = waits.until
      if (at !== null && (nextAt === null || at < nextAt)) nextAt = at
      addReason(reasons, waits, group.count)
    }
  }
  addUnconfirmed(ctx, reasons)
  const list = [...reasons.values()].map(({ closed, count }) => ({ ...toWait(closed), count })).sort((a, b) => b.count - a.count)
  const flying = `select exists (select 1 from sends where status in ('sending', 'unconfirmed') and status = 'sending')`
  const sending = mayGo || statement(ctx.db, flying).pluck().get() === 1
  return {
    ...pill(getWorkspace(ctx.db).paused, sending, nextAt, list),
    nextAt: iso(nextAt),
    now: new Date(shared.now).toISOString(),
    reasons: list,
    paused: shared.engine.paused,
  }
}

interface Group {
  firstId: number
  count: number
}

/**
 * Planned messages of a campaign by what may hold them back: a hold; or else their mailbox, and whether they are due.
 * Counted in the indices alone, which are named because SQLite would choose one that leads through every row.
 */
function groups(ctx: EngineContext, campaignId: number): Group[] {
  const held = statement(
    ctx.db,
    `select min(id) as firstId, count(*) as count from sends indexed by sends_held
     where campaign_id = ? and status = 'scheduled' and held is not null group by held`,
  ).all(campaignId) as Group[]
  const queue = `from sends indexed by sends_due where campaign_id = @campaignId and mailbox_id = m.id and status = 'scheduled' and held is null`
  const queued = statement(
    ctx.db,
    `select (select id ${queue} and due_at <= @now order by due_at, id limit 1) as firstDue, (select count(*) ${queue} and due_at <= @now) as due,
            (select id ${queue} and due_at > @now order by due_at, id limit 1) as firstLater, (select count(*) ${queue} and due_at > @now) as later
     from mailboxes m`,
  ).all({ campaignId, now: ctx.ports.clock.now() }) as { firstDue: number | null; due: number; firstLater: number | null; later: number }[]
  const open = queued.flatMap(({ firstDue, due, firstLater, later }) => [
    { firstId: firstDue, count: due },
    { firstId: firstLater, count: later },
  ])
  return [...held, ...open.filter((group): group is Group => group.firstId !== null)]
}

function addReason(reasons: Map<string, { closed: Closed; count: number }>, closed: Closed, count: number): void {
  const known = reasons.get(closed.reason)
  if (!known) {
    reasons.set(closed.reason, { closed, count })
    return
  }
  known.count += count
  if (closed.until !== null && (known.closed.until === null || closed.until < known.closed.until)) known.closed = closed
}

function addUnconfirmed(ctx: EngineContext, reasons: Map<string, { closed: Closed; count: number }>): void {
  const count = statement(ctx.db, `select count(*) from sends where status in ('sending', 'unconfirmed') and status = 'unconfirmed'`)
    .pluck()
    .get() as number
  if (count > 0) addReason(reasons, { reason: 'unconfirmed', message: 'You decide whether it was sent', until: null }, count)
}

const needsPerson = new Set(['mailbox_paused', 'mailbox_missing', 'missing_variable', 'template_error', 'unconfirmed'])
const pillWords: Record<string, string> = {
  outside_window: 'Outside window',
  start_date: 'Starts later',
  credits: 'Credits used up',
  daily_cap: 'Daily cap reached',
  gap: 'Sending',
  not_due: 'Waiting',
  retry_later: 'Trying again later',
  mailbox_unread: 'Reading replies',
  campaign_paused: 'Paused by you',
}

function pill(
  paused: boolean,
  sending: boolean,
  nextAt: number | null,
  reasons: { reason: string; until: string | null }[],
): { state: EngineStatus['state']; text: string } {
  if (paused) return { state: 'paused', text: 'Paused by you' }
  const next = reasons.find((reason) => nextAt !== null && reason.until === iso(nextAt))
  if (sending || next?.reason === 'gap' || next?.reason === 'queued') return { state: 'sending', text: 'Sending' }
  if (reasons.some((reason) => reason.reason === 'mailbox_paused' || reason.reason === 'mailbox_missing'))
    return { state: 'needs_you', text: 'Mailbox needs you' }
  if (next) return { state: 'waiting', text: pillWords[next.reason] ?? 'Waiting' }
  if (reasons.some((reason) => needsPerson.has(reason.reason))) return { state: 'needs_you', text: 'Messages need you' }
  const first = reasons[0]
  return first ? { state: 'waiting', text: pillWords[first.reason] ?? 'Waiting' } : { state: 'idle', text: 'Nothing planned' }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function todayCloses(window: Parameters<typeof currentOrNextOpening>[0], now: number, midnight: number): number | null {
  const opening = currentOrNextOpening(window, now)
  return opening && opening.opensAt < midnight ? Math.min(opening.closesAt, midnight) : null
}
