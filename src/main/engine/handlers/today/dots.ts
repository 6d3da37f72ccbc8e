import { iso } from '../../../../shared/instant.ts'
import type { Dot, DotGroup } from '../../../../shared/schemas/today.ts'
import { namesOf } from '../../db/campaigns/plan-view.ts'
import type { Db } from '../../db/core/open.ts'
import { type DayRow, heldBefore, namesOfSends, sentByQuarter, triedBetween } from '../../db/sends/today-view.ts'
import type { Outlook } from '../../views/forecast/index.ts'

/** More messages than this are shown by quarters of an hour. */
const mostDots = 500
const quarterMs = 15 * 60_000

/** A local day, UTC milliseconds; the end exclusive. */
export interface Span {
  from: number
  to: number
}

/** The messages of a day one by one, or by quarters of an hour where there are too many. */
export function dayLine(
  db: Db,
  span: Span,
  outlook: Outlook,
  sent: number,
  campaignNames: ReadonlyMap<number, string>,
): { dots: Dot[]; groups: DotGroup[] } {
  const held = heldBefore(db, span.to, mostDots + 1)
  if (sent + outlook.at.length + held.length <= mostDots) {
    const tried = triedBetween(db, span.from, span.to, mostDots + 1)
    if (tried.length + outlook.at.length + held.length <= mostDots)
      return { dots: dotsOf(db, span, outlook, [...tried, ...held], campaignNames), groups: [] }
  }
  return { dots: [], groups: groupsOf(db, span, outlook, held) }
}

function dotsOf(db: Db, span: Span, outlook: Outlook, rows: readonly DayRow[], campaignNames: ReadonlyMap<number, string>): Dot[] {
  const names = namesOfSends(
    db,
    rows.map(({ sendId }) => sendId),
  )
  const done = rows.flatMap(({ sendId, state, at, message }): Dot[] => {
    const who = names.get(sendId)
    return who ? [{ sendId, state, at: iso(Math.max(span.from, at)), message: message || words[state], ...who }] : []
  })
  return [...done, ...plannedDots(db, outlook, campaignNames)].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

const words = {
  sent: 'Sent',
  sending: 'On its way',
  held: 'Held until you decide',
  failed: 'Not sent',
  unconfirmed: 'You decide whether it was sent',
}

function plannedDots(db: Db, outlook: Outlook, campaignNames: ReadonlyMap<number, string>): Dot[] {
  const { queue } = outlook
  const people = outlook.person.map((person) => queue.people[person])
  const names = namesOf(
    db,
    people.map((person) => person?.recipientId ?? 0),
  )
  return people.flatMap((person, index): Dot[] => {
    const campaign = queue.campaigns[person?.campaign ?? -1]
    if (!person || !campaign) return []
    const step = outlook.step[index] ?? 0
    return [
      {
        sendId: person.place.step === step ? person.sendId : null,
        state: 'planned',
        at: iso(outlook.at[index] ?? 0),
        campaignId: campaign.id,
        campaignName: campaignNames.get(campaign.id) ?? '',
        stepPosition: campaign.steps[step]?.position ?? step + 1,
        recipientId: person.recipientId,
        name: names.get(person.recipientId)?.name ?? 'Deleted contact',
        message: 'Planned',
      },
    ]
  })
}

function groupsOf(db: Db, span: Span, outlook: Outlook, held: readonly DayRow[]): DotGroup[] {
  const groups = new Map<number, { sent: number; planned: number; held: number }>()
  const add = (at: number, kind: 'sent' | 'planned' | 'held', count: number) => {
    const quarter = Math.floor(Math.max(span.from, at) / quarterMs) * quarterMs
    const group = groups.get(quarter) ?? { sent: 0, planned: 0, held: 0 }
    groups.set(quarter, group)
    group[kind] += count
  }
  for (const { at, count } of sentByQuarter(db, span.from, span.to)) add(at, 'sent', count)
  for (const at of outlook.at) add(at, 'planned', 1)
  for (const { at } of held) add(at, 'held', 1)
  return [...groups].sort(([a], [b]) => a - b).map(([at, counts]) => ({ at: iso(at), ...counts }))
}
