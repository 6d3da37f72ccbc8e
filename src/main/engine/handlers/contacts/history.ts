import type { ContactHistory } from '../../../../shared/schemas/history.ts'
import type { EngineContext } from '../../context.ts'
import { needCampaign, partsOf } from '../../db/campaigns/campaigns.ts'
import { findRecipient } from '../../db/campaigns/recipients.ts'
import { placesOfContact } from '../../db/enrollments/enrollments.ts'
import { presentRecipients, timeLineOf } from '../../views/campaigns/recipients.ts'

/** Campaigns of one person that are shown, the newest. */
const maxCampaigns = 100
/** Entries of their time line. */
const maxActions = 200

/** What a contact has been through: the campaigns they are in, and one time line over all of them. */
export async function historyOf(ctx: EngineContext, contactId: number): Promise<ContactHistory> {
  const places = placesOfContact(ctx.db, contactId, maxCampaigns)
  const parts = partsOf(
    ctx.db,
    places.map(({ campaignId }) => campaignId),
  )
  const campaigns: ContactHistory['campaigns'] = []
  const actions: ContactHistory['actions'] = []
  for (const { id, campaignId } of places) {
    const campaign = needCampaign(ctx.db, campaignId)
    const row = findRecipient(ctx.db, campaignId, id)
    if (!row) continue
    const stepCount = parts.get(campaignId)?.stepCount ?? 0
    for (const recipient of await presentRecipients(ctx, campaign, [row])) {
      campaigns.push({ ...recipient, campaignName: campaign.name, campaignStatus: campaign.status, stepCount })
    }
    for (const action of timeLineOf(ctx.db, row)) actions.push({ ...action, campaignId, recipientId: id })
  }
  // Entering a campaign has no number of its own: it goes before what happened in the same instant.
  actions.sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq)
  return { campaigns, actions: actions.slice(-maxActions) }
}
