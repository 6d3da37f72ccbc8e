import type { Instant } from '../../ports/machine.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** Every mailbox, removed ones too: people keep theirs. */
export function everyMailboxId(db: Db): number[] {
  return statement(db, 'select id from mailboxes').pluck().all() as number[]
}

/** Every mailbox is read at the next look. */
export function syncAll(tx: Tx): void {
  statement(tx, 'update mailboxes set next_sync_at = ? where removed_at is null').run(tx.at)
}

/** No mailbox waits longer than its gap, unless it says why. */
export function cutGaps(tx: Tx): void {
  statement(
    tx,
    `update mailboxes set next_send_at = @at + (gap_seconds + gap_jitter_seconds) * 1000
     where reason = '' and next_send_at > @at + (gap_seconds + gap_jitter_seconds) * 1000`,
  ).run({ at: tx.at })
}

/** The mailboxes of a campaign that were not read since an instant, or for so long, are read at the next look. */
export function syncUnread(tx: Tx, campaignId: number, unread: { maxUnreadMs: number; awakeSince: Instant }): void {
  statement(
    tx,
    `update mailboxes set next_sync_at = @now where removed_at is null and next_sync_at > @now
     and (last_synced_at is null or last_synced_at < @now - @maxUnreadMs or last_synced_at < @awakeSince)
     and id in (select mailbox_id from campaign_mailboxes where campaign_id = @campaignId)`,
  ).run({ ...unread, now: tx.at, campaignId })
}
