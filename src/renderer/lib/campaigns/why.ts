/** Where one can act on a reason that holds messages back. Pure. */
import type { WaitReason } from '../../../shared/schemas/campaigns.ts'
import type { Mailbox } from '../../../shared/schemas/mailboxes.ts'
import { counted } from '../words/counts.ts'

export interface WhyFacts {
  mailboxes: readonly Pick<Mailbox, 'id' | 'status' | 'mend'>[]
  campaigns: readonly { id: number; status: string; stats: { held: number; unconfirmed: number; paused: number; scheduled: number } }[]
}

export interface WhyPlace {
  to: string
  /** What one does there. */
  word: string
}

/** The hour that a message has and the pause between two are how a campaign sends, not what keeps it. */
export function isItsPace(reason: WaitReason): boolean {
  return reason === 'gap' || reason === 'not_due'
}

/** Before a run has their addresses, people wait and not yet messages. */
const beforeMessages: readonly WaitReason[] = ['discovering', 'enriching', 'provider', 'carried_over', 'next_run']

/** How many a reason holds back: `3 messages`, or `3 people` of whom no message is planned yet. */
export function heldInWords({ reason, count }: { reason: WaitReason; count: number }): string {
  return beforeMessages.includes(reason) ? counted(count, 'person', 'people') : counted(count, 'message', 'messages')
}

type Stat = keyof WhyFacts['campaigns'][number]['stats']

/** The page for a reason, and the very row where only one can be meant; null where there is nothing to do but wait. */
export function placeFor(reason: WaitReason, facts: WhyFacts): WhyPlace | null {
  switch (reason) {
    case 'mailbox_paused': {
      const stopped = facts.mailboxes.filter(({ status }) => status === 'paused')
      return mailboxPlace(stopped, 'Mend the mailbox')
    }
    case 'mailbox_unread':
      return mailboxPlace(
        facts.mailboxes.filter(({ mend }) => mend !== null),
        'See the mailbox',
      )
    case 'mailbox_missing':
      return facts.mailboxes.length === 0
        ? { to: '/mailboxes/new', word: 'Add a mailbox' }
        : { to: '/campaigns', word: 'Choose one in the campaign' }
    case 'daily_cap':
      return mailboxPlace(facts.mailboxes, 'Change how many a day')
    case 'credits':
      return { to: '/credits', word: 'See the credits' }
    case 'missing_variable':
    case 'template_error':
      return recipientsPlace(facts, 'held', 'held', 'See whose')
    case 'unconfirmed':
      return recipientsPlace(facts, 'unconfirmed', 'unconfirmed', 'Decide')
    case 'recipient_paused':
      return recipientsPlace(facts, 'paused', 'paused', 'See whom')
    case 'campaign_paused':
      return campaignPlace(facts, ({ status }) => status === 'paused', 'Resume it')
    case 'outside_window':
    case 'start_date':
      return campaignPlace(facts, ({ stats }) => stats.scheduled > 0, 'See the schedule')
    default:
      return null
  }
}

function mailboxPlace(meant: readonly { id: number }[], word: string): WhyPlace {
  const [only, second] = meant
  return { to: only && !second ? `/mailboxes?open=${only.id}` : '/mailboxes', word }
}

function recipientsPlace({ campaigns }: WhyFacts, stat: Stat, filter: string, word: string): WhyPlace {
  const [only, second] = campaigns.filter(({ stats }) => stats[stat] > 0)
  return { to: only && !second ? `/campaigns/${only.id}/recipients?filter=${filter}` : '/campaigns', word }
}

function campaignPlace({ campaigns }: WhyFacts, meant: (campaign: WhyFacts['campaigns'][number]) => boolean, word: string): WhyPlace {
  const [only, second] = campaigns.filter((campaign) => meant(campaign) && !['completed', 'cancelled'].includes(campaign.status))
  return { to: only && !second ? `/campaigns/${only.id}/settings` : '/campaigns', word }
}
