import type { CommitHooks } from '../../src/main/engine/db/core/commit.ts'
import { confirmNotSent, confirmSent } from '../../src/main/engine/lifecycle/send/machine.ts'
import type { Random } from '../../src/main/engine/ports/machine.ts'

import { localDay } from '../../src/main/engine/rules/sending/window.ts'
import { type Delivered, seededRandom } from '../fakes/ports.ts'
import { api, count, hourMs, minuteMs, reopen, rows } from './harness.ts'
import { letters } from './letters.ts'
import type { RecurringWorld } from './recurring-world.ts'

export const zone = 'Europe/Berlin'

class Crash extends Error {}

/** Something that happens to the world at an instant, whether the engine runs or not. */
interface Happening {
  at: number
  what: () => void | Promise<void>
}

export interface Kill {
  /** From then on commits are counted. */
  at: number
  /** The one that is the last, from 0. */
  commit: number
  side: 'before' | 'after'
}

/** Throws at one commit after it was armed; from then on the process is dead and nothing commits any more. */
export function mortal(): { hooks: CommitHooks; arm(kill: Kill): void; died(): string | null } {
  let left: number | null = null
  let side: Kill['side'] = 'before'
  let at: string | null = null
  const die = (where: string) => {
    at = where
    throw new Crash(where)
  }
  return {
    hooks: {
      before(name) {
        if (at !== null) throw new Crash('dead')
        if (left === 0 && side === 'before') die(`before ${name}`)
      },
      after(name) {
        if (left === 0 && side === 'after') die(`after ${name}`)
        if (left !== null) left--
      },
    },
    arm(kill) {
      left = kill.commit
      side = kill.side
    },
    died: () => at,
  }
}

/**
 * The life of one workspace for weeks: time jumps from what is due to what is due, people answer, the machine sleeps, and
 * the process is killed and started again. Nothing waits in real time but for services on loopback.
 */
export class Life {
  world: RecurringWorld
  random: Random
  happenings: Happening[] = []
  /** Where each process died. */
  deaths: string[] = []
  /** Errors that no kill explains. */
  errors: string[] = []
  /** While it sleeps nothing runs; from, to. */
  sleeps: { from: number; to: number }[] = []
  readonly campaignId: number
  private process: ReturnType<typeof mortal>
  private unread = 0

  constructor(world: RecurringWorld, process: ReturnType<typeof mortal>, campaignId: number, seed: number) {
    this.world = world
    this.process = process
    this.campaignId = campaignId
    this.random = seededRandom(seed)
    world.ports.log.error = (fields, message) => {
      const line = `${message} ${JSON.stringify(fields)}`
      // A process that was killed goes on to try for a moment; nothing of that reaches its database.
      const late = /Error: dead|(before|after) [a-z-]+\.[a-zA-Z-]+"|database connection is not open/.test(line)
      if (this.process.died() === null && !late) this.errors.push(line)
    }
  }

  at(at: number, what: Happening['what']): void {
    this.happenings.push({ at, what })
    this.happenings.sort((a, b) => a.at - b.at)
  }

  kill(kill: Kill): void {
    this.at(kill.at, () => this.process.arm(kill))
  }

  /** Lives until `until`, or until `over`. */
  async live(until: number, over: () => boolean = () => false): Promise<void> {
    const { clock } = this.world
    while (clock.now() < until && !over()) {
      await this.world.engine.drain()
      if (this.process.died() !== null) await this.startAgain()
      this.readers()
      const due = this.world.engine.nextDue('sync') ?? Number.POSITIVE_INFINITY
      let next = Math.max(Math.min(due, this.happenings[0]?.at ?? due, clock.now() + hourMs), clock.now() + 1)
      const sleep = this.sleeps.find(({ from, to }) => from <= next && next < to)
      if (sleep) next = sleep.to
      clock.jump(next)
      while (this.happenings[0] && this.happenings[0].at <= next) await this.happenings.shift()?.what()
    }
  }

  /** Minutes later a new process opens the same folder, and the operator decides what nobody knows. */
  private async startAgain(): Promise<void> {
    this.deaths.push(this.process.died() ?? '')
    this.world.clock.jump(this.world.clock.now() + Math.floor(this.random.next() * 20 * minuteMs))
    this.process = mortal()
    reopen(this.world, { hooks: this.process.hooks })
    await this.world.engine.start()
    await this.world.engine.drain()
    for (const { id, message_id } of rows<{ id: number; message_id: string }>(this.world, undecided)) {
      const left = this.world.ports.mailer.delivered.some(({ mail }) => mail.messageId === message_id)
      this.world.engine.context.commit('test.decide', (tx) =>
        left ? confirmSent(tx, { purpose: 'step', id }, 'You found it') : confirmNotSent(tx, { purpose: 'step', id }),
      )
    }
    if (count(this.world, `select count(*) from creators where status = 'unsure'`) > 0) {
      await api(this.world).runs.decideUnsure({ id: this.campaignId, decision: 'leave_out' })
    }
  }

  /** Those who got a message since the last look make up their minds. */
  private readers(): void {
    const { delivered } = this.world.ports.mailer
    for (; this.unread < delivered.length; this.unread++) {
      const one = delivered[this.unread]
      if (one) this.reads(one)
    }
  }

  private reads(one: Delivered): void {
    const { reader } = this.world.ports
    const draw = this.random.next()
    const later = one.at + Math.floor((0.02 + this.random.next()) * 30 * hourMs)
    const arrive = (at: number, source: string) => this.at(at, () => reader.deliver(one.mailboxId, source))
    if (draw < 0.05) arrive(later, letters.reply(one.mail))
    else if (draw < 0.06) arrive(later, letters.optOut(one.mail))
    else if (draw < 0.08) arrive(one.at + minuteMs, letters.bounce(one.mail))
    else if (draw < 0.12) arrive(one.at + minuteMs, letters.automatic(one.mail))
  }

  /** Local day of a message. */
  dayOf(at: number): string {
    return localDay(at, zone)
  }
}

const undecided = `select id, message_id from sends where status = 'unconfirmed'`
