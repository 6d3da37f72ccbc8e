import { notFound, UserError } from '../../../../shared/errors.ts'
import type { Action, Recipient, Wait, WaitReason } from '../../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../../context.ts'
import type { CampaignRow } from '../../db/campaigns/campaigns.ts'
import {
  type ActionRow,
  actionsOf,
  findRecipient,
  lastEvents,
  type RecipientRow,
  type RecipientSends,
  sendsOfRecipients,
} from '../../db/campaigns/recipients.ts'
import type { Db } from '../../db/core/open.ts'
import { statement } from '../../db/core/statement.ts'
import { openAtDomain } from '../../db/inbox/incoming.ts'
import { planBasis, planNext } from '../../lifecycle/enrollment/plan.ts'
import { stopEnrollment } from '../../lifecycle/enrollment/stop.ts'
import { isFreeMail } from '../../rules/contacts/free-mail.ts'
import { toWait } from '../../rules/sending/gate.ts'
import { isOpenEnrollment } from '../../rules/sending/transitions.ts'
import { nextTimes } from '../../views/forecast/next-times.ts'
import { explainSend, factsNow } from '../../views/waiting.ts'
import { iso, isoOrNull, needCampaign, notRunning } from './present.ts'

/** Entries of a time line that are shown. */
const maxActions = 1000

/**
 * A person of this campaign.
 * @throws UserError NOT_FOUND, also for somebody of another campaign
 */
function needRecipient(db: Db, campaignId: number, id: number): RecipientRow {
  const row = findRecipient(db, campaignId, id)
  if (!row) throw notFound('recipient', id, 'campaign')
  return row
}

export async function readRecipient(ctx: EngineContext, campaignId: number, id: number): Promise<Recipient> {
  const campaign = needCampaign(ctx.db, campaignId)
  const [recipient] = await presentRecipients(ctx, campaign, [needRecipient(ctx.db, campaignId, id)])
  if (!recipient) throw notFound('recipient', id, 'campaign')
  return recipient
}

/** People as clients get them, in the order given. All is read at once; only the times of the plan come later. */
export async function presentRecipients(ctx: EngineContext, campaign: CampaignRow, rows: readonly RecipientRow[]): Promise<Recipient[]> {
  const ids = rows.map((row) => row.id)
  const sends = sendsOfRecipients(ctx.db, ids)
  const events = lastEvents(ctx.db, ids)
  const shared = factsNow(ctx)
  const people = rows.map((row): Recipient => {
    const own = sends.get(row.id) ?? { stepsSent: 0, scheduled: null, sending: false, unconfirmedSendId: null }
    const waiting = isOpenEnrollment(row.status) ? waitOf(ctx, campaign, row, own, shared) : null
    return {
      id: row.id,
      campaignId: row.campaignId,
      contactId: row.contactId,
      email: row.email,
      fullName: row.fullName,
      companyName: row.companyName,
      status: row.status,
      reason: row.reason,
      mailboxId: row.mailboxId,
      stepsSent: own.stepsSent,
      nextStep: own.scheduled?.position ?? null,
      // A person who is held, or waits for somebody's decision, has no time.
      nextSendAt: waiting?.until ?? null,
      waiting,
      unconfirmedSendId: own.unconfirmedSendId,
      enrolledAt: iso(row.createdAt),
      lastEventAt: isoOrNull(events.get(row.id) ?? null),
    }
  })
  if (!people.some(({ nextSendAt }) => nextSendAt !== null)) return people
  const times = await nextTimes(ctx)
  return people.map((person) => inTurn(person, times))
}

/** What holds up a whole queue; the end of it is a time for whoever is first in it, and for nobody else. */
const queueReasons: ReadonlySet<WaitReason> = new Set([
  'gap',
  'queued',
  'credits',
  'daily_cap',
  'outside_window',
  'start_date',
  'mailbox_unread',
])

/**
 * A person with the time that the plan has for them.
 * @param times null where nothing was foretold: then they are written to in their turn, whenever that is
 */
function inTurn(person: Recipient, times: ReadonlyMap<number, number> | null): Recipient {
  const { waiting } = person
  if (!waiting?.until) return person
  const planned = times?.get(person.id)
  if (planned !== undefined) return { ...person, nextSendAt: iso(planned), waiting: { ...waiting, until: iso(planned) } }
  if (!queueReasons.has(waiting.reason)) return person
  return { ...person, nextSendAt: null, waiting: { ...waiting, message: `${waiting.message}; this one leaves in its turn` } }
}

function waitOf(
  ctx: EngineContext,
  campaign: CampaignRow,
  row: RecipientRow,
  sends: RecipientSends,
  shared: ReturnType<typeof factsNow>,
): Wait | null {
  if (sends.unconfirmedSendId !== null) {
    return { reason: 'unconfirmed', message: 'It is not known whether a message was sent; you decide', until: null }
  }
  if (sends.sending) return null
  if (sends.scheduled) {
    const closed = explainSend(ctx, sends.scheduled.id, shared)
    return closed && toWait(closed)
  }
  const stopped = notRunning(campaign)
  if (stopped) return stopped
  if (row.status === 'paused') return { reason: 'recipient_paused', message: 'You paused this person', until: null }
  return { reason: 'queued', message: 'Their first message is about to be planned', until: iso(shared.now) }
}

