import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { EngineContext } from '../../context.ts'
import { type CampaignRow, mailboxIdsOf } from '../../db/campaigns/campaigns.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { sendingMailboxes } from '../../db/sends/queue.ts'
import { localDay } from '../../rules/sending/window.ts'

/** What keeps a run from as many people as it was asked for, in words; empty where nothing does. */
export function limitOf(ctx: EngineContext, campaign: CampaignRow | null, audience: DiscoveryAudience, perRun: number): string {
  const { dailyCredits, zone } = getWorkspace(ctx.db)
  if (perRun >= Math.min(dailyCredits, audience.perRun ?? dailyCredits)) return ''
  const chosen = campaign ? mailboxIdsOf(ctx.db, campaign.id) : []
  const mailboxes = sendingMailboxes(ctx.db, localDay(ctx.ports.clock.now(), zone)).filter(
    ({ id }) => chosen.length === 0 || chosen.includes(id),
  )
  const cap = mailboxes.reduce((sum, { dailyCap }) => sum + dailyCap, 0)
  if (mailboxes.length === 0 || perRun < cap) return "Today's window, follow-ups and other campaigns leave no room for more"
  return mailboxes.length === 1 ? `The mailbox sends at most ${cap} a day` : `The mailboxes send at most ${cap} a day together`
}
