import { nextMidnight } from '../../rules/sending/window.ts'
import type { CampaignPlan } from './campaign-plan.ts'
import type { Outlook } from './index.ts'

const perTurn = 5_000

/** What makes it slower than it could be, in words: caps and credits that are used up on days on which the campaign still has messages. */
export function* notesOf(outlook: Outlook, plan: CampaignPlan, emailOf: (mailboxId: number) => string): Generator<void, string[]> {
  const { queue } = outlook
  const lastRow = plan.rows.at(-1)
  if (lastRow === undefined) return []
  const mine = plan.mailboxes
  const counts = queue.mailboxes.map(({ claimedToday }) => claimedToday)
  const fullDays = queue.mailboxes.map(() => 0)
  const others = new Set<number>()
  let used = queue.credits.used
  let withoutCredits = 0
  let dayEnds = nextMidnight(queue.now, queue.zone)
  const close = () => {
    if (used >= queue.credits.limit) withoutCredits++
    queue.mailboxes.forEach(({ dailyCap }, index) => {
      if ((counts[index] ?? 0) >= dailyCap) fullDays[index] = (fullDays[index] ?? 0) + 1
      counts[index] = 0
    })
    used = 0
  }
  // A day counts where something is still to come after it.
  for (let row = 0; row <= lastRow; row++) {
    if ((row + 1) % perTurn === 0) yield
    const at = outlook.at[row] ?? 0
    if (at >= dayEnds) {
      close()
      dayEnds = nextMidnight(at, queue.zone)
    }
    const person = queue.people[outlook.person[row] ?? -1]
    if (!person) continue
    used++
    counts[person.mailbox] = (counts[person.mailbox] ?? 0) + 1
    if (person.campaign !== plan.index && mine.has(person.mailbox)) others.add(person.campaign)
  }
  const notes = queue.mailboxes.flatMap(({ id, dailyCap }, index) =>
    mine.has(index) && fullDays[index] ? [`${emailOf(id)} reaches its cap of ${dailyCap} a day on ${days(fullDays[index])}.`] : [],
  )
  if (withoutCredits > 0) notes.push(`The ${queue.credits.limit} credits of a day are used up on ${days(withoutCredits)}.`)
  if (others.size > 0)
    notes.push(`${others.size === 1 ? 'Another campaign uses' : `${others.size} other campaigns use`} the same mailboxes.`)
  return notes
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
