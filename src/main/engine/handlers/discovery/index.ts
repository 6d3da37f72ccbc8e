import { isoOrNull } from '../../../../shared/instant.ts'
import type { EngineContext } from '../../context.ts'
import { needCampaign, scheduleOf } from '../../db/campaigns/campaigns.ts'
import { nextOpening } from '../../rules/sending/window.ts'
import { os } from '../base.ts'

import { previewCost, runCosts } from './costs.ts'
import { optionsOf } from './options.ts'
import { previewOf } from './preview.ts'
import { limitOf } from './run-limit.ts'

export const discovery = {
  preview: os.discovery.preview.handler(({ input, context }) => {
    const campaign = campaignFor(context, input.id)
    return previewOf(context, { campaign, discovery: input.discovery, testMode: isTest(input, campaign) })
  }),

  options: os.discovery.options.handler(({ input, context }) =>
    optionsOf(context, { ...input, testMode: isTest(input, campaignFor(context, input.id)) }),
  ),

  estimate: os.discovery.estimate.handler(async ({ input, context }) => {
    const campaign = campaignFor(context, input.id)
    const costs = await runCosts(context, campaign, input.discovery, campaign?.testMode === true)
    const beginsAt = campaign?.status === 'draft' ? nextOpening(scheduleOf(campaign), context.ports.clock.now()) : null
    const limitedBy = limitOf(context, campaign, input.discovery, costs.perRun)
    return { ...costs, previewCost, limitedBy, beginsAt: isoOrNull(beginsAt) }
  }),
}

/** A campaign in test mode asks no real provider, whatever a page says of it (rule 9). */
function isTest(input: { testMode: boolean }, campaign: { testMode: boolean } | null): boolean {
  return input.testMode || campaign?.testMode === true
}

function campaignFor(ctx: EngineContext, id: number | undefined) {
  return id === undefined ? null : needCampaign(ctx.db, id)
}
