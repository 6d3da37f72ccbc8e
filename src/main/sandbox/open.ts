import { rmSync } from 'node:fs'
import { createEngine } from '../engine/engine.ts'
import type { Log } from '../engine/ports/machine.ts'
import type { Ports } from '../engine/ports/ports.ts'
import { createVirtualClock } from './clock.ts'
import type { OpenSandbox } from './control.ts'
import { furnish } from './furnish.ts'
import { createSandboxMailer } from './mailer.ts'
import { invented } from './names.ts'
import { createPeople } from './people.ts'
import { noWorld, secretsInMemory, steadyRandom } from './ports.ts'
import { PostOffice } from './post-office.ts'
import { nextMorning } from './start.ts'

export interface SandboxOptions {
  /** Its own; whatever lies there is removed. */
  folder: string
  /** Of the workspace beside it: its clock, its log, and where the program's own files lie. Nothing that reaches a network. */
  ports: Pick<Ports, 'clock' | 'log' | 'workerUrl' | 'migrationsFolder'>
  zone: string
  host: 'headless' | 'desktop'
  /** Its seconds for each of ours; 0 stands still. */
  pace: number
  /** Another one casts the people differently; with the usual one somebody answers early. */
  seed?: string
}

/** Opens a new sandbox in an empty folder, with a campaign that is ready to be tried. */
export async function openSandbox({ folder, ports, zone, host, pace, seed = 'spring' }: SandboxOptions): Promise<OpenSandbox> {
  clearSandbox(folder)
  const clock = createVirtualClock(ports.clock, nextMorning(ports.clock.now(), zone), pace)
  const office = new PostOffice(clock)
  const people = createPeople(
    invented.map(({ email }) => email),
    seed,
  )
  const engine = createEngine(
    folder,
    {
      clock,
      random: steadyRandom(seed),
      secrets: secretsInMemory(),
      log: named(ports.log),
      mailer: createSandboxMailer(clock, office, people),
      reader: office,
      ...noWorld(clock),
      workerUrl: ports.workerUrl,
      migrationsFolder: ports.migrationsFolder,
    },
    { host, name: 'Sandbox', zone },
  )
  async function close(): Promise<void> {
    clock.stop()
    await engine.stop()
    clearSandbox(folder)
  }
  try {
    const campaignId = await furnish(engine, zone)
    await engine.start()
    clock.run({
      // Reading mail has nothing to wait for: it is done on the way.
      nextDue: () => earlier(engine.nextDue('sync'), office.nextArrival()),
      isBusy: () => office.hasUnfetched(),
      onMoved(now) {
        office.deliverUntil(now)
        office.tellNews()
      },
    })
    return { engine, campaignId, zone, now: clock.now, pace: clock.pace, setPace: clock.setPace, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Removes a sandbox that was left by a crash. */
export function clearSandbox(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

/** What its engine says is told apart from what the workspace's says; its warnings concern nobody's mail. */
function named(log: Log): Log {
  const place = { place: 'sandbox' }
  return {
    debug: (fields, message) => log.debug({ ...place, ...fields }, message),
    info: (fields, message) => log.info({ ...place, ...fields }, message),
    warn: (fields, message) => log.info({ ...place, ...fields }, message),
    error: (fields, message) => log.error({ ...place, ...fields }, message),
  }
}
