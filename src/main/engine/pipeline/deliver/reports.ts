import type { EngineContext } from '../../context.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { reportMailbox, reportsToSend } from '../../db/reports/reports.ts'
import { waitForMailbox } from '../../lifecycle/send/reports.ts'
import type { Instant } from '../../ports/machine.ts'
import type { Claim, Stage } from '../../runner/stage.ts'
import { deliverStage, type LoadAccount, type Waiting } from './deliver.ts'
import { lookOnce } from './look-once.ts'

/** Tells the operator by mail that a recurring campaign is complete: one mail from their own mailbox to itself. */
export function createReportStage(ctx: EngineContext, deps: { loadAccount: LoadAccount }): Stage {
  /** Reports to send, each with the mailbox that works, if one does. */
  const waiting = lookOnce(ctx, () => {
    const reports = reportsToSend(ctx.db)
    if (reports.length === 0 || getWorkspace(ctx.db).paused) return []
    return reports.map((report) => ({ ...report, mailbox: reportMailbox(ctx.db, report.campaignId) }))
  })

  function look(now: Instant): Waiting[] {
    return waiting(now).flatMap(({ id, dueAt, mailbox }) => {
      if (!mailbox) return []
      const at = Math.max(dueAt, mailbox.restsUntil)
      return [{ id, mailboxId: mailbox.id, dueAt, pretended: false, open: at <= now, at }]
    })
  }

  const stage = deliverStage(ctx, 'report', deps.loadAccount, look)
  return {
    ...stage,
    nextDue(now) {
      const alone = waiting(now).flatMap(({ dueAt, mailbox }) => (mailbox ? [] : [dueAt]))
      const times = [stage.nextDue(now) ?? [], alone].flat()
      return times.length === 0 ? null : Math.min(...times)
    },
    claim(now, busy): Claim[] {
      const alone = waiting(now).filter(({ dueAt, mailbox }) => !mailbox && dueAt <= now)
      const waits = alone.map(({ id }): Claim => {
        const run = async () => ctx.commit('report.wait', (tx) => waitForMailbox(tx, id))
        return { lane: `report:${id}`, run }
      })
      return [...stage.claim(now, busy), ...waits.filter(({ lane }) => !busy.has(lane))]
    },
  }
}
