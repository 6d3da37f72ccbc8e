import type { EngineStatus } from '../../../../shared/schemas/workspace.ts'
import { audiences } from '../../audiences/index.ts'
import type { EngineContext } from '../../context.ts'
import { type OpenCampaign, openCampaigns } from '../../db/campaigns/people-count.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { openRuns, recurringCampaign } from '../../db/discovery/runs.ts'
import { isAnyInFlight, type WaitingGroup, waitingGroups } from '../../db/sends/held-view.ts'
import { providerNeeds, unconfirmedCount } from '../../db/sends/needs.ts'
import { type Closed, gate, toWait } from '../../rules/sending/gate.ts'
import { sendFacts } from '../sending/gate-facts.ts'
import { factsNow } from '../sending/waiting.ts'
import { needsCount } from './needs.ts'

/** What the engine does now: the pill, and every reason that holds something back with the number of messages it holds. */
export function engineStatus(ctx: EngineContext): EngineStatus {
  const shared = factsNow(ctx)
  const reasons = new Map<string, { closed: Closed; count: number }>()
  let nextAt: number | null = null
  let mayGo = false
  for (const campaign of openCampaigns(ctx.db)) {
    const planned = waitingGroups(ctx.db, campaign.id, ctx.ports.clock.now())
    const waits = [...planned.map((group) => whyNot(ctx, shared, group)), ...besidePlanned(ctx, campaign, planned.length > 0)]
    for (const { closed, count, at, goes } of waits) {
      if (goes) mayGo = true
      if (at !== null && (nextAt === null || at < nextAt)) nextAt = at
      addReason(reasons, closed, count)
    }
  }
  addUnconfirmed(ctx, reasons)
  const list = [...reasons.values()].map(({ closed, count }) => ({ ...toWait(closed), count })).sort((a, b) => b.count - a.count)
  const inRun = nextAt !== null && reasons.has('not_due') && isInRun(ctx, nextAt)
  const sending = mayGo || isAnyInFlight(ctx.db)
  return {
    ...pill(getWorkspace(ctx.db).paused, { sending, inRun }, nextAt, list, providerNeeds(ctx.db).length > 0),
    nextAt: iso(nextAt),
    now: new Date(shared.now).toISOString(),
    reasons: list,
    paused: shared.engine.paused,
    needs: needsCount(ctx.db),
  }
}

/** Whether a run spreads its messages over the day, and one of them may be the next: that is how it sends, no waiting. */
function isInRun(ctx: EngineContext, nextAt: number): boolean {
  return openRuns(ctx.db).some(
    ({ campaignId, campaignStatus, stage, closesAt }) =>
      stage === 'sending' && campaignStatus === 'active' && nextAt < closesAt && recurringCampaign(ctx.db, campaignId)?.testMode === false,
  )
}

/** Why some messages do not leave, and when they may. */
interface Waiting {
  closed: Closed
  count: number
  /** When the next message leaves by this. */
  at: number | null
  /** They may leave now. */
  goes: boolean
}

function whyNot(ctx: EngineContext, shared: ReturnType<typeof factsNow>, group: WaitingGroup): Waiting {
  const facts = sendFacts(ctx.db, shared, group.firstId)
  const closed = facts && gate(facts)
  const waits: Closed = closed ?? { reason: 'queued', message: 'Waiting their turn', until: shared.now }
  return { closed: waits, count: group.count, at: waits.until, goes: !closed }
}

/** What a campaign waits for beside what is planned: people who are being brought in; where nothing is planned, whatever comes next. */
function besidePlanned(ctx: EngineContext, { id, audience }: OpenCampaign, isPlanned: boolean): Waiting[] {
  const wait = audiences[audience].waitsFor(ctx.db, id, ctx.ports.clock.now())
  if (!wait || (isPlanned && !wait.working)) return []
  const { closed, people } = wait
  const atWork = closed.reason === 'discovering' || closed.reason === 'enriching'
  return [{ closed, count: people, at: atWork ? null : closed.until, goes: false }]
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
  const count = unconfirmedCount(ctx.db)
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
  next_run: 'Waiting for next run',
  discovering: 'Looking for people',
  enriching: 'Looking up addresses',
  provider: 'Waiting for a provider',
  carried_over: 'Goes on next opening',
}

function pill(
  paused: boolean,
  { sending, inRun }: { sending: boolean; inRun: boolean },
  nextAt: number | null,
  reasons: { reason: string; until: string | null }[],
  isShut: boolean,
): { state: EngineStatus['state']; text: string } {
  if (paused) return { state: 'paused', text: 'Paused by you' }
  const nexts = reasons.filter((reason) => nextAt !== null && reason.until === iso(nextAt))
  const next = nexts[0]
  const isPace = nexts.some(({ reason }) => reason === 'gap' || reason === 'queued' || (reason === 'not_due' && inRun))
  if (sending || isPace) return { state: 'sending', text: 'Sending' }
  if (reasons.some((reason) => reason.reason === 'mailbox_paused' || reason.reason === 'mailbox_missing'))
    return { state: 'needs_you', text: 'Mailbox needs you' }
  if (next?.reason === 'provider' && isShut) return { state: 'needs_you', text: 'A provider needs you' }
  if (next) return { state: 'waiting', text: pillWords[next.reason] ?? 'Waiting' }
  if (reasons.some((reason) => needsPerson.has(reason.reason))) return { state: 'needs_you', text: 'Messages need you' }
  const first = reasons[0]
  return first ? { state: 'waiting', text: pillWords[first.reason] ?? 'Waiting' } : { state: 'idle', text: 'Nothing planned' }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
