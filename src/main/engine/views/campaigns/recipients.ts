import { notFound } from '../../../../shared/errors.ts'
import { iso, isoOrNull } from '../../../../shared/instant.ts'
import type { Action, Recipient, Wait, WaitReason } from '../../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../../context.ts'
import { type CampaignRow, needCampaign } from '../../db/campaigns/campaigns.ts'
import {
  type ActionRow,
  actionsOf,
  lastEvents,
  needRecipient,
  type RecipientRow,
  type RecipientSends,
  sendsOfRecipients,
} from '../../db/campaigns/recipients.ts'
import type { Db } from '../../db/core/open.ts'
import { toWait } from '../../rules/sending/gate.ts'
import { isOpenEnrollment } from '../../rules/states/open.ts'
import { nextTimes } from '../forecast/next-times.ts'
import { explainSend, factsNow } from '../sending/waiting.ts'
import { notRunning } from './present.ts'

/** Entries of a time line that are shown. */
const maxActions = 1000

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
