import type { CampaignStatus, EnrollmentStatus, SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { States } from './table.ts'

/**
 * What leads from one state to the next, for campaigns, enrollments and sends. In tests a trigger refuses any other
 * change.
 */

export const campaignStates = {
  /** A person lets it begin: now, or on its start date. */
  activate: { from: ['draft', 'scheduled'], to: ['active', 'scheduled'] },
  /** The start date has come. */
  start: { from: ['scheduled'], to: ['active'] },
  pause: { from: ['active', 'scheduled'], to: ['paused'] },
  resume: { from: ['paused'], to: ['active', 'scheduled'] },
  cancel: { from: ['draft', 'scheduled', 'active', 'paused'], to: ['cancelled'] },
  complete: { from: ['active'], to: ['completed'] },
} as const satisfies States<CampaignStatus>

const openEnrollment = ['pending', 'active', 'paused'] as const

export const enrollmentStates = {
  /** The next message is planned; a step that was added after the last one opens a finished sequence again. */
  plan: { from: ['pending', 'active', 'completed'], to: ['active'] },
  pause: { from: ['pending', 'active'], to: ['paused'] },
  resume: { from: ['paused'], to: ['pending', 'active'] },
  /** No step is left. */
  finish: { from: openEnrollment, to: ['completed'] },
  /** An answer, a bounce, an opt-out, a failure, a person: the weightier of two facts stays (`lifecycle/enrollment/stop.ts`). */
  stop: {
    from: [...openEnrollment, 'completed', 'removed', 'failed', 'bounced', 'replied'],
    to: ['replied', 'bounced', 'opted_out', 'failed', 'removed'],
  },
  /** The whole campaign was cancelled. */
  cancel: { from: openEnrollment, to: ['removed'] },
} as const satisfies States<EnrollmentStatus>

export const sendStates = {
  /** Taken for sending: the first of the two commits around SMTP (rule 2). */
  claim: { from: ['scheduled'], to: ['sending'] },
  /** The server took it, or somebody who knows says so. */
  confirm: { from: ['sending', 'unconfirmed'], to: ['sent'] },
  /** A proof (its copy in Sent, an answer to it) overrules what was held before. */
  prove: { from: ['sending', 'unconfirmed', 'scheduled', 'cancelled'], to: ['sent'] },
  /** The line broke, or the process ended, after the message may have left. */
  doubt: { from: ['sending'], to: ['unconfirmed'] },
  fail: { from: ['sending'], to: ['failed'] },
  /** Not delivered, and back in the queue; cancelled where the person is out meanwhile. */
  putBack: { from: ['sending'], to: ['scheduled', 'cancelled'] },
  /** A person knows that it did not leave. */
  deny: { from: ['unconfirmed'], to: ['scheduled', 'cancelled'] },
  cancel: { from: ['scheduled'], to: ['cancelled'] },
  /** Its step has its place again. */
  plan: { from: ['scheduled', 'cancelled', 'skipped'], to: ['scheduled'] },
} as const satisfies States<SendStatus>
