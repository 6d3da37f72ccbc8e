import type { CampaignStatus, EnrollmentStatus } from '../../../../shared/schemas/campaigns.ts'

/** Whether a person may still hear from the campaign. */
export function isOpenEnrollment(status: EnrollmentStatus): boolean {
  return status === 'pending' || status === 'active' || status === 'paused'
}

/** A campaign that has ended, or is told by its status that it runs. */
export function hasEnded(campaign: { status: CampaignStatus }): boolean {
  return campaign.status === 'completed' || campaign.status === 'cancelled'
}
