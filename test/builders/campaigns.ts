/** Campaigns with what belongs to them: steps, their mailboxes, whom they look for. */
import { alter, type Db, insert, insertMany, instant, over, remove, type Where } from './core.ts'
import type { Given, Row } from './tables.ts'

/** A draft that writes on working days from nine to five, in Berlin. */
export function addCampaign(db: Db, campaign: Given<'campaigns'> = {}): number {
  return insert(db, 'campaigns', valid(db, campaign))
}

/** So many, `campaign(1)` the first. */
export function addCampaigns(db: Db, count: number, campaign: (n: number) => Given<'campaigns'>): void {
  insertMany(db, 'campaigns', count, (n) => valid(db, campaign(n)))
}

function valid(db: Db, campaign: Given<'campaigns'>): Row<'campaigns'> {
  const usual = {
    name: 'Test',
    ...{ days: [1, 2, 3, 4, 5], startTime: '09:00', endTime: '17:00', zone: 'Europe/Berlin' },
    optOutLine: 'Reply "unsubscribe" to hear no more.',
    ...{ createdAt: instant(db), updatedAt: instant(db) },
  }
  return over(usual, campaign)
}

export function alterCampaign(db: Db, where: Where<'campaigns'>, changes: Partial<Row<'campaigns'>>): void {
  alter(db, 'campaigns', where, changes)
}

/** As nobody could: without a word, and whatever its status. */
export function removeCampaigns(db: Db, where: Where<'campaigns'>): void {
  remove(db, 'campaigns', where)
}

/** In the order of the list. */
export function addCampaignMailboxes(db: Db, campaignId: number, mailboxIds: readonly number[]): void {
  mailboxIds.forEach((mailboxId, position) => {
    insert(db, 'campaignMailboxes', { campaignId, mailboxId, position })
  })
}

export function removeCampaignMailboxes(db: Db, where: Where<'campaignMailboxes'>): void {
  remove(db, 'campaignMailboxes', where)
}

/** The first step has a subject, where nobody says otherwise; those after it answer to it. */
export function addStep(db: Db, step: Given<'steps', 'campaignId'>): number {
  const { position = nextPosition(db, step.campaignId) } = step
  const usual = {
    position,
    subject: position === 1 ? 'Hello {{firstName}}' : '',
    body: `Step ${position} for {{firstName}}.`,
    ...{ createdAt: instant(db), updatedAt: instant(db) },
  }
  return insert(db, 'steps', over(usual, step))
}

function nextPosition(db: Db, campaignId: number): number {
  const next = db.sqlite.prepare('select coalesce(max(position), 0) + 1 from steps where campaign_id = ?').pluck()
  return Number(next.get(campaignId))
}

export function alterStep(db: Db, where: Where<'steps'>, changes: Partial<Row<'steps'>>): void {
  alter(db, 'steps', where, changes)
}

/** By the id of its campaign. */
export function alterDiscovery(db: Db, where: Where<'discoveries'>, changes: Partial<Row<'discoveries'>>): void {
  alter(db, 'discoveries', where, changes)
}
