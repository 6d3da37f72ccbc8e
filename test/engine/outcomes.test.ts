import { afterEach, describe, expect, it } from 'vitest'
import type { CommitHooks } from '../../src/main/engine/db/core/commit.ts'
import { planReport } from '../../src/main/engine/lifecycle/send/report.ts'
import { type Purpose, policies } from '../../src/main/engine/rules/sending/purposes.ts'
import type { SendOutcome } from '../../src/main/engine/rules/sending/send-outcome.ts'
import { alterCampaign, alterMailbox } from '../builders/index.ts'
import { activate, api, minuteMs, mondayTen, openWorld, reopen, replyTo, rows, runUntil, setUp, type World } from './harness.ts'
import { type Happens, type Kind, kinds, whatHappens } from './outcomes.ts'

let world: World
/** The process ends right after this commit. */
let endsAfter = ''
afterEach(() => world.close())

class Ended extends Error {}

const hooks: CommitHooks = {
  after(name) {
    if (name === endsAfter) throw new Ended(name)
  },
}

/** What the server does about the message, or what becomes of the process. */
const servers: Record<Exclude<Kind, 'crash'>, SendOutcome | 'throws'> = {
  sent: { kind: 'accepted', response: '250 2.0.0 OK' },
  later: { kind: 'refused', stage: 'rcpt', replyCode: 451, response: '4.7.1 Greylisted' },
  'later, for the last time': { kind: 'refused', stage: 'rcpt', replyCode: 451, response: '4.7.1 Greylisted' },
  unreachable: { kind: 'broken', stage: 'connect', error: 'refused', errorCode: 'ECONNREFUSED' },
  limit: { kind: 'refused', stage: 'data', replyCode: 550, response: '5.4.5 Daily sending limit exceeded' },
  'not let in': { kind: 'refused', stage: 'auth', replyCode: 535, response: '5.7.8 Bad credentials' },
  refused: { kind: 'refused', stage: 'body', replyCode: 554, response: '5.6.0 Not this content' },
  'no such address': { kind: 'refused', stage: 'rcpt', replyCode: 550, response: '5.1.1 No such user' },
  unknown: { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' },
  mistake: 'throws',
}

/** What was said before the message was on its way. */
let before = 0

function scripted(kind: Exclude<Kind, 'crash'>): void {
  const server = servers[kind]
  if (server !== 'throws') world.ports.mailer.answer = () => server
  world.ports.mailer.during = () => {
    before = lastSeq()
    // What it leaves to do is seen, and not done.
    world.ports.reader.down = new Error('not now')
    if (server === 'throws') throw new Error('a mistake of ours')
  }
}

const ledger = (kind: string) => rows(world, 'select count(*) as count from ledger where kind = ?', kind)[0]?.count

/** What every purpose has in common, once it was tried. */
function common(purpose: Purpose): Omit<Happens, 'credits' | 'person'> {
  const now = world.clock.now()
  const row = lastOf(purpose)
  const [mailbox] = rows<{ status: string; failures_in_row: number; next_send_at: number; reason: string }>(
    world,
    'select * from mailboxes',
  )
  if (!mailbox) throw new Error('nothing to look at')
  return {
    status: row.status,
    ...(row.status === 'scheduled' && { waits: Math.max(0, row.due_at - now) / minuteMs, attempts: row.attempts }),
    mailbox:
      mailbox.status === 'paused'
        ? 'paused'
        : mailbox.reason === ''
          ? `${mailbox.failures_in_row} failures`
          : `${mailbox.failures_in_row} failures, rests ${(mailbox.next_send_at - now) / minuteMs}`,
    suppressed: rows(world, `select 1 from suppressions`).length === 1,
    jobs: rows<{ kind: string }>(world, 'select kind from jobs order by kind').map(({ kind }) => kind),
    events: rows<{ type: string }>(world, 'select type from events where seq > ? order by seq', before).map(({ type }) => type),
  }
}

function lastOf(purpose: Purpose) {
  const row = rows<{ status: string; due_at: number; attempts: number }>(world, 'select * from sends where purpose = ?', purpose).at(-1)
  if (!row) throw new Error(`no ${purpose}`)
  return row
}

const lastSeq = () => Number(rows<{ seq: number }>(world, 'select max(seq) as seq from events')[0]?.seq ?? 0)

/** Lets what is due be tried; the last time so that this becomes of it. */
async function tryIt(kind: Kind, purpose: Purpose, claim: string): Promise<void> {
  world.ports.log.error = () => {}
  if (kind === 'crash') {
    endsAfter = claim
    await world.engine.drain().catch((error) => {
      if (!(error instanceof Ended)) throw error
    })
    endsAfter = ''
    reopen(world)
    before = lastSeq()
    world.ports.reader.down = new Error('not now')
    await world.engine.start()
    return
  }
  scripted(kind)
  if (kind === 'later, for the last time') await tryTimes(purpose)
  await world.engine.drain()
}

/** Until one try is left, and it is due. */
async function tryTimes(purpose: Purpose): Promise<void> {
  const { context } = world.engine
  alterCampaign(context.db, 'all', { startTime: '00:00', endTime: '24:00', days: [1, 2, 3, 4, 5, 6, 7] })
  for (let left = policies[purpose].maxAttempts - 1; left > 0; left--) {
    await world.engine.drain()
    world.ports.reader.down = null
    alterMailbox(context.db, 'all', { status: 'active', failuresInRow: 0, reason: '' })
    world.clock.jump(lastOf(purpose).due_at)
  }
}

async function step(kind: Kind): Promise<Happens> {
  const { campaignId } = await setUp(world, { people: 1 })
  alterMailbox(world.engine.context.db, 'all', { saveSentCopy: true })
  await world.engine.start()
  activate(world, campaignId)
  await tryIt(kind, 'step', 'send.claim')
  const [person] = rows<{ status: string }>(world, 'select status from enrollments')
  return { ...common('step'), credits: ledger('message') as number, person: person?.status ?? '' }
}

async function answer(kind: Kind): Promise<Happens> {
  const { campaignId } = await setUp(world, { people: 1 })
  await world.engine.start()
  activate(world, campaignId)
  await runUntil(world, mondayTen + 10 * minuteMs)
  const [first] = world.ports.mailer.delivered
  if (!first) throw new Error('nothing was sent')
  replyTo(world, first)
  await runUntil(world, world.clock.now() + 10 * minuteMs)
  alterMailbox(world.engine.context.db, 'all', { saveSentCopy: true })
  const { inbox } = api(world)
  const id = (await inbox.list({})).items[0]?.id ?? 0
  await inbox.answer({ id, body: 'Gladly.' })
  await inbox.update({ id, state: 'done' })
  world.clock.jump(world.clock.now() + 10_000)
  await tryIt(kind, 'answer', 'answer.claim')
  const [thread] = rows<{ state: string; draft: string }>(world, 'select state, draft from threads')
  return { ...common('answer'), credits: ledger('answer') as number, person: `${thread?.state}, draft: ${thread?.draft}` }
}

async function report(kind: Kind): Promise<Happens> {
  const { campaignId } = await setUp(world, { people: 1 })
  alterMailbox(world.engine.context.db, 'all', { saveSentCopy: true })
  world.engine.context.commit('test.complete', (tx) => {
    alterCampaign(tx, campaignId, { audience: 'discovery', status: 'completed' })
    planReport(tx, campaignId)
  })
  await world.engine.start()
  await tryIt(kind, 'report', 'report.claim')
  const credits = rows(world, 'select 1 from ledger').length
  return { ...common('report'), credits, person: '' }
}

const purposes = { step, answer, report }

describe.each(Object.keys(purposes) as (keyof typeof purposes)[])('what becomes of a message: %s', (purpose) => {
  it.each(kinds)('%s', async (kind) => {
    world = openWorld({ hooks })
    world.ports.random.next = () => 0
    expect(await purposes[purpose](kind)).toEqual(whatHappens[purpose][kind])
  })
})
