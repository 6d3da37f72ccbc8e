import { UserError } from '../../../../shared/errors.ts'
import type { EngineContext } from '../../context.ts'
import { needCampaign } from '../../db/campaigns/campaigns.ts'
import { needRecipient, type RecipientRow } from '../../db/campaigns/recipients.ts'
import { deleteEnrollment } from '../../db/enrollments/enrollments.ts'
import { pauseEnrollment, resumeEnrollment } from '../../db/enrollments/status.ts'
import { openAtDomain } from '../../db/inbox/incoming.ts'
import { holdForPause, releaseFromPause } from '../../db/sends/held.ts'
import { hasSends } from '../../db/sends/planning.ts'
import { isFreeMail } from '../../rules/contacts/free-mail.ts'
import { allows } from '../../rules/states/table.ts'
import { enrollmentStates } from '../../rules/states/tables.ts'
import { planBasis } from '../../views/sending/plan-basis.ts'
import { planNext } from './plan.ts'
import { stopEnrollment } from './stop.ts'
/** Takes a person out. One who never got into a running campaign can be added again. */
export function removeRecipient(ctx: EngineContext, campaignId: number, id: number): void {
  ctx.commit('recipient.remove', (tx) => {
    const campaign = needCampaign(tx, campaignId)
    const row = needRecipient(tx, campaignId, id)
    if (campaign.status === 'draft') {
      deleteEnrollment(tx, id)
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
    if (!allows(enrollmentStates, 'pause', row.status)) throw ended(row)
    pauseEnrollment(tx, id, 'Paused by you')
    holdForPause(tx, id)
    tx.emit({ type: 'recipient.changed', campaignId, enrollmentId: id, contactId: row.contactId, message: 'You paused them' })
  })
}

/** @throws UserError CONFLICT for a person whose sequence has ended */
export function resumeRecipient(ctx: EngineContext, campaignId: number, id: number): void {
  ctx.commit('recipient.resume', (tx) => {
    const campaign = needCampaign(tx, campaignId)
    const row = needRecipient(tx, campaignId, id)
    if (row.status === 'pending' || row.status === 'active') return
    if (!allows(enrollmentStates, 'resume', row.status)) throw ended(row)
    // Somebody who was paused before anything was planned waits for their first plan again.
    const known = hasSends(tx, id)
    resumeEnrollment(tx, id, known ? 'active' : 'pending')
    releaseFromPause(tx, id)
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
