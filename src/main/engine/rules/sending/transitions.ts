import type { CampaignStatus, EnrollmentStatus } from '../../../../shared/schemas/campaigns.ts'

export type CampaignVerb = 'activate' | 'start' | 'pause' | 'resume' | 'cancel' | 'complete'

const campaignTable: Record<CampaignVerb, Partial<Record<CampaignStatus, CampaignStatus>>> = {
  activate: { draft: 'active', scheduled: 'active' },
  start: { scheduled: 'active' },
  pause: { active: 'paused', scheduled: 'paused' },
  resume: { paused: 'active' },
  cancel: { draft: 'cancelled', scheduled: 'cancelled', active: 'cancelled', paused: 'cancelled' },
  complete: { active: 'completed' },
}

/** The status that follows, or null where the verb is not allowed. */
export function campaignTransition(status: CampaignStatus, verb: CampaignVerb): CampaignStatus | null {
  return campaignTable[verb][status] ?? null
}

/** Whether a person may still hear from the campaign. */
export function isOpenEnrollment(status: EnrollmentStatus): boolean {
  return status === 'pending' || status === 'active' || status === 'paused'
}

/** A campaign that has ended, or is told by its status that it runs. */
export function hasEnded(campaign: { status: CampaignStatus }): boolean {
  return campaign.status === 'completed' || campaign.status === 'cancelled'
}
