import type { EngineContext } from '../../context.ts'
import { headsOfQueues, runningCampaigns, sendingMailboxes } from '../../db/sends/queue.ts'
import type { Instant } from '../../ports/machine.ts'
import type { MailAccount } from '../../ports/mail.ts'
import { gate } from '../../rules/sending/gate.ts'
import type { Stage } from '../../runner/stage.ts'
import { mailboxFacts, sharedFacts } from '../../views/sending/gate-facts.ts'
import { deliverStage, type LoadAccount, type Waiting } from './deliver.ts'

/** Sends what campaigns have planned: of each mailbox, the message that is due longest. */
export function createSendStage(ctx: EngineContext, deps: { loadAccount: LoadAccount }): Stage {
  const accounts = new Map<number, Promise<MailAccount>>()
  const unsubscribe = ctx.bus.subscribe((event) => {
    if ((event.type === 'mailbox.changed' || event.type === 'mailbox.paused') && event.mailboxId !== null) accounts.delete(event.mailboxId)
  })

  /** Secrets are read once, and again whenever the mailbox was changed. */
  function account(mailboxId: number): Promise<MailAccount> {
    let loading = accounts.get(mailboxId)
    if (!loading) {
      loading = deps.loadAccount(mailboxId)
      loading.catch(() => accounts.delete(mailboxId))
      accounts.set(mailboxId, loading)
    }
    return loading
  }

  return {
    ...deliverStage(ctx, 'step', account, (now) => headsOf(ctx, now)),
    async stop() {
      unsubscribe()
    },
  }
}

/** The first message of each campaign in each mailbox. */
function headsOf(ctx: EngineContext, now: Instant): Waiting[] {
  const campaigns = new Map(runningCampaigns(ctx.db).map((campaign) => [campaign.campaignId, campaign]))
  if (campaigns.size === 0) return []
  const shared = sharedFacts(ctx.db, now, ctx.awakeSince.at)
  const mailboxes = new Map(sendingMailboxes(ctx.db, shared.day).map((mailbox) => [mailbox.id, mailboxFacts(mailbox)]))
  const heads: Waiting[] = []
  for (const { campaignId, mailboxId, sendId, dueAt } of headsOfQueues(ctx.db)) {
    const mailbox = mailboxes.get(mailboxId)
    const campaign = campaigns.get(campaignId)
    if (!mailbox || !campaign) continue
    const send = { dueAt, attempts: 0, held: null, reason: '' }
    const closed = gate({ ...shared, campaign: { ...campaign, status: 'active' }, mailbox, send })
    heads.push({ id: sendId, mailboxId, dueAt, open: closed === null, at: closed?.until ?? null, pretended: campaign.testMode })
  }
  return heads
}
