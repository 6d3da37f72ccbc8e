import type { CampaignStatus, EnrollmentStatus } from '../../../../shared/schemas/campaigns.ts'
import { allows } from './table.ts'
import { campaignStates, enrollmentStates } from './tables.ts'

/** Whether a person may still hear from the campaign: whoever can be taken out of it. */
export function isOpenEnrollment(status: EnrollmentStatus): boolean {
  return allows(enrollmentStates, 'remove', status)
}

/** Whether a campaign is over for good: there is nothing left to cancel. */
export function hasEnded(campaign: { status: CampaignStatus }): boolean {
  return !allows(campaignStates, 'cancel', campaign.status)
}
