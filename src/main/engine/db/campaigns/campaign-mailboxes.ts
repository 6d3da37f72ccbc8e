import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** Why no mailbox of a campaign sends, in words; null while one does. */
export function mailboxesStopped(db: Db, campaignId: number): string | null {
  const rows = statement(
    db,
    `select m.status, m.reason, m.removed_at as removedAt from campaign_mailboxes c join mailboxes m on m.id = c.mailbox_id
     where c.campaign_id = ? order by c.position`,
  ).all(campaignId) as { status: string; reason: string; removedAt: number | null }[]
  const there = rows.filter(({ removedAt }) => removedAt === null)
  if (there.some(({ status }) => status === 'active')) return null
  const [first] = there
  if (!first) return 'The campaign has no mailbox.'
  const what = there.length === 1 ? 'The mailbox is paused' : 'All its mailboxes are paused'
  return first.reason === '' ? `${what}.` : `${what}. ${/[.!?]$/.test(first.reason) ? first.reason : `${first.reason}.`}`
}
