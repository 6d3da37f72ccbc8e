import type { WaitReason } from '../../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../../context.ts'
import {
  type ForecastCampaignRow,
  forecastCampaigns,
  forecastMailboxes,
  heldRows,
  openRows,
  pastSends,
  plannedRows,
  type WaitingPerson,
  waitingPeople,
} from '../../db/sends/forecast-rows.ts'
import { sendingMailboxes } from '../../db/sends/queue.ts'
import type { ForecastCampaign, ForecastInput, ForecastPerson } from '../../rules/forecast/forecast.ts'
import { type Place, type Places, placesOf } from '../../rules/forecast/places.ts'
import { averageGapMs } from '../../rules/forecast/times.ts'
import { heldWait } from '../../rules/sending/held.ts'
import { chosenMailbox } from '../../rules/sending/mailbox-choice.ts'
import { stepDueAt, stepsBehind } from '../../rules/sending/next-step.ts'
import { nextOpening } from '../../rules/sending/window.ts'
import { type SharedFacts, sharedFacts } from '../sending/gate-facts.ts'
import { planBasis } from '../sending/plan-basis.ts'

/** Somebody whose messages have no time, and why. */
export interface Stopped {
  recipientId: number
  /** Index into the campaigns. */
  campaign: number
  mailboxId: number | null
  place: Place
  reason: WaitReason
  message: string
}

/** A whole queue as it stands. */
export interface Queue extends ForecastInput {
  people: ForecastPerson[]
  stopped: Stopped[]
}

export interface QueueScope {
  /** A campaign that does not run is taken as if it were activated now. */
  draftId?: number
  /** Nothing is placed after it. */
  until: number
  /** No more than so many of each mailbox and campaign can leave until then. Left out: all are read. */
  most?: (mailbox: { dailyCap: number; claimedToday: number; gapMs: number; nextSendAt: number }) => number
  /** Also who has no time, and why. */
  withStopped: boolean
}

interface Loading {
  ctx: EngineContext
  scope: QueueScope
  queue: Queue
  mailboxIndex: Map<number, number>
  /** Mailboxes that do not send, with the reason. */
  idle: Map<number, { reason: WaitReason; message: string }>
  /** Everything waits. */
  pausedAll: Reason | null
}

/** Reads what is planned in running campaigns, page by page: it yields in between. */
export function* loadQueue(ctx: EngineContext, scope: QueueScope): Generator<void, Queue> {
  const { db } = ctx
  const shared = sharedFacts(db, ctx.ports.clock.now(), ctx.awakeSince.at)
  const loading = begin(ctx, shared, scope)
  const { queue } = loading
  for (const row of forecastCampaigns(db, scope.draftId ?? 0)) {
    const basis = planBasis(db, row.id, queue.now)
    if (!basis) continue
    const campaign: ForecastCampaign = { id: row.id, window: row.window, steps: basis.steps }
    // What does not open again until then sends nothing.
    const opensAt = scope.withStopped ? null : nextOpening(row.window, queue.now)
    if (opensAt !== null && opensAt > scope.until) continue
    const index = (queue.campaigns as ForecastCampaign[]).push(campaign) - 1
    const one: One = { row, index, basis, places: placesOf(basis.steps), stop: stopOf(loading, row) }
    if ((one.stop || loading.pausedAll) && !scope.withStopped) continue
    yield* loadPlanned(loading, one)
    yield* loadHeld(loading, one)
    loadOpen(loading, one)
    yield* loadPending(loading, one)
  }
  return queue
}

interface One {
  row: ForecastCampaignRow
  index: number
  basis: NonNullable<ReturnType<typeof planBasis>>
  places: Places
  /** Why nothing of the campaign leaves. */
  stop: Reason | null
}

interface Reason {
  reason: WaitReason
  message: string
}

function begin(ctx: EngineContext, shared: SharedFacts, scope: QueueScope): Loading {
  const mailboxes = sendingMailboxes(ctx.db, shared.day).map((mailbox) => ({
    id: mailbox.id,
    nextSendAt: mailbox.nextSendAt,
    gapMs: averageGapMs(mailbox.gapSeconds, mailbox.gapJitterSeconds),
    dailyCap: mailbox.dailyCap,
    claimedToday: mailbox.claimedToday,
  }))
  const mailboxIndex = new Map(mailboxes.map(({ id }, index) => [id, index]))
  const idle = new Map<number, Reason>()
  for (const mailbox of forecastMailboxes(ctx.db)) {
    if (mailboxIndex.has(mailbox.id)) continue
    const reason: Reason =
      mailbox.removedAt === null
        ? { reason: 'mailbox_paused', message: mailbox.reason || 'The mailbox is paused' }
        : { reason: 'mailbox_missing', message: 'Its mailbox was removed' }
    idle.set(mailbox.id, reason)
  }
  const { credits, now } = shared
  const queue: Queue = {
    now,
    zone: credits.zone,
    credits: { limit: credits.limit, used: credits.used + credits.inFlight },
    mailboxes,
    campaigns: [],
    people: [],
    stopped: [],
    until: scope.until,
  }
  return {
    ctx,
    scope,
    queue,
    mailboxIndex,
    idle,
    pausedAll: shared.engine.paused ? { reason: 'engine_stopped', message: 'You paused all sending' } : null,
  }
}

function stopOf({ scope }: Loading, { id, status }: ForecastCampaignRow): Reason | null {
  if (status === 'paused') return { reason: 'campaign_paused', message: 'You paused the campaign' }
  if (status === 'active' || status === 'scheduled' || (status === 'draft' && id === scope.draftId)) return null
  return { reason: 'campaign_paused', message: 'The campaign has ended' }
}

