import type { CampaignStatus, EnrollmentStatus, SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { CreatorStatus, PurchaseStatus, RunStage, RunStatus } from '../../../../shared/schemas/runs.ts'
import type { States } from './table.ts'

/**
 * Every state that a thing of ours can be in, and what leads from one to the next. The statements that change a state
 * (`db/<noun>/status.ts`) take their `where status in (…)` from here, and in tests a trigger refuses any other change.
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
  /** Run after run has found nobody new. */
  exhaust: { from: ['active'], to: ['paused'] },
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

export const runStates = {
  /** The day is over, or all of its work is done. A day on which nothing could run begins as `skipped`. */
  end: { from: ['running'], to: ['succeeded', 'partial', 'failed'] },
} as const satisfies States<RunStatus>

/** How far a run that is on has come. */
export const runStages = {
  /** Everybody wanted was found, or nobody more is to be. */
  endSearch: { from: ['discovering'], to: ['enriching'] },
  /** All addresses are in. */
  send: { from: ['enriching'], to: ['sending'] },
  /** Somebody is to be asked about again; what it sends goes on meanwhile. */
  askAgain: { from: ['sending'], to: ['enriching'] },
  end: { from: ['discovering', 'enriching', 'sending'], to: ['done'] },
} as const satisfies States<RunStage>

export const creatorStates = {
  /** A service is asked about them, in a purchase that was written down. */
  ask: { from: ['found'], to: ['asking'] },
  /** It took the question; the answer comes later. */
  wait: { from: ['asking'], to: ['waiting'] },
  /** It did not take it, and charged nothing. */
  giveBack: { from: ['asking', 'waiting'], to: ['found'] },
  /** It may have charged, and nothing came. */
  doubt: { from: ['asking', 'waiting'], to: ['unsure'] },
  /** A person lets those be asked about again, or leaves them out. */
  decide: { from: ['unsure'], to: ['found', 'left_out'] },
  /** It knows an address, which is checked next. */
  answer: { from: ['asking', 'waiting'], to: ['addressed'] },
  /** A file of a table brings one, also after they were asked about elsewhere without luck. */
  bring: { from: ['waiting', 'found', 'no_address', 'unsure'], to: ['addressed'] },
  /** It knows none, or a bad one: the next of the chain is asked, if there is one. */
  miss: { from: ['asking', 'waiting', 'addressed'], to: ['found', 'no_address'] },
  /** The chain was shortened: nobody is left to be asked. */
  giveUp: { from: ['found'], to: ['no_address'] },
  refuse: { from: ['addressed'], to: ['bad_address'] },
  admit: { from: ['addressed'], to: ['enrolled'] },
  /** Their address says that they are not to be written to. */
  exclude: { from: ['addressed'], to: ['left_out'] },
  /** A person leaves them out. */
  leaveOut: { from: ['found', 'asking', 'waiting', 'addressed', 'unsure'], to: ['left_out'] },
  /** There is no later run in which anybody would be asked about. */
  expire: { from: ['found', 'unsure'], to: ['left_out'] },
  /** The person was erased. Whoever is a recipient stays one, without a name. */
  erase: {
    from: ['found', 'asking', 'waiting', 'addressed', 'no_address', 'bad_address', 'left_out', 'unsure'],
    to: ['left_out'],
  },
} as const satisfies States<CreatorStatus>

export const purchaseStates = {
  /** The service took it; its answer comes later. */
  take: { from: ['asking'], to: ['waiting'] },
  settle: { from: ['asking', 'waiting'], to: ['done', 'failed', 'unsure'] },
  /** What a try in the settings brought is not kept: it is looked at again, and may be gone meanwhile. */
  readTry: { from: ['waiting', 'done', 'failed'], to: ['done', 'failed'] },
} as const satisfies States<PurchaseStatus>
