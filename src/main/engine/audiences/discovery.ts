import { UserError } from '../../../shared/errors.ts'
import { criteria, type DiscoveryAudience, discoveryAudience } from '../../../shared/schemas/discovery.ts'
import type { Db } from '../db/core/open.ts'
import { awaitingFile } from '../db/discovery/creators-view.ts'
import { deleteDiscovery, discoveryOf, saveDiscovery } from '../db/discovery/discoveries.ts'
import { creatorsUnderWay } from '../db/discovery/run-figures.ts'
import { countedRuns, type RecurringCampaign, recurringCampaign } from '../db/discovery/runs.ts'
import { hasOpenPeople } from '../db/enrollments/enrollments.ts'
import { profileUrl } from '../rules/contacts/profile-url.ts'
import { discoveryChanges } from '../rules/discovery/words.ts'
import { currentOrNextOpening } from '../rules/sending/window.ts'
import { samplePerson } from '../rules/writing/sample-person.ts'
import type { AudienceModule } from './audience.ts'
import { discoveryBlockers, discoveryWarnings } from './discovery-review.ts'
import { recurringWait } from './discovery-wait.ts'

/** New people, found every day: a recurring campaign. */
export const discovery: AudienceModule = {
  meaning: 'It finds new people every day by itself.',

  checkSettings(db, campaignId, given) {
    if (campaignId === null || given.discovery === undefined) return
    const begun = countedRuns(db, campaignId)
    if (given.discovery.runs >= begun) return
    throw new UserError('CONFLICT', `${begun === 1 ? 'One run has' : `${begun} runs have`} begun already; it cannot have fewer in all.`, {
      advice: `Give at least ${begun} runs. To end the campaign now, cancel it.`,
    })
  },
  begin(tx, campaignId, given) {
    const settings = given.discovery ?? usualDiscovery()
    saveDiscovery(tx, campaignId, settings)
    return discoveryChanges(usualDiscovery(), settings, false)
  },
  copySettings(tx, sourceId, copyId) {
    saveDiscovery(tx, copyId, settingsOf(tx, sourceId))
  },
  forgetSettings: deleteDiscovery,

  notByHand: {
    message: 'This campaign finds its people by itself, every day; nobody is added by hand.',
    advice: 'Write to people whom you choose from a campaign of their own.',
  },
  findsPeople: true,
  keepsToCredits: true,

  blockers: discoveryBlockers,
  warnings: discoveryWarnings,
  async reviewed(db, campaignId, roomFor) {
    return { recipients: await roomFor(settingsOf(db, campaignId)), behind: 0 }
  },
  /** Creators seldom come with a company. */
  sample(db, campaignId) {
    const { platform } = settingsOf(db, campaignId).criteria
    const handle = 'alex.sample'
    const customFields = { handle, platform, followers: '42000', profileUrl: profileUrl(platform, handle) }
    return { ...samplePerson, companyName: '', customFields }
  },

  /** The plan of the day spreads first messages; what it does not place goes when the window opens next, after the opening that is on. */
  parkUntil(window, at) {
    const opening = currentOrNextOpening(window, at)
    if (opening === null || opening.opensAt > at) return opening?.opensAt ?? null
    return currentOrNextOpening(window, opening.closesAt)?.opensAt ?? opening.closesAt
  },
  waitsFor: recurringWait,

  over(db, campaignId) {
    // Mostly somebody is on the way, and then its runs need not be read.
    if (hasOpenPeople(db, campaignId)) return null
    const campaign = recurringCampaign(db, campaignId)
    if (!campaign || !isOver(db, campaign)) return null
    const { runs } = campaign.audience
    return runs === 1 ? 'Its only run is done' : `All ${runs} runs are done`
  },
  makesReport: true,
}

/** The settings of a recurring campaign about which nothing was said. */
function usualDiscovery(): DiscoveryAudience {
  return discoveryAudience.parse({ criteria: criteria.parse({}) })
}

/** Whom a recurring campaign looks for, and how. */
export function settingsOf(db: Db, campaignId: number): DiscoveryAudience {
  return discoveryOf(db, campaignId) ?? usualDiscovery()
}

/** Whether the last run of a recurring campaign has ended, and nobody whom it found is still on the way. */
export function isOver(db: Db, campaign: RecurringCampaign): boolean {
  if (campaign.open || campaign.counted < campaign.audience.runs) return false
  return !hasOpenPeople(db, campaign.id) && creatorsUnderWay(db, campaign.id) === 0 && awaitingFile(db, campaign.id) === 0
}
