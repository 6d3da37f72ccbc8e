import { setImmediate as nextTurn } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import { createSmtpMailer } from '../../src/main/engine/adapters/mail/smtp.ts'
import { createInvented } from '../../src/main/engine/adapters/providers/invented.ts'
import { createEngine, type Engine } from '../../src/main/engine/engine.ts'
import type { Instant } from '../../src/main/engine/ports/machine.ts'
import type { Ports } from '../../src/main/engine/ports/ports.ts'
import { migrationsFolder, workerUrl } from '../../src/main/paths.ts'
import { noDiscovery, noProviders, noSignIn, quietLog, secretsInMemory, steadyRandom } from '../../src/main/sandbox/ports.ts'
import { PostOffice } from '../../src/main/sandbox/post-office.ts'
import { DemoClock } from './clock.ts'
import { People } from './people.ts'
import { type SmtpSandbox, startSmtpSandbox } from './smtp-server.ts'

export const zone = 'Europe/Berlin'

/** The mailbox that the demo sends from. */
export const sender = { email: 'johanna@kielwasser.example', name: 'Johanna Thiessen', password: 'only for this demo' }

/** The engine as it is shipped, in a small world: a clock of its own, a mail server on loopback, a mailbox, people. */
export interface Sandbox {
  folder: string
  clock: DemoClock
  engine: Engine
  /** The API, called without a network between. */
  client: ReturnType<typeof clientOf>
  smtp: SmtpSandbox
  office: PostOffice
  /** Says who lives here; before, everybody takes mail and says nothing. */
  populate(addresses: string[]): void
  /** Resolves when everything that is due at this instant has come to its end. */
  settle(): Promise<void>
  /** Delivers what arrives until then, and moves the clock. */
  moveTo(at: Instant): void
  close(): Promise<void>
}

/** @param warn gets what the engine logs as an error */
export async function openSandbox(folder: string, start: Instant, warn: (line: string) => void): Promise<Sandbox> {
  const clock = new DemoClock(start)
  const office = new PostOffice(clock, sender.password)
  let people = new People([])
  const smtp = await startSmtpSandbox({
    clock,
    user: sender.email,
    password: sender.password,
    answerTo: (address) => people.answerTo(address),
    async onTaken(message) {
      const letter = await people.react(message)
      if (letter) office.send(letter)
    },
  })
  const log = quietLog(warn)
  const ports: Ports = {
    clock,
    random: steadyRandom('campaign desk demo'),
    secrets: secretsInMemory(),
    log,
    mailer: createSmtpMailer({ clock, log }),
    reader: office,
    discovery: noDiscovery,
    pictures: { fetch: async () => null },
    signIn: noSignIn,
    providers: noProviders,
    invented: createInvented(clock),
    workerUrl,
    migrationsFolder,
  }
  const engine = createEngine(folder, ports, { name: 'Demo', zone })
  await engine.start()
  let events = 0
  engine.context.bus.subscribe(() => events++)

  return {
    folder,
    clock,
    engine,
    client: clientOf(engine),
    smtp,
    office,
    populate(addresses) {
      people = new People(addresses)
    },
    async settle() {
      let before: number
      do {
        before = events
        await engine.drain()
        // The end of one piece of work lets the engine look for the next by itself, a turn later.
        await nextTurn()
      } while (events > before)
    },
    moveTo(at) {
      office.deliverUntil(at)
      clock.jumpTo(at)
      office.tellNews()
    },
    async close() {
      await engine.stop()
      await smtp.stop()
    },
  }
}

function clientOf(engine: Engine) {
  return createRouterClient(engine.router, { context: engine.context })
}
