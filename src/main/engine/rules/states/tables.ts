import type { CampaignStatus, EnrollmentStatus, SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { ImportStatus } from '../../../../shared/schemas/contacts.ts'
import { type ThreadState, threadState } from '../../../../shared/schemas/inbox.ts'
import type { MailboxStatus } from '../../../../shared/schemas/mailboxes.ts'
import type { CreatorStatus, PurchaseStatus, RunStage, RunStatus } from '../../../../shared/schemas/runs.ts'
import type { Purpose } from '../sending/purposes.ts'
import type { States } from './table.ts'

/**
 * What leads from one state to the next. The statements that change a state (`db/<noun>/status.ts`) take their conditions
 * from here, and in tests a trigger refuses any other change.
 */

export const campaignStates = {
  /** A person lets it begin: now, or on its start date. */
  activate: { from: ['draft'], to: ['active', 'scheduled'] },
  /** The start date has come. */
  start: { from: ['scheduled'], to: ['active'] },
  pause: { from: ['active', 'scheduled'], to: ['paused'] },
  resume: { from: ['paused'], to: ['active', 'scheduled'] },
  cancel: { from: ['draft', 'scheduled', 'active', 'paused'], to: ['cancelled'] },
  complete: { from: ['active'], to: ['completed'] },
  /** Run after run has found nobody new. */
  exhaust: { from: ['active'], to: ['paused'] },
} as const satisfies States<CampaignStatus>

/** Who may still hear from the campaign. */
const openEnrollment = ['pending', 'active', 'paused'] as const
/** Facts of the same weight: the first of them stays. */
const lightEnds = ['completed', 'removed', 'failed'] as const

export const enrollmentStates = {
  /** The next message is planned; a step that was added after the last one opens a finished sequence again. */
  plan: { from: ['pending', 'completed'], to: ['active'] },
  pause: { from: ['pending', 'active'], to: ['paused'] },
  resume: { from: ['paused'], to: ['pending', 'active'] },
  /** No step is left. */
  finish: { from: openEnrollment, to: ['completed'] },
  /** Taken out, by a person or with a contact, a step or a mailbox that is gone. */
  remove: { from: openEnrollment, to: ['removed'] },
  /** The whole campaign was cancelled. */
  cancel: { from: openEnrollment, to: ['removed'] },
  fail: { from: openEnrollment, to: ['failed'] },
  // A later, weightier fact replaces a lighter one: an answer after the last step, an opt-out after the answer.
  bounce: { from: [...openEnrollment, ...lightEnds], to: ['bounced'] },
  reply: { from: [...openEnrollment, ...lightEnds, 'bounced'], to: ['replied'] },
  optOut: { from: [...openEnrollment, ...lightEnds, 'bounced', 'replied'], to: ['opted_out'] },
} as const satisfies States<EnrollmentStatus>

/** How a person's way through a campaign ends before its last step. */
export type EnrollmentEnd = Extract<EnrollmentStatus, 'replied' | 'bounced' | 'opted_out' | 'failed' | 'removed'>

/** The verb that leads to each end. */
export const stopVerbs = {
  removed: 'remove',
  failed: 'fail',
  bounced: 'bounce',
  replied: 'reply',
  opted_out: 'optOut',
} as const satisfies Record<EnrollmentEnd, keyof typeof enrollmentStates>

/** Messages of a sequence. */
const stepStates = {
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
  plan: { from: ['cancelled'], to: ['scheduled'] },
} as const satisfies States<SendStatus>

export const mailboxStates = {
  /** Its passwords are stored. */
  add: { from: ['paused'], to: ['active'] },
  /** The engine found that it cannot go on without a person. */
  pause: { from: ['active'], to: ['paused'] },
  /** A person wants rest: also of one that is paused for another reason. */
  pauseByHand: { from: ['active', 'paused'], to: ['paused'] },
  /** A person lets it go on, or gave it new settings: of an active one it ends the rest that it waits out. */
  resume: { from: ['active', 'paused'], to: ['active'] },
  remove: { from: ['active', 'paused'], to: ['paused'] },
} as const satisfies States<MailboxStatus>

const openImport = ['queued', 'running'] as const

export const importStates = {
  /** Its turn has come; one that a crash interrupted is running still, and goes on. */
  start: { from: openImport, to: ['running'] },
  finish: { from: openImport, to: ['done'] },
  fail: { from: openImport, to: ['failed'] },
  cancel: { from: openImport, to: ['cancelled'] },
} as const satisfies States<ImportStatus>

/** Answers by hand. */
const answerStates = {
  /** As a Send: the first of the two commits around SMTP (rule 2). */
  claim: { from: ['scheduled'], to: ['sending'] },
  confirm: { from: ['sending', 'unconfirmed'], to: ['sent'] },
  /** A proof overrules what was held before. */
  prove: { from: ['sending', 'unconfirmed', 'scheduled', 'cancelled'], to: ['sent'] },
  doubt: { from: ['sending'], to: ['unconfirmed'] },
  /** Refused for good, or nobody is left to whom it could go. */
  fail: { from: ['scheduled', 'sending', 'unconfirmed'], to: ['failed'] },
  /** Not delivered, and back in the queue. */
  putBack: { from: ['sending'], to: ['scheduled'] },
  /** A person knows that it did not leave. */
  deny: { from: ['unconfirmed'], to: ['scheduled'] },
  /** Taken back, or its person was erased. */
  cancel: { from: ['scheduled'], to: ['cancelled'] },
} as const satisfies States<SendStatus>

const anyThread = threadState.options

export const threadStates = {
  /** A person puts it where they want it. */
  file: { from: anyThread, to: anyThread },
  /** They wrote, or something about it wants to be seen. */
  reopen: { from: anyThread, to: ['open'] },
  /** The time until which it was put away has come. */
  wake: { from: ['snoozed'], to: ['open'] },
} as const satisfies States<ThreadState>

/** The mail to the operator about a completed campaign. */
const reportStates = {
  claim: { from: ['scheduled'], to: ['sending'] },
  confirm: { from: ['sending'], to: ['sent'] },
  /** It was found, in Sent or in the inbox: whatever was thought before. */
  prove: { from: ['scheduled', 'sending', 'unconfirmed', 'failed'], to: ['sent'] },
  doubt: { from: ['sending'], to: ['unconfirmed'] },
  /** Refused for good, or no mailbox worked for a week. */
  fail: { from: ['scheduled', 'sending'], to: ['failed'] },
  putBack: { from: ['sending'], to: ['scheduled'] },
} as const satisfies States<SendStatus>

/** Messages on their way out, by what they are sent for. */
export const sendStates = { step: stepStates, answer: answerStates, report: reportStates } as const satisfies Record<
  Purpose,
  States<SendStatus>
>

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
