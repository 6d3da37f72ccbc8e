import { audiences } from '../../audiences/index.ts'
import type { EngineContext } from '../../context.ts'
import { insertCampaign, mailboxIdsOf, needCampaign, unknownMailboxes } from '../../db/campaigns/campaigns.ts'
import { insertStep, liveSteps } from '../../db/campaigns/steps.ts'
import { isAhead } from '../../rules/sending/window.ts'

/** A draft with the same settings and steps, without recipients. Returns its id. */
export function duplicateCampaign(ctx: EngineContext, id: number): number {
  return ctx.commit('campaign.duplicate', (tx) => {
    const source = needCampaign(tx, id)
    const chosen = mailboxIdsOf(tx, id)
    const gone = new Set(unknownMailboxes(tx, chosen))
    const { days, startTime, endTime, zone, startDate, stopByCompany, optOutLine, audience, testMode } = source
    const copyId = insertCampaign(
      tx,
      {
        name: `${source.name.slice(0, 190)} (copy)`,
        ...{ audience, testMode, days, startTime, endTime, zone, stopByCompany, optOutLine },
        startDate: isAhead(tx.at, startDate, zone) ? startDate : null,
      },
      chosen.filter((mailboxId) => !gone.has(mailboxId)),
    )
    audiences[audience].copySettings(tx, id, copyId)
    for (const { position, subject, body, delayDays, delayHours } of liveSteps(tx, id)) {
      insertStep(tx, copyId, position, { subject, body, delayDays, delayHours })
    }
    tx.emit({ type: 'campaign.changed', campaignId: copyId, message: `Copied from "${source.name}"` })
    return copyId
  })
}
