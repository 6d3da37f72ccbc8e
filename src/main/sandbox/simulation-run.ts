import { DateTime } from 'luxon'
import { createEngine } from '../engine/engine.ts'
import type { Instant, Log } from '../engine/ports/machine.ts'
import { apiOf } from './api.ts'
import { createJumpClock } from './jump-clock.ts'
import { createSandboxMailer } from './mailer.ts'
import { createPeople } from './people.ts'
import { noWorld, secretsInMemory, steadyRandom } from './ports.ts'
import { PostOffice } from './post-office.ts'
import { makeCopy } from './simulation-copy.ts'
import type { SimulationReport } from './simulation-days.ts'
import { createDayCounter } from './simulation-days.ts'
import type { SimulationPlan } from './simulation-plan.ts'

export interface SimulationOptions {
  /** An empty one, its own; it is the caller's to remove. */
  folder: string
  migrationsFolder: string
  log: Log
  /** Called at each midnight. */
  onDay?(report: SimulationReport): void
}

const seed = 'simulation'
const stuckMs = 1_000

/**
 * Runs the engine as it is shipped on a copy of a campaign, among invented people, as fast as it goes. Nothing reaches a
 * network, and nothing is written but in the folder.
 */
export async function simulate(plan: SimulationPlan, options: SimulationOptions): Promise<SimulationReport> {
  const clock = createJumpClock(plan.now)
  const office = new PostOffice(clock)
  const engine = createEngine(
    options.folder,
    {
      clock,
      random: steadyRandom(seed),
      secrets: secretsInMemory(),
      log: options.log,
      mailer: createSandboxMailer(clock, office, createPeople([], seed)),
      reader: office,
      ...noWorld(clock),
      workerUrl: () => {
        throw new Error('Nothing is imported in a simulation')
      },
      migrationsFolder: options.migrationsFolder,
    },
    { name: 'Simulation', zone: plan.workspace.zone, durable: false },
  )

  /** Goes from one thing that happens to the next. Reading mail has nothing to wait for: it is done on the way. */
  async function runUntil(end: Instant): Promise<void> {
    for (;;) {
      await engine.drain()
      const next = Math.min(engine.nextDue('sync') ?? end, office.nextArrival() ?? end)
      if (next >= end) break
      // What has been due for a while waits for something else: time passes by it.
      clock.jumpTo(next > clock.now() ? next : clock.now() + stuckMs)
      office.deliverUntil(clock.now())
      office.tellNews()
    }
    clock.jumpTo(end)
  }

  try {
    const api = apiOf(engine)
    const copy = await makeCopy(api, plan)
    const counter = createDayCounter(api, copy.campaignId, plan)
    const stopCounting = engine.context.bus.subscribe(counter.hear)
    await api.campaigns.activate({ id: copy.campaignId })
    for (const [day, midnight] of midnightsAfter(plan).entries()) {
      await runUntil(midnight)
      const { status } = await api.campaigns.get({ id: copy.campaignId })
      if (status !== 'active' && status !== 'scheduled') break
      if (day === 0) await copy.refill()
      options.onDay?.(await counter.report(clock.now(), false))
    }
    stopCounting()
    return await counter.report(clock.now(), true)
  } finally {
    await engine.stop()
  }
}

/** The midnights of the workspace at which one simulated day ends and the next begins. */
function midnightsAfter({ now, days, workspace: { zone } }: SimulationPlan): Instant[] {
  const today = DateTime.fromMillis(now, { zone }).startOf('day')
  return Array.from({ length: days }, (_, day) => today.plus({ days: day + 1 }).toMillis())
}
