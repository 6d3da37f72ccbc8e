import { DateTime } from 'luxon'
import type { Instant } from '../../src/main/engine/ports/machine.ts'

import { type Sandbox, zone } from './sandbox.ts'

/** The computer is opened and shut at these local times every day; what arrives by night is read in the morning. */
const opened = { hour: 8, minute: 45 }
const shut = { hour: 17, minute: 30 }
/** In between it dozes while nothing is due, and wakes up at least this often. */
const longestDozeMs = 30 * 60_000
const mostDays = 30

export interface Moment {
  now: Instant
  /** The demo's local time. */
  local: DateTime
}

/**
 * Lets day after day go by, from one due time to the next, until the campaign has completed and nobody's letter is under
 * way any more.
 * @param onMoment called whenever everything due at an instant is done
 * @throws Error when it has not completed after thirty days
 */
export async function runUntilComplete(
  sandbox: Sandbox,
  campaignId: number,
  onMoment: (moment: Moment) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { clock, client, engine, office } = sandbox
  const deadline = clock.now() + mostDays * 86_400_000
  let mayHaveEnded = true
  const unsubscribe = engine.context.bus.subscribe((event) => {
    if (event.type === 'campaign.changed') mayHaveEnded = true
  })
  try {
    for (let completed = false; ; ) {
      await sandbox.settle()
      const now = clock.now()
      onMoment({ now, local: DateTime.fromMillis(now, { zone }) })
      signal?.throwIfAborted()
      if (mayHaveEnded) completed = (await client.campaigns.get({ id: campaignId })).status === 'completed'
      mayHaveEnded = false
      if (completed && office.nextArrival() === null) return
      if (now > deadline) throw new Error(`The campaign has not completed after ${mostDays} days.`)
      sandbox.moveTo(nextMoment(sandbox, now))
    }
  } finally {
    unsubscribe()
  }
}

function nextMoment({ engine, office }: Sandbox, now: Instant): Instant {
  const local = DateTime.fromMillis(now, { zone })
  const evening = local.startOf('day').set(shut)
  if (local >= evening) return evening.plus({ days: 1 }).set(opened).toMillis()
  const times = [evening.toMillis(), now + longestDozeMs]
  // Mail is read at every wake-up anyway. What is due but was not done now waits for something else.
  const due = engine.nextDue('sync')
  if (due !== null) times.push(Math.max(due, now + 1000))
  const arrival = office.nextArrival()
  if (arrival !== null) times.push(arrival)
  return Math.min(...times)
}
