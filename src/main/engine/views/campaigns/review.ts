import type { Review } from '../../../../shared/schemas/campaigns.ts'
import { servicesFor } from '../../accounts/services.ts'
import type { ReviewItem } from '../../audiences/audience.ts'
import { audiences } from '../../audiences/index.ts'
import type { EngineContext } from '../../context.ts'
import { usedOn } from '../../credits/ledger.ts'
import { type CampaignRow, needCampaign, scheduleOf } from '../../db/campaigns/campaigns.ts'
import { countPeople } from '../../db/campaigns/people-count.ts'
import { plannedBefore, type ReviewedMailbox, reviewedMailboxes } from '../../db/campaigns/review-facts.ts'
import { liveSteps } from '../../db/campaigns/steps.ts'
import type { Db } from '../../db/core/open.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { inFlight } from '../../db/sends/queue.ts'
import { localDay, nextMidnight, nextOpening } from '../../rules/sending/window.ts'
import { messages } from '../../rules/sending/words.ts'
import { checkTemplate } from '../../rules/writing/template.ts'
import { peoplePerRun } from '../discovery/people-per-run.ts'
import { checkMessages } from './message-check.ts'

/** What would stop a campaign, and what it would send. Looks into the messages of the first recipients too. */
export async function reviewOf(ctx: EngineContext, id: number): Promise<Review> {
  const campaign = needCampaign(ctx.db, id)
  const now = ctx.ports.clock.now()
  const blockers = blockersOf(ctx.db, campaign, now, servicesFor(ctx, campaign).pretend)
  const audience = audiences[campaign.audience]
  const { recipients, behind } = await audience.reviewed(ctx.db, id, (search) =>
    peoplePerRun(ctx, campaign, { audience: search, testMode: campaign.testMode }),
  )
  const toSend = recipients * liveSteps(ctx.db, id).length - behind
  const items = [...blockers, ...warningsOf(ctx, campaign, now, recipients)]
  if ((audience.findsPeople || recipients > 0) && blockers.every((item) => item.code !== 'template_error' && item.code !== 'no_steps')) {
    items.push(...(await checkMessages(ctx, campaign, recipients)))
  }
  return { ready: blockers.length === 0, items, recipients, messages: Math.max(0, toSend) }
}

/**
 * What stands between a campaign and its activation.
 * @param pretend its people are invented: no provider is needed
 */
export function blockersOf(db: Db, campaign: CampaignRow, now: number, pretend: boolean): ReviewItem[] {
  const items: ReviewItem[] = []
  const block = (code: ReviewItem['code'], message: string, count = 1) => items.push({ level: 'blocker', code, message, count })
  const steps = liveSteps(db, campaign.id)
  if (steps.length === 0) block('no_steps', 'The campaign has no step.', 0)
  for (const step of steps) {
    const problem = checkTemplate(step.subject) ?? checkTemplate(step.body)
    if (problem) block('template_error', `Step ${step.position} cannot be filled in. ${problem}`)
  }
  if (steps[0]?.subject.trim() === '') block('template_error', 'The first step has no subject.')
  items.push(...audiences[campaign.audience].blockers(db, campaign, pretend))

  const mailboxes = reviewedMailboxes(db, campaign.id)
  const working = mailboxes.filter((mailbox) => mailbox.status === 'active')
  if (mailboxes.length === 0) block('no_mailbox', 'No mailbox is chosen to send from.', 0)
  else if (working.length === 0)
    block(
      'mailbox_paused',
      mailboxes.length === 1 ? 'The mailbox is paused.' : 'All mailboxes of the campaign are paused.',
      mailboxes.length,
    )
  if (nextOpening(scheduleOf(campaign), now) === null) block('empty_window', 'The schedule has no time in which anything may be sent.')
  return items
}

function warningsOf(ctx: EngineContext, campaign: CampaignRow, now: number, recipients: number): ReviewItem[] {
  const audience = audiences[campaign.audience]
  const items: ReviewItem[] = [...testModeWarning(campaign), ...audience.warnings(ctx.db, campaign, servicesFor(ctx, campaign).pretend)]
  const warn = (code: ReviewItem['code'], message: string, count: number) => items.push({ level: 'warning', code, message, count })
  const mailboxes = reviewedMailboxes(ctx.db, campaign.id)
  const paused = mailboxes.filter((mailbox) => mailbox.status === 'paused')
  if (paused.length > 0 && paused.length < mailboxes.length) {
    warn(
      'mailbox_paused',
      `${names(paused)} ${paused.length === 1 ? 'is' : 'are'} paused; people of that mailbox wait until it goes on.`,
      paused.length,
    )
  }
  const untested = mailboxes.filter((mailbox) => mailbox.testedAt === null)
  if (untested.length > 0) warn('mailbox_untested', `The connection of ${names(untested)} was never tested.`, untested.length)
  const gapless = mailboxes.filter((mailbox) => mailbox.gapSeconds === 0)
  if (gapless.length > 0)
    warn(
      'no_gap',
      `${names(gapless)} ${gapless.length === 1 ? 'sends' : 'send'} without a pause between messages, which providers take for spam.`,
      gapless.length,
    )

  const workspace = getWorkspace(ctx.db)
  const nowhere = workspace.postalAddress.trim() === '' ? mailboxes.filter((mailbox) => mailbox.postalAddress.trim() === '') : []
  if (nowhere.length > 0) {
    warn(
      'no_postal_address',
      `Messages from ${names(nowhere)} carry no postal address. In many countries commercial mail must have one.`,
      nowhere.length,
    )
  }
  // Test mode takes no credit.
  if (audience.keepsToCredits || campaign.testMode) return items
  const left = Math.max(
    0,
    workspace.dailyCredits - usedOn(ctx.db, localDay(now, workspace.zone)) - inFlight(ctx.db, localDay(now, workspace.zone)),
  )
  const today = firstDayMessages(ctx.db, campaign, now, recipients, nextMidnight(now, workspace.zone))
  if (today > left) {
    warn(
      'sends_today_exceed_credits',
      `${messages(today)} could leave today, and ${left} credits are left. The others follow on the next days.`,
      today - left,
    )
  }
  return items
}

function testModeWarning(campaign: CampaignRow): ReviewItem[] {
  if (!campaign.testMode) return []
  const message = 'This campaign is in test mode: the people are invented, nothing leaves, and no credit is used.'
  return [{ level: 'warning', code: 'test_mode', message, count: 1 }]
}

/** Messages due before midnight: those planned, and the first one of whoever has none yet. */
function firstDayMessages(db: Db, campaign: CampaignRow, now: number, recipients: number, midnight: number): number {
  const opensAt = nextOpening(scheduleOf(campaign), now)
  if (opensAt === null || opensAt >= midnight) return 0
  const planned = plannedBefore(db, campaign.id, midnight)
  const first = liveSteps(db, campaign.id)[0]
  const dueToday = first !== undefined && first.delayDays === 0 && now + first.delayHours * 3_600_000 < midnight
  if (!dueToday || recipients === 0) return planned
  return planned + countPeople(db, campaign.id, 'pending')
}

function names(mailboxes: readonly ReviewedMailbox[]): string {
  const first = mailboxes[0]?.email ?? ''
  return mailboxes.length === 1 ? first : `${first} and ${mailboxes.length - 1} more`
}
