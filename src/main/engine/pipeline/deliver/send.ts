import type { EngineContext } from '../../context.ts'
import { changeCount } from '../../db/core/changes.ts'
import { isTestSend } from '../../db/sends/in-flight.ts'
import { headsOfQueues, runningCampaigns, sendingMailboxes } from '../../db/sends/queue.ts'
import { claimSend } from '../../lifecycle/send/claim.ts'
import { recoverInFlight, settle } from '../../lifecycle/send/settle.ts'
import type { Instant } from '../../ports/machine.ts'
import type { MailAccount } from '../../ports/mail.ts'

import { classifyDelivery, type Delivery } from '../../rules/sending/delivery.ts'
import { gate } from '../../rules/sending/gate.ts'
import type { Claim, Stage } from '../../runner/stage.ts'
import { pauseWithoutSecret, writeDown } from '../../runner/write-down.ts'
import { mailboxFacts, sharedFacts } from '../../views/sending/gate-facts.ts'

interface Head {
  sendId: number
  dueAt: Instant
  /** Null: it may leave now. Otherwise when it may; `null` in there where a person has to act. */
  closedUntil: { at: Instant | null } | null
}

/** What one mailbox has to send: the first message of each campaign. */
interface Queue {
  mailboxId: number
  heads: Head[]
}

/**
 * Sends what is due: one lane a mailbox, one message at a time. Two commits stand around each SMTP conversation, and
 * what happens between them is never repeated by itself (rule 2).
 */
export function createSendStage(ctx: EngineContext, deps: { loadAccount(mailboxId: number): Promise<MailAccount> }): Stage {
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

  let seen: { now: Instant; changes: unknown; queues: Queue[] } | null = null

  /** The runner asks what is due and then when more is, at one instant: where nothing was written meanwhile, one look serves both. */
  function look(now: Instant): Queue[] {
    const changes = changeCount(ctx.db)
    if (seen?.now !== now || seen.changes !== changes) seen = { now, changes, queues: queues(ctx, now) }
    return seen.queues
  }

  async function sendOne(mailboxId: number, sendId: number): Promise<void> {
    if (isTestSend(ctx.db, sendId)) return pretend(sendId)
    const signIn = await account(mailboxId).catch((error: unknown) => {
      pauseWithoutSecret(ctx, mailboxId, error)
      return null
    })
    if (!signIn) return
    const mail = await claimSend(ctx, sendId)
    if (!mail) return
    try {
      const outcome = await ctx.ports.mailer.send(signIn, mail)
      await conclude(sendId, classifyDelivery(outcome))
    } catch (error) {
      // A mistake of ours after the claim: the message must not stay on its way for ever, nor be tried again by itself.
      await conclude(sendId, { kind: 'unknown', reason: 'An error inside Campaign Desk left it open whether the message was sent' })
      throw error
    }
  }

  /** The whole way of a message, but for its leaving (rule 9). */
  async function pretend(sendId: number): Promise<void> {
    const mail = await claimSend(ctx, sendId)
    if (mail) await conclude(sendId, { kind: 'sent' })
  }

  function conclude(sendId: number, delivery: Delivery): Promise<void> {
    return writeDown(ctx, 'send.settle', () =>
      ctx.commit.together('send.settle', (tx) => settle(tx, sendId, delivery, ctx.ports.random.next())),
    )
  }

  return {
    name: 'send',
    recover() {
      ctx.commit('send.recover', recoverInFlight)
    },
    nextDue(now) {
      let earliest: Instant | null = null
      for (const { heads } of look(now)) {
        for (const head of heads) {
          const at = head.closedUntil ? head.closedUntil.at : now
          if (at !== null && (earliest === null || at < earliest)) earliest = at
        }
      }
      return earliest
    },
    claim(now, busy): Claim[] {
      const claims: Claim[] = []
      for (const { mailboxId, heads } of look(now)) {
        const lane = `send:${mailboxId}`
        if (busy.has(lane)) continue
        const next = heads.filter((head) => head.closedUntil === null).sort((a, b) => a.dueAt - b.dueAt || a.sendId - b.sendId)[0]
        if (next) claims.push({ lane, run: () => sendOne(mailboxId, next.sendId) })
      }
      return claims
    },
    async stop() {
      unsubscribe()
    },
  }
}

/** Every mailbox with the first message of each of its campaigns, and whether that may leave. */
function queues(ctx: EngineContext, now: Instant): Queue[] {
  const campaigns = new Map(runningCampaigns(ctx.db).map((campaign) => [campaign.campaignId, campaign]))
  if (campaigns.size === 0) return []
  const shared = sharedFacts(ctx.db, now, ctx.awakeSince.at)
  const mailboxes = new Map(sendingMailboxes(ctx.db, shared.day).map((mailbox) => [mailbox.id, mailboxFacts(mailbox)]))
  const byMailbox = new Map<number, Head[]>()
  for (const { campaignId, mailboxId, sendId, dueAt } of headsOfQueues(ctx.db)) {
    const mailbox = mailboxes.get(mailboxId)
    const campaign = campaigns.get(campaignId)
    if (!mailbox || !campaign) continue
    const send = { dueAt, attempts: 0, held: null, reason: '' }
    const closed = gate({ ...shared, campaign: { ...campaign, status: 'active' }, mailbox, send })
    const heads = byMailbox.get(mailboxId) ?? []
    byMailbox.set(mailboxId, heads)
    heads.push({ sendId, dueAt, closedUntil: closed && { at: closed.until } })
  }
  return [...byMailbox].map(([mailboxId, heads]) => ({ mailboxId, heads }))
}
