import { UserError } from '../../../../shared/errors.ts'
import type { Schedule } from '../../../../shared/schemas/campaigns.ts'
import {
  type CampaignRow,
  mailboxIdsOf,
  scheduleColumns,
  scheduleOf,
  setMailboxes,
  unknownMailboxes,
  updateCampaign,
} from '../../db/campaigns/campaigns.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { countKeepingMailbox } from '../../db/enrollments/enrollments.ts'
import { countPlanned } from '../../db/sends/planning.ts'
import { type ReplanResult, releaseHeld, replan } from '../../lifecycle/enrollment/replan.ts'
import { scheduleWords } from '../../rules/sending/words.ts'
import { hasEnded } from '../../rules/states/open.ts'
import { type AudienceChange, changeAudience, checkAudience, touchedAudience } from './audience.ts'

export interface SettingsChange extends AudienceChange {
  name?: string
  mailboxIds?: number[]
  schedule?: Schedule
  stopByCompany?: boolean
  optOutLine?: string
}

/** What a change did, or in a rehearsal would do. */
export interface ChangeResult {
  /** One line each, in words. */
  changes: string[]
  /** Null where nothing is planned yet. */
  plan: ReplanResult | null
}

/**
 * A schedule that can be kept.
 * @throws UserError BAD_REQUEST
 */
export function checkSchedule(schedule: Schedule): void {
  if (schedule.start < schedule.end) return
  throw new UserError('BAD_REQUEST', `The time from ${schedule.start} to ${schedule.end} is empty: it must end later than it begins.`, {
    advice: 'A window does not run over midnight. Choose times within one day, up to 24:00.',
  })
}

/** @throws UserError BAD_REQUEST for ids of no mailbox */
export function checkMailboxes(db: Db, ids: readonly number[]): void {
  const unknown = unknownMailboxes(db, ids)
  if (unknown.length === 0) return
  throw new UserError('BAD_REQUEST', `There is no mailbox ${unknown.slice(0, 10).join(', ')} in this workspace.`, {
    advice: 'It may have been removed. Choose from the mailboxes that there are.',
  })
}

/**
 * Holds a change against what it was made on, so that nobody overwrites what they never saw.
 * @param version the one that was read; undefined: whoever asks does not mind
 * @throws UserError CONFLICT with the present version in its details
 */
export function checkVersion(campaign: CampaignRow, version: number | undefined): void {
  if (version === undefined || version === campaign.version) return
  throw new UserError('CONFLICT', 'This campaign was changed elsewhere since you opened it. Nothing was saved.', {
    advice: 'Reload it, look at what changed, and make your change again.',
    details: { version: campaign.version },
  })
}

/**
 * Changes the settings of a campaign and brings its plan in line, within the caller's transaction.
 * @throws UserError BAD_REQUEST, CONFLICT
 */
export function changeSettings(tx: Tx, campaign: CampaignRow, change: SettingsChange): ChangeResult {
  const touched = touchedBy(tx, campaign, change)
  if (Object.keys(touched).length === 0) return { changes: [], plan: null }
  if (
    hasEnded(campaign) &&
    (touched.schedule || touched.mailboxIds || touched.discovery || touched.optOutLine !== undefined || touched.stopByCompany !== undefined)
  ) {
    throw new UserError('CONFLICT', `This campaign is ${campaign.status}; only its name can be changed.`, {
      advice: 'Duplicate it to go on with other settings.',
    })
  }
  if (touched.schedule) checkSchedule(touched.schedule)
  if (touched.mailboxIds) checkChosen(tx, campaign, touched.mailboxIds)
  checkAudience(tx, campaign, touched)

  updateCampaign(tx, campaign.id, {
    version: campaign.version + 1,
    ...(touched.name !== undefined && { name: touched.name }),
    ...(touched.stopByCompany !== undefined && { stopByCompany: touched.stopByCompany }),
    ...(touched.optOutLine !== undefined && { optOutLine: touched.optOutLine }),
    ...(touched.schedule && scheduleColumns(touched.schedule)),
  })
  if (touched.mailboxIds) setMailboxes(tx, campaign.id, touched.mailboxIds)
  if (touched.mailboxIds) releaseHeld(tx, { campaignId: campaign.id })
  const words = changeAudience(tx, campaign, touched)

  const planned = touched.schedule || touched.mailboxIds
  const plan = planned && campaign.status !== 'draft' ? replan(tx, campaign.id) : null
  return { changes: [...settingWords(tx, campaign, touched), ...words], plan }
}

/** Only what differs from what is. */
function touchedBy(db: Db, campaign: CampaignRow, change: SettingsChange): SettingsChange {
  const touched: SettingsChange = touchedAudience(db, campaign, change)
  if (change.name !== undefined && change.name !== campaign.name) touched.name = change.name
  if (change.stopByCompany !== undefined && change.stopByCompany !== campaign.stopByCompany) touched.stopByCompany = change.stopByCompany
  if (change.optOutLine !== undefined && change.optOutLine !== campaign.optOutLine) touched.optOutLine = change.optOutLine
  if (change.schedule && !sameSchedule(change.schedule, scheduleOf(campaign))) touched.schedule = change.schedule
  if (change.mailboxIds) {
    const wanted = [...new Set(change.mailboxIds)]
    if (wanted.join() !== mailboxIdsOf(db, campaign.id).join()) touched.mailboxIds = wanted
  }
  return touched
}

function sameSchedule(a: Schedule, b: Schedule): boolean {
  return JSON.stringify(scheduleColumns(a)) === JSON.stringify(scheduleColumns(b))
}

function checkChosen(tx: Tx, campaign: CampaignRow, mailboxIds: number[]): void {
  const before = new Set(mailboxIdsOf(tx, campaign.id))
  checkMailboxes(
    tx,
    mailboxIds.filter((id) => !before.has(id)),
  )
  if (mailboxIds.length > 0 || campaign.status === 'draft') return
  throw new UserError('CONFLICT', 'A campaign that was activated needs a mailbox to send from.', {
    advice: 'Choose another mailbox, or pause the campaign and leave the mailbox in place.',
  })
}

function settingWords(tx: Tx, campaign: CampaignRow, touched: SettingsChange): string[] {
  const words: string[] = []
  if (touched.name !== undefined) words.push(`It is called "${touched.name}".`)
  if (touched.schedule) {
    words.push(`Messages leave ${scheduleWords(touched.schedule)}.`)
    const planned = countPlanned(tx, campaign.id)
    if (planned > 0) words.push(`${planned === 1 ? 'One planned message follows' : `${planned} planned messages follow`} the new times.`)
  }
  if (touched.mailboxIds) words.push(...mailboxWords(tx, campaign.id, touched.mailboxIds))
  if (touched.stopByCompany !== undefined) {
    words.push(touched.stopByCompany ? 'An answer stops everybody at the same company.' : 'An answer stops only the person who answered.')
  }
  if (touched.optOutLine !== undefined) words.push('Messages that are not yet sent get the new opt-out line.')
  return words
}

/** Said after the plan was changed: who still hears from a mailbox that is no longer among those chosen. */
function mailboxWords(tx: Tx, campaignId: number, mailboxIds: number[]): string[] {
  const words = [mailboxIds.length === 1 ? 'It sends from one mailbox.' : `It sends from ${mailboxIds.length} mailboxes.`]
  const keeping = countKeepingMailbox(tx, campaignId)
  if (keeping > 0) {
    words.push(
      keeping === 1
        ? 'One person who has already heard from a mailbox that leaves keeps hearing from it.'
        : `${keeping} people who have already heard from a mailbox that leaves keep hearing from it.`,
    )
  }
  return words
}
