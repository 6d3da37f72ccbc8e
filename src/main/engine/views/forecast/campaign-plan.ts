import { DateTime } from 'luxon'
import type { Plan } from '../../../../shared/schemas/plan.ts'
import type { Place } from '../../rules/forecast/places.ts'
import { localDay, nextMidnight } from '../../rules/sending/window.ts'
import type { Outlook } from './index.ts'

/** A message without a time. */
export interface Unplaced {
  recipientId: number
  mailboxId: number | null
  /** Index into the steps. */
  step: number
  message: string
}

/** What one campaign has of a forecast. */
export interface CampaignPlan {
  /** Index of the campaign among those of the forecast; -1 for one that sends nothing any more. */
  index: number
  recipients: number
  /** Indices of the mailboxes that it sends from. */
  mailboxes: Set<number>
  /** Positions in the forecast, by time. */
  rows: number[]
  /** By recipient and step. */
  unplaced: Unplaced[]
  notPlaced: Plan['notPlaced']
  days: Plan['days']
  hours: Plan['hours']
}

const perTurn = 5_000

/** Takes what concerns one campaign out of a forecast; yields in between. */
export function* campaignPlan(outlook: Outlook, campaignId: number): Generator<void, CampaignPlan> {
  const { queue } = outlook
  const index = queue.campaigns.findIndex(({ id }) => id === campaignId)
  const campaign = queue.campaigns[index]
  const plan: CampaignPlan = { index, recipients: 0, mailboxes: new Set(), rows: [], unplaced: [], notPlaced: [], days: [], hours: [] }
  if (!campaign) return plan
  const calendar = countByTime(plan, campaign.window.zone, campaign.steps.length)
  for (const [position, person] of outlook.person.entries()) {
    if ((position + 1) % perTurn === 0) yield
    const who = queue.people[person]
    if (who?.campaign !== index) continue
    plan.mailboxes.add(who.mailbox)
    plan.rows.push(position)
    calendar(outlook.at[position] ?? 0, outlook.step[position] ?? 0)
  }
  yield* findUnplaced(outlook, plan)
  return plan
}

/** Counts messages, told by time, by local day and hour. */
function countByTime(plan: CampaignPlan, zone: string, steps: number): (at: number, step: number) => void {
  let dayEnds = 0
  let hourEnds = 0
  let day: Plan['days'][number] | undefined
  let hour: Plan['hours'][number] | undefined
  return (at, step) => {
    if (at >= dayEnds || !day) {
      day = { day: localDay(at, zone), count: 0, bySteps: Array.from({ length: steps }, () => 0) }
      dayEnds = nextMidnight(at, zone)
      plan.days.push(day)
    }
    if (at >= hourEnds || !hour) {
      const local = DateTime.fromMillis(at, { zone })
      hourEnds = local.startOf('hour').plus({ hours: 1 }).toMillis()
      // The hour that a change of the clocks repeats is one.
      if (hour?.day !== day.day || hour.hour !== local.hour) {
        hour = { day: day.day, hour: local.hour, count: 0 }
        plan.hours.push(hour)
      }
    }
    day.count++
    day.bySteps[step] = (day.bySteps[step] ?? 0) + 1
    hour.count++
  }
}

function* findUnplaced(outlook: Outlook, plan: CampaignPlan): Generator<void, void> {
  const { queue } = outlook
  const counts = new Map<string, number>()
  function all(recipientId: number, mailboxId: number | null, from: Place | null, message: string, group: string): void {
    for (let place = from; place !== null && place.step >= 0; place = place.after) {
      plan.unplaced.push({ recipientId, mailboxId, step: place.step, message })
      counts.set(group, (counts.get(group) ?? 0) + 1)
    }
  }
  for (const [position, person] of queue.people.entries()) {
    if ((position + 1) % perTurn === 0) yield
    if (person.campaign !== plan.index) continue
    plan.recipients++
    const left = outlook.left[position] ?? null
    if (left) all(person.recipientId, queue.mailboxes[person.mailbox]?.id ?? null, left, tooFar, tooFar)
  }
  for (const [position, stopped] of queue.stopped.entries()) {
    if ((position + 1) % perTurn === 0) yield
    if (stopped.campaign !== plan.index || stopped.place.step < 0) continue
    plan.recipients++
    all(stopped.recipientId, stopped.mailboxId, stopped.place, stopped.message, groupWords[stopped.reason] ?? stopped.message)
  }
  plan.unplaced.sort((a, b) => a.recipientId - b.recipientId)
  plan.notPlaced = [...counts].map(([message, count]) => ({ count, message })).sort((a, b) => b.count - a.count)
}

const tooFar = 'Nothing can be said more than 400 days ahead: the schedule, the daily caps or the credits let too few messages leave'
/** Where each message has words of its own. */
const groupWords: Record<string, string> = {
  missing_variable: 'A variable is empty for the person, and the messages wait until it is filled in',
  template_error: 'The template cannot be filled in for the person',
  recipient_paused: 'You paused the person',
}
