import { iso, isoOrNull } from '../../../../shared/instant.ts'
import type { Plan, PlannedMessage } from '../../../../shared/schemas/plan.ts'
import type { EngineContext } from '../../context.ts'
import { needCampaign } from '../../db/campaigns/campaigns.ts'
import { namesOf, recipientsNamed } from '../../db/campaigns/plan-view.ts'
import { forecastMailboxes } from '../../db/sends/forecast-rows.ts'
import type { StepPlace } from '../../rules/sending/next-step.ts'
import { dayStart, nextMidnight } from '../../rules/sending/window.ts'
import { delayWords } from '../../rules/sending/words.ts'
import { type CampaignPlan, campaignPlan } from '../../views/forecast/campaign-plan.ts'
import { type Outlook, outlookOf } from '../../views/forecast/index.ts'
import { notesOf } from '../../views/forecast/notes.ts'
import { inTurns } from '../../views/forecast/turns.ts'
import { cursorAfterRow, placedFrom, unplacedFrom, whereToGoOn } from './cursor.ts'

interface Foretold {
  outlook: Outlook
  plan: CampaignPlan
}

/** What was taken out of a forecast lives as long as the forecast. */
const kept = new WeakMap<Outlook, Map<number, Promise<CampaignPlan>>>()
const keptNotes = new WeakMap<CampaignPlan, Promise<string[]>>()

async function foretold(ctx: EngineContext, id: number): Promise<Foretold> {
  const { status, testMode } = needCampaign(ctx.db, id)
  const outlook = await outlookOf(ctx, status === 'draft' || testMode ? id : 0)
  const plans = kept.get(outlook) ?? new Map<number, Promise<CampaignPlan>>()
  kept.set(outlook, plans)
  let plan = plans.get(id)
  if (!plan) {
    plan = inTurns(campaignPlan(outlook, id))
    plans.set(id, plan)
  }
  return { outlook, plan: await plan }
}

/** @throws UserError NOT_FOUND */
export async function planOf(ctx: EngineContext, id: number): Promise<Plan> {
  const { zone } = needCampaign(ctx.db, id)
  const { outlook, plan } = await foretold(ctx, id)
  const at = (row: number | undefined) => (row === undefined ? null : (outlook.at[row] ?? null))
  return {
    zone,
    computedAt: iso(outlook.queue.now),
    recipients: plan.recipients,
    messages: plan.rows.length + plan.unplaced.length,
    placed: plan.rows.length,
    notPlaced: plan.notPlaced,
    firstAt: isoOrNull(at(plan.rows[0])),
    lastAt: isoOrNull(at(plan.rows.at(-1))),
    days: plan.days,
    hours: plan.hours,
    notes: await notes({ outlook, plan }, emailsOf(ctx)),
  }
}

function notes({ outlook, plan }: Foretold, emails: ReadonlyMap<number, string>): Promise<string[]> {
  let words = keptNotes.get(plan)
  if (!words) {
    words = inTurns(notesOf(outlook, plan, (mailboxId) => emails.get(mailboxId) ?? ''))
    keptNotes.set(plan, words)
  }
  return words
}

export interface PlanQuery {
  id: number
  day?: string
  search?: string
  limit: number
  cursor?: string
}

/**
 * Who gets what, by time; those without a time come last, by recipient and step.
 * @throws UserError NOT_FOUND, BAD_REQUEST for a cursor of no page
 */
export async function plannedMessages(
  ctx: EngineContext,
  query: PlanQuery,
): Promise<{ items: PlannedMessage[]; nextCursor: string | null; total: number }> {
  const from = whereToGoOn(query.cursor)
  const { zone } = needCampaign(ctx.db, query.id)
  const { outlook, plan } = await foretold(ctx, query.id)
  const wanted = recipientsNamed(ctx.db, query.id, query.search)
  const { rows, unplaced } = await inTurns(matching({ outlook, plan }, query.day, zone, wanted))
  const first = placedFrom(outlook, rows, from)
  const shown = rows.slice(first, first + query.limit)
  const firstWithout = unplacedFrom(unplaced, from)
  const room = query.limit - shown.length
  const shownWithout = unplaced.slice(firstWithout, firstWithout + room)
  const total = rows.length + unplaced.length
  const more = first + shown.length < rows.length || firstWithout + shownWithout.length < unplaced.length
  return {
    items: present(ctx, { outlook, plan }, shown, shownWithout),
    nextCursor: more ? cursorAfterRow(outlook, shown.at(-1), shownWithout.at(-1)) : null,
    total,
  }
}

function* matching(
  { outlook, plan }: Foretold,
  day: string | undefined,
  zone: string,
  wanted: Set<number> | null,
): Generator<void, Pick<CampaignPlan, 'rows' | 'unplaced'>> {
  if (day === undefined && wanted === null) return plan
  const begins = day === undefined ? 0 : dayStart(day, zone)
  const ends = day === undefined ? Number.POSITIVE_INFINITY : nextMidnight(begins, zone)
  const rows: number[] = []
  for (const [index, row] of plan.rows.entries()) {
    if ((index + 1) % 5_000 === 0) yield
    const at = outlook.at[row] ?? 0
    if (at < begins || at >= ends) continue
    if (wanted === null || wanted.has(outlook.queue.people[outlook.person[row] ?? -1]?.recipientId ?? 0)) rows.push(row)
  }
  // What has no time belongs to no day.
  const unplaced = day !== undefined ? [] : plan.unplaced.filter(({ recipientId }) => wanted === null || wanted.has(recipientId))
  return { rows, unplaced }
}

function present(
  ctx: EngineContext,
  { outlook, plan }: Foretold,
  rows: readonly number[],
  unplaced: CampaignPlan['unplaced'],
): PlannedMessage[] {
  const { queue } = outlook
  const steps = queue.campaigns[plan.index]?.steps ?? []
  const emails = emailsOf(ctx)
  const placed = rows.flatMap((row) => {
    const person = queue.people[outlook.person[row] ?? -1]
    const step = outlook.step[row] ?? 0
    if (!person) return []
    const first = person.place.step === step
    const at = outlook.at[row] ?? 0
    const mailboxId = queue.mailboxes[person.mailbox]?.id ?? null
    return [
      { recipientId: person.recipientId, mailboxId, step, at, message: first ? waitsWords(person.dueAt, at) : afterWords(steps[step]) },
    ]
  })
  const all = [...placed, ...unplaced.map((one) => ({ ...one, at: null }))]
  const names = namesOf(
    ctx.db,
    all.map(({ recipientId }) => recipientId),
  )
  return all.map(({ recipientId, mailboxId, step, at, message }) => {
    const name = names.get(recipientId) ?? { contactId: null, name: 'Deleted contact', email: null }
    return {
      recipientId,
      ...name,
      stepId: steps[step]?.id ?? 0,
      stepPosition: steps[step]?.position ?? step + 1,
      at: isoOrNull(at),
      mailboxEmail: mailboxId === null ? null : (emails.get(mailboxId) ?? null),
      message,
    }
  })
}

function waitsWords(dueAt: number, at: number): string {
  return at > dueAt ? 'Takes its turn as schedule, pauses, caps and credits let it' : 'Leaves as soon as it is due'
}

function afterWords(step: StepPlace | undefined): string {
  const delay = step ? delayWords(step) : ''
  return delay === '' ? 'Follows the message before it, unless they answer' : `${delay} after the message before it, unless they answer`
}

function emailsOf(ctx: EngineContext): Map<number, string> {
  return new Map(forecastMailboxes(ctx.db).map(({ id, email }) => [id, email]))
}