/** A person's time line, oldest first. It begins with their entry. */
export function timeLine(ctx: EngineContext, campaignId: number, id: number): Action[] {
  needCampaign(ctx.db, campaignId)
  const row = needRecipient(ctx.db, campaignId, id)
  return timeLineOf(ctx.db, row)
}

/** The same of a row at hand. */
export function timeLineOf(db: Db, row: Pick<RecipientRow, 'id' | 'createdAt'>): Action[] {
  const entered: Action = {
    seq: 0,
    at: iso(row.createdAt),
    type: 'recipients.added',
    stepPosition: null,
    sendId: null,
    message: 'Added to the campaign',
    subject: null,
    body: null,
  }
  return [entered, ...actionsOf(db, row.id, maxActions).map(toAction)]
}

/** Events that are about the message itself show it; others only name it. */
const showsMessage = new Set(['send.sent', 'send.resolved', 'send.unconfirmed'])

function toAction(row: ActionRow): Action {
  const sent = showsMessage.has(row.type)
  return {
    seq: row.seq,
    at: iso(row.at),
    type: row.type,
    stepPosition: row.stepPosition,
    sendId: row.sendId,
    message: row.message,
    subject: row.incomingSubject ?? (sent ? row.sentSubject : null),
    body: row.incomingText ?? (sent ? row.sentText : null),
  }
}

/** Takes a person out. One who never got into a running campaign can be added again. */
export function removeRecipient(ctx: EngineContext, campaignId: number, id: number): void {
  ctx.commit('recipient.remove', (tx) => {
    const campaign = needCampaign(tx, campaignId)
    const row = needRecipient(tx, campaignId, id)
    if (campaign.status === 'draft') {
      statement(tx, 'delete from enrollments where id = ?').run(id)
      tx.emit({ type: 'recipient.changed', campaignId, enrollmentId: id, contactId: row.contactId, message: 'You took them out' })
      return
    }
    stopEnrollment(tx, id, { status: 'removed', reason: 'You took them out' })
  })
}

/** Somebody answered elsewhere: nothing more is sent, and it costs no credit. */
export function markResponded(ctx: EngineContext, campaignId: number, id: number): void {
  ctx.commit('recipient.responded', (tx) => {
    const campaign = needCampaign(tx, campaignId)
    const row = needRecipient(tx, campaignId, id)
    stopEnrollment(tx, id, { status: 'replied', reason: 'Marked as answered by you' })
    const domain = row.email?.slice(row.email.lastIndexOf('@') + 1) ?? ''
    if (!campaign.stopByCompany || domain === '' || isFreeMail(domain)) return
    for (const other of openAtDomain(tx, campaignId, domain)) {
      stopEnrollment(tx, other, { status: 'removed', reason: `Somebody at ${domain} answered, as you marked` })
    }
  })
}

/** @throws UserError CONFLICT for a person whose sequence has ended */
export function pauseRecipient(ctx: EngineContext, campaignId: number, id: number): void {
  ctx.commit('recipient.pause', (tx) => {
    needCampaign(tx, campaignId)
    const row = needRecipient(tx, campaignId, id)
    if (row.status === 'paused') return
    if (row.status !== 'pending' && row.status !== 'active') throw ended(row)
    statement(tx, `update enrollments set status = 'paused', reason = 'Paused by you', updated_at = ? where id = ?`).run(tx.at, id)
    statement(tx, `update sends set held = 'recipient_paused', reason = '' where enrollment_id = ? and status = 'scheduled'`).run(id)
    tx.emit({ type: 'recipient.changed', campaignId, enrollmentId: id, contactId: row.contactId, message: 'You paused them' })
  })
}

/** @throws UserError CONFLICT for a person whose sequence has ended */
export function resumeRecipient(ctx: EngineContext, campaignId: number, id: number): void {
  ctx.commit('recipient.resume', (tx) => {
    const campaign = needCampaign(tx, campaignId)
    const row = needRecipient(tx, campaignId, id)
    if (row.status === 'pending' || row.status === 'active') return
    if (row.status !== 'paused') throw ended(row)
    // Somebody who was paused before anything was planned waits for their first plan again.
    const known = statement(tx, 'select exists (select 1 from sends where enrollment_id = ?)').pluck().get(id) === 1
    statement(tx, `update enrollments set status = ?, reason = '', updated_at = ? where id = ?`).run(
      known ? 'active' : 'pending',
      tx.at,
      id,
    )
    statement(tx, `update sends set held = null where enrollment_id = ? and status = 'scheduled' and held = 'recipient_paused'`).run(id)
    tx.emit({ type: 'recipient.changed', campaignId, enrollmentId: id, contactId: row.contactId, message: 'You let them go on' })
    // A message that was on its way when they were paused, and came back, may have lost its place.
    const basis = known && campaign.status !== 'draft' ? planBasis(tx, campaignId, tx.at) : null
    if (basis) planNext(tx, basis, id)
  })
}

function ended(row: RecipientRow): UserError {
  return new UserError(
    'CONFLICT',
    `The sequence of this person has ended (${row.status.replace('_', ' ')}): ${row.reason || 'nothing more is sent'}.`,
    {
      advice: 'There is nothing left to pause or resume.',
    },
  )
}
