import { describe, expect, it } from 'vitest'
import type { CommitHooks } from '../../src/main/engine/db/core/commit.ts'
import { MailReadError } from '../../src/main/engine/ports/mail.ts'

import { addCampaign, addMailbox, addPerson, all, mailFrom, openSyncWorld, report, type SyncWorld, value } from './sync-world.ts'

/**
 * A dozen mails of every kind, one of them in two folders, one twice, a renumbering and a broken line in between. The
 * process dies before and after every single commit in turn, and is started again: in the end every mail has had its
 * effect exactly once.
 */
class Crash extends Error {}

function hooksThatCrash(point: { commit: number; side: 'before' | 'after' } | null) {
  const state = { seen: [] as string[], dead: false }
  const pass = (side: 'before' | 'after', name: string) => {
    if (state.dead) throw new Crash('the process is gone')
    if (side === 'before') state.seen.push(name)
    if (point && point.side === side && state.seen.length - 1 === point.commit) {
      state.dead = true
      throw new Crash(`${side} ${name}`)
    }
  }
  const hooks: CommitHooks = { before: (name) => pass('before', name), after: (name) => pass('after', name) }
  return { state, hooks }
}

async function scenario(
  point: { commit: number; side: 'before' | 'after' } | null,
): Promise<{ world: SyncWorld; commits: string[]; died: boolean }> {
  const world = openSyncWorld()
  const mailboxId = addMailbox(world)
  const campaignId = addCampaign(world, mailboxId, { stopByCompany: true })
  const person = (email: string, firstStatus: 'sent' | 'unconfirmed' = 'sent') =>
    addPerson(world, campaignId, mailboxId, email, { firstStatus })
  const people = {
    answers: person('answers@one.example'),
    colleague: person('colleague@one.example'),
    unsure: person('unsure@two.example', 'unconfirmed'),
    newThread: person('newthread@three.example'),
    absent: person('absent@four.example'),
    gone: person('gone@five.example'),
    full: person('full@six.example'),
    optsOut: person('optsout@seven.example'),
    late: person('late@eight.example'),
    silent: person('silent@nine.example'),
  }
  const { state, hooks } = hooksThatCrash(point)
  world.reopen(hooks)
  const settle = async () => {
    await world.sweep()
    if (!state.dead || world.ctx.db.sqlite.open === false) return
    world.reopen()
    state.dead = false
    point = null
    await world.sweep()
  }

  await settle()
  const uid = world.server.deliver(
    mailFrom(people.answers.email, { inReplyTo: people.answers.messageId, id: '<answers@x.example>' }),
    'spam',
  )
  world.server.deliver(mailFrom(people.unsure.email, { inReplyTo: people.unsure.messageId, id: '<unsure@x.example>' }))
  world.server.deliver(mailFrom('stranger@x.example', { id: '<stranger@x.example>' }))
  world.server.deliver(Buffer.from('garbage'))
  await settle()
  world.server.rescue(uid)
  world.server.deliver(mailFrom(people.newThread.email, { id: null }))
  world.server.deliver(mailFrom(people.newThread.email, { id: null }), 'spam')
  world.server.deliver(
    mailFrom(people.absent.email, {
      inReplyTo: people.absent.messageId,
      headers: 'Auto-Submitted: auto-replied',
      id: '<absent@x.example>',
    }),
  )
  world.server.deliver(report(people.gone, '5.1.1', { id: '<gone@x.example>' }))
  let broken = false
  world.server.before = (request) => {
    if (request.role !== 'spam' || broken) return
    broken = true
    throw new MailReadError('The line broke.', false)
  }
  await settle()
  world.server.renumber()
  world.server.deliver(report(people.full, '4.2.2', { id: '<full@x.example>' }))
  world.server.deliver(
    mailFrom(people.optsOut.email, { inReplyTo: people.optsOut.messageId, text: 'Please unsubscribe me.', id: '<optsout@x.example>' }),
  )
  await settle()
  world.server.deliver(mailFrom(people.late.email, { inReplyTo: people.late.messageId, id: '<late@x.example>' }))
  await settle()
  await settle()
  return { world, commits: state.seen, died: point === null && state.seen.length > 0 }
}

/** Everything that must be the same, however often the process died. */
function facts(world: SyncWorld) {
  return {
    enrollments: all(
      world,
      `select c.email, e.status, e.reason from enrollments e join contacts c on c.id = e.contact_id order by c.email`,
    ),
    sends: all(
      world,
      `select c.email, s.status, s.step_id as step from sends s join enrollments e on e.id = s.enrollment_id join contacts c on c.id = e.contact_id order by c.email, s.step_id`,
    ),
    incoming: all(world, 'select class, message_key, enrollment_id, send_id from incoming order by message_key'),
    ledger: all(world, 'select kind, count(*) as n, sum(credits) as credits from ledger group by kind order by kind'),
    used: value(world, 'select sum(used) from credit_days'),
    suppressions: all(world, 'select value, reason from suppressions order by value'),
    events: all(
      world,
      `select type, enrollment_id, count(*) as n from events where type not in ('mailbox.changed') group by type, enrollment_id order by type, enrollment_id`,
    ),
    cursors: all(world, 'select role, uid_validity, uid from cursors order by role'),
    error: value(world, 'select sync_error from mailboxes'),
  }
}

describe('a crash before and after every commit of reading', () => {
  it('gives each mail its effect exactly once', async () => {
    const whole = await scenario(null)
    const expected = facts(whole.world)
    await whole.world.close()
    expect(expected.enrollments.map((row) => row.status)).toEqual([
      'active', // absent
      'replied', // answers
      'removed', // colleague
      'active', // full
      'bounced', // gone
      'replied', // late
      'replied', // newthread
      'opted_out', // optsout
      'active', // silent
      'replied', // unsure
    ])
    expect(expected.ledger).toEqual([
      { kind: 'message', n: 1, credits: 1 },
      { kind: 'reply', n: 4, credits: 4 },
    ])
    expect(expected.used).toBe(5)
    expect(new Set(whole.commits)).toEqual(new Set(['sync.cursor', 'sync.folders', 'sync.message', 'sync.done', 'sync.failed']))
    for (let commit = 0; commit < whole.commits.length; commit++) {
      for (const side of ['before', 'after'] as const) {
        const { world, died } = await scenario({ commit, side })
        expect(died, `${side} ${whole.commits[commit]} (${commit}) was reached`).toBe(true)
        // Ids and cursors are compared too: nothing was read twice, nothing was passed over.
        expect(facts(world), `${side} ${whole.commits[commit]} (${commit})`).toEqual(expected)
        await world.close()
      }
    }
  }, 120_000)
})
