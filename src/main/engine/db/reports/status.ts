/** What changes the status of a report. Only `lifecycle/` may import it; what leads where stands in `rules/states/tables.ts`. */
import type { Instant } from '../../ports/machine.ts'
import { reportStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const sending = `update reports set status = 'sending', reason = '', attempts = attempts + 1, mailbox_id = ?, message_id = ?
  where campaign_id = ? and ${mayChange(reportStates, 'claim')}`

/** Taken for sending from a mailbox, under its Message-ID. */
export function markReportSending(tx: Tx, campaignId: number, { mailboxId, messageId }: { mailboxId: number; messageId: string }): void {
  statement(tx, sending).run(mailboxId, messageId, campaignId)
}

function toSent(verb: 'confirm' | 'prove'): string {
  return `update reports set status = 'sent', reason = '', due_at = 0, sent_at = ? where campaign_id = ? and ${mayChange(reportStates, verb)}`
}

const sent = { confirm: toSent('confirm'), prove: toSent('prove') }

/** @param verb `prove` overrules more than `confirm` does */
export function markReportSent(tx: Tx, verb: 'confirm' | 'prove', campaignId: number): void {
  statement(tx, sent[verb]).run(tx.at, campaignId)
}

const putBack = `update reports set status = 'scheduled', due_at = ?, attempts = ?, reason = ?
  where campaign_id = ? and ${mayChange(reportStates, 'putBack')}`

/** Not delivered, and tried again. */
export function returnReport(tx: Tx, campaignId: number, to: { dueAt: Instant; attempts: number; reason: string }): void {
  statement(tx, putBack).run(to.dueAt, to.attempts, to.reason, campaignId)
}

const unconfirmed = `update reports set status = 'unconfirmed', reason = ?, due_at = ?
  where campaign_id = ? and ${mayChange(reportStates, 'doubt')}`

/** Nobody knows whether it left; it is looked for in Sent at `lookAt`. */
export function markReportUnconfirmed(tx: Tx, campaignId: number, reason: string, lookAt: Instant): void {
  statement(tx, unconfirmed).run(reason, lookAt, campaignId)
}

const failed = `update reports set status = 'failed', reason = ?, due_at = 0 where campaign_id = ? and ${mayChange(reportStates, 'fail')}`

/** It is not tried again. */
export function markReportFailed(tx: Tx, campaignId: number, reason: string): void {
  statement(tx, failed).run(reason, campaignId)
}