function* loadPlanned(loading: Loading, one: One): Generator<void, void> {
  const { ctx, scope, queue, mailboxIndex, idle } = loading
  for (const mailboxId of [...mailboxIndex.keys(), ...idle.keys()]) {
    const mailbox = queue.mailboxes[mailboxIndex.get(mailboxId) ?? -1]
    if (!mailbox && !scope.withStopped) continue
    const most = (mailbox && scope.most?.(mailbox)) ?? Number.POSITIVE_INFINITY
    const before = scope.withStopped ? Number.MAX_SAFE_INTEGER : scope.until + 1
    for (const rows of plannedRows(ctx.db, { campaignId: one.row.id, mailboxId }, before, most)) {
      // With one step nothing lies behind a planned message.
      const behind = one.basis.steps.length > 1 ? behindOf(ctx, one, rows) : new Map<number, number[]>()
      for (const row of rows) {
        const { recipientId, sendId, stepId, dueAt } = row
        const place = one.places.of(behind.get(recipientId) ?? nothing, stepId)
        add(loading, one, { recipientId, sendId, mailboxId, place, dueAt, order: sendId, stop: null })
      }
      yield
    }
  }
}

function* loadHeld(loading: Loading, one: One): Generator<void, void> {
  if (!loading.scope.withStopped) return
  const rows = heldRows(loading.ctx.db, one.row.id)
  for (let from = 0; from < rows.length; from += 1_000) {
    const some = rows.slice(from, from + 1_000)
    const behind = behindOf(loading.ctx, one, some)
    for (const row of some) {
      const place = one.places.of(behind.get(row.recipientId) ?? [], row.stepId)
      add(loading, one, { ...row, place, order: row.sendId, stop: heldWait(row.held, row.reason) })
    }
    yield
  }
}

/** What follows a message on its way comes after it; what follows one of which nobody knows waits for a person. */
function loadOpen(loading: Loading, one: One): void {
  const rows = openRows(loading.ctx.db, one.row.id)
  const behind = behindOf(loading.ctx, one, rows)
  for (const row of rows) {
    const place = one.places.of(behind.get(row.recipientId) ?? [])
    const step = one.basis.steps[place.step]
    if (!step) continue
    const stop: Reason | null =
      row.status === 'unconfirmed' ? { reason: 'unconfirmed', message: 'You decide first whether the message before it was sent' } : null
    const dueAt = stepDueAt(step, row.claimedAt, one.basis.zone)
    add(loading, one, { ...row, sendId: null, place, dueAt, order: row.sendId, stop })
  }
}

/** Who has no message planned yet gets the first one as `planNext` will plan it. */
function* loadPending(loading: Loading, one: One): Generator<void, void> {
  const { ctx, queue, scope } = loading
  const place = one.places.of([])
  const step = one.basis.steps[place.step]
  if (!step) return
  const activatedAt = one.row.status === 'draft' ? queue.now : one.row.activatedAt
  // Ids that are given out now come after all those there are, for one campaign after the other, 500 at a time.
  let order = 1e12 + one.index * 500
  let inChunk = 0
  const addPerson = (person: WaitingPerson, stop: Reason | null) => {
    const known = person.mailboxId !== null && one.basis.mailboxIds.includes(person.mailboxId) ? person.mailboxId : undefined
    const mailboxId = known ?? chosenMailbox(person.recipientId, one.basis.mailboxIds)
    const dueAt = stepDueAt(step, Math.max(person.createdAt, activatedAt), one.basis.zone)
    add(loading, one, { ...person, sendId: null, mailboxId: mailboxId ?? null, place, dueAt, order: order++, stop })
    if (++inChunk === 500) {
      order += 1e6
      inChunk = 0
    }
  }
  for (const people of waitingPeople(ctx.db, one.row.id, 'pending')) {
    for (const person of people) addPerson(person, null)
    yield
  }
  if (!scope.withStopped) return
  for (const people of waitingPeople(ctx.db, one.row.id, 'paused')) {
    for (const person of people) addPerson(person, heldWait('recipient_paused', ''))
    yield
  }
}

/** Steps that are over for people, by recipient. Who has none behind them is not in it. */
function behindOf(ctx: EngineContext, { basis }: One, rows: readonly { recipientId: number }[]): Map<number, number[]> {
  if (rows.length === 0) return new Map()
  const past = pastSends(
    ctx.db,
    rows.map(({ recipientId }) => recipientId),
  )
  return new Map([...past].map(([recipientId, sends]) => [recipientId, [...stepsBehind(basis.everyStep, sends)]]))
}

interface NextMessage {
  recipientId: number
  sendId: number | null
  mailboxId: number | null
  place: Place
  dueAt: number
  order: number
  /** Why this one does not leave. */
  stop: Reason | null
}

function add(loading: Loading, one: One, { recipientId, sendId, mailboxId, place, dueAt, order, stop: held }: NextMessage): void {
  const { queue, mailboxIndex, idle, pausedAll, scope } = loading
  const mailbox = mailboxId === null ? undefined : mailboxIndex.get(mailboxId)
  const stop = one.stop ?? held ?? pausedAll ?? (mailbox === undefined ? (idle.get(mailboxId ?? 0) ?? noMailbox) : null)
  if (stop === null && mailbox !== undefined) {
    queue.people.push({ recipientId, sendId, campaign: one.index, mailbox, place, dueAt, order })
  } else if (stop !== null && scope.withStopped) {
    queue.stopped.push({ recipientId, campaign: one.index, mailboxId, place, ...stop })
  }
}

const nothing: readonly number[] = []
const noMailbox: Reason = { reason: 'mailbox_missing', message: 'The campaign has no mailbox' }
