import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alterMailbox } from '../builders/index.ts'
import {
  addCampaign,
  addMailbox,
  addPerson,
  mailFrom,
  minuteMs,
  mondayTen,
  one,
  openSyncWorld,
  report,
  type SyncWorld,
  value,
} from './sync-world.ts'

const dayMs = 86_400_000
let world: SyncWorld
let mailboxId: number
let campaignId: number

beforeEach(async () => {
  world = openSyncWorld()
  mailboxId = addMailbox(world)
  campaignId = addCampaign(world, mailboxId)
  world.server.elsewhere.set('Archive', { uidValidity: 7, uidNext: 41, mails: [] })
  await world.drain()
})
afterEach(() => world.close())

const person = (email = 'anna@one.example') => addPerson(world, campaignId, mailboxId, email)
const statusOf = (id: number) => value(world, 'select status from enrollments where id = ?', id)

describe('mail that was moved before it was read', () => {
  it.each(['Archive', 'Trash', 'A folder of a filter'])('stops the sequence all the same, in %s', async (path) => {
    const anna = person()
    const uid = world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    world.server.move(uid, path)
    await world.sweep()
    expect(one(world, 'select status, reason from enrollments')).toEqual({ status: 'replied', reason: `${anna.email} answered` })
    expect(value(world, 'select status from sends where id = ?', anna.nextSendId)).toBe('cancelled')
    expect(value(world, `select count(*) from ledger where kind = 'reply'`)).toBe(1)
  })

  it('counts after the machine was off for weeks, and by the address alone', async () => {
    const anna = person()
    const uid = world.server.deliver(mailFrom(anna.email))
    world.server.move(uid, 'Archive')
    world.clock.jump(mondayTen + 25 * dayMs)
    await world.sweep()
    expect(statusOf(anna.enrollmentId)).toBe('replied')
  })

  it('is one answer, read in the inbox and moved afterwards', async () => {
    const anna = person()
    const uid = world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId }))
    await world.sweep()
    world.server.move(uid, 'Archive')
    await world.sweep()
    expect(value(world, `select count(*) from ledger where kind = 'reply'`)).toBe(1)
    expect(value(world, `select count(*) from incoming`)).toBe(1)
  })

  it('is read once, and old mail that is moved is not read at all', async () => {
    const anna = person()
    for (let n = 0; n < 120; n++) {
      world.server.move(world.server.deliver(mailFrom(`old${n}@x.example`), 'inbox', mondayTen - 90 * dayMs), 'Archive')
    }
    world.server.move(world.server.deliver(report(anna, '5.1.1')), 'Archive')
    await world.sweep()
    expect(statusOf(anna.enrollmentId)).toBe('bounced')
    await world.sweep()
    await world.sweep()
    expect(world.server.handedOut).toBe(1)
  })

  it('of the time before the first look is nobody’s answer', async () => {
    const other = addMailbox(world, 'sam@studio.example')
    const anna = person()
    world.server.move(world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId })), 'Archive')
    alterMailbox(world.ctx.db, mailboxId, { removedAt: 1 })
    await world.sweep()
    expect(value(world, 'select last_synced_at from mailboxes where id = ?', other)).not.toBeNull()
    expect(statusOf(anna.enrollmentId)).toBe('active')
  })

  it('does not keep all else from being read where one folder misbehaves', async () => {
    const anna = person()
    world.server.elsewhere.set('Gone', { uidValidity: 1, uidNext: 9, mails: [] })
    const readOther = world.server.readOther.bind(world.server)
    let turn = 0
    world.server.readOther = async (account, path, request) => {
      if (path === 'Gone') return null
      if (path === 'Odd') return { uidValidity: String(++turn), messages: [], uidNext: 5, more: true }
      return readOther(account, path, request)
    }
    world.server.elsewhere.set('Odd', { uidValidity: 1, uidNext: 5, mails: [] })
    world.server.move(world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId })), 'Zoo')
    world.clock.jump(world.clock.now() + minuteMs)
    await world.sweep()
    expect(statusOf(anna.enrollmentId)).toBe('replied')
    expect(value(world, 'select sync_error from mailboxes')).toBeNull()
  })

  it('is read once a folder that refused for a moment opens again', async () => {
    const anna = person()
    world.server.move(world.server.deliver(mailFrom(anna.email, { inReplyTo: anna.messageId })), 'Archive')
    const readOther = world.server.readOther.bind(world.server)
    world.server.readOther = async () => null
    await world.sweep()
    expect(statusOf(anna.enrollmentId)).toBe('active')
    world.server.readOther = readOther
    await world.sweep()
    expect(statusOf(anna.enrollmentId)).toBe('replied')
  })

  it('is not taken for read where the server fails meanwhile', async () => {
    person()
    world.server.elsewhere.set('New', { uidValidity: 1, uidNext: 9, mails: [] })
    world.server.readOther = () => Promise.reject(new Error('connection lost'))
    const before = value(world, 'select last_synced_at from mailboxes')
    world.clock.jump(world.clock.now() + 5 * minuteMs)
    await world.sweep()
    expect(value(world, 'select sync_error from mailboxes')).toContain('could not be read')
    expect(value(world, 'select last_synced_at from mailboxes')).toBe(before)
  })
})
