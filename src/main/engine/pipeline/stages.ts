import { loadAccount } from '../accounts/mail-account.ts'
import type { EngineContext } from '../context.ts'
import type { Stage } from '../runner/stage.ts'
import { createConfirmStage } from './confirm/confirm.ts'
import { createSaveSentStage } from './confirm/save-sent.ts'
import { createAnswerStage } from './deliver/answers.ts'
import { createReportStage } from './deliver/reports.ts'
import { createSendStage } from './deliver/steps.ts'
import { createDiscoverStage } from './discovery/discover.ts'
import { createEnrichStage } from './discovery/enrich/stage.ts'
import { createRunStage } from './discovery/run.ts'
import { createEnrollStage } from './enter/enroll.ts'
import { createImportStage } from './import/stage.ts'
import { createSyncStage } from './receive/sync.ts'
import { createSnoozeStage } from './snooze.ts'

/**
 * What the engine does, in the order in which it is looked at. Read this first.
 *
 * 1. `sync`       reads replies, bounces and opt-outs, and stops whoever answered
 * 2. `answer`     sends what a person wrote by hand, in the lane of its mailbox
 * 3. `confirm`    looks in Sent for messages whose outcome is open
 * 4. `import`     takes contacts in from files
 * 5. `run`        begins and ends the days of recurring campaigns, and spreads their messages over the day
 * 6. `discover`   finds new people for the day
 * 7. `enrich`     gets their addresses, checks them, and takes people in
 * 8. `enroll`     plans the first message of whoever entered a running campaign
 * 9. `send`       writes and sends what is due, and plans what follows
 * 10. `save-sent` files copies in Sent
 * 11. `snooze`    brings conversations back that were put away until now
 * 12. `report`    tells the operator by mail that a recurring campaign is complete
 *
 * Reading comes before sending, so that what came in stops what would go out.
 */
export function createStages(ctx: EngineContext): Stage[] {
  const deps = { loadAccount: (mailboxId: number) => loadAccount(ctx.db, ctx.ports.secrets, mailboxId) }
  return [
    createSyncStage(ctx, deps),
    createAnswerStage(ctx, deps),
    createConfirmStage(ctx, deps),
    createImportStage(ctx),
    createRunStage(ctx),
    createDiscoverStage(ctx),
    createEnrichStage(ctx),
    createEnrollStage(ctx),
    createSendStage(ctx, deps),
    createSaveSentStage(ctx, deps),
    createSnoozeStage(ctx),
    createReportStage(ctx, deps),
  ]
}
