import type { EngineContext } from '../context.ts'
import { loadAccount } from '../mail-account.ts'
import { createAnswerStage } from './answer.ts'
import { createConfirmStage } from './confirm.ts'
import { createEnrollStage } from './enroll.ts'
import { createImportStage } from './import/stage.ts'
import { createSaveSentStage } from './save-sent.ts'
import { createSendStage } from './send.ts'
import { createSnoozeStage } from './snooze.ts'
import type { Stage } from './stage.ts'
import { createSyncStage } from './sync.ts'

/**
 * What the engine does, in the order in which it is looked at. Read this first.
 *
 * 1. `sync`       reads replies, bounces and opt-outs, and stops whoever answered
 * 2. `answer`     sends what a person wrote by hand, in the lane of its mailbox
 * 3. `confirm`    looks in Sent for messages whose outcome is open
 * 4. `import`     takes contacts in from files
 * 5. `enroll`     plans the first message of whoever entered a running campaign
 * 6. `send`       writes and sends what is due, and plans what follows
 * 7. `save-sent`  files copies in Sent
 * 8. `snooze`     brings conversations back that were put away until now
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
    createEnrollStage(ctx),
    createSendStage(ctx, deps),
    createSaveSentStage(ctx, deps),
    createSnoozeStage(ctx),
  ]
}
