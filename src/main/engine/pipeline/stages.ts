import type { EngineContext } from '../context.ts'
import { loadAccount } from '../mail-account.ts'
import { createConfirmStage } from './confirm.ts'
import { createEnrollStage } from './enroll.ts'
import { createImportStage } from './import/stage.ts'
import { createSaveSentStage } from './save-sent.ts'
import { createSendStage } from './send.ts'
import type { Stage } from './stage.ts'
import { createSyncStage } from './sync.ts'

/**
 * What the engine does, in the order in which it is looked at. Read this first.
 *
 * 1. `sync`       reads replies, bounces and opt-outs, and stops whoever answered
 * 2. `confirm`    looks in Sent for messages whose outcome is open
 * 3. `import`     takes contacts in from files
 * 4. `enroll`     plans the first message of whoever entered a running campaign
 * 5. `send`       writes and sends what is due, and plans what follows
 * 6. `save-sent`  files copies in Sent
 *
 * Reading comes before sending, so that what came in stops what would go out.
 */
export function createStages(ctx: EngineContext): Stage[] {
  const deps = { loadAccount: (mailboxId: number) => loadAccount(ctx.db, ctx.ports.secrets, mailboxId) }
  return [
    createSyncStage(ctx, deps),
    createConfirmStage(ctx, deps),
    createImportStage(ctx),
    createEnrollStage(ctx),
    createSendStage(ctx, deps),
    createSaveSentStage(ctx, deps),
  ]
}
