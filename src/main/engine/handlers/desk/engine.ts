import type { EngineContext } from '../../context.ts'
import { updateWorkspace } from '../../db/core/workspace.ts'
import { engineStatus } from '../../views/desk/engine-status.ts'
import { os } from '../base.ts'

function setPaused(ctx: EngineContext, paused: boolean) {
  ctx.commit('engine.pause', (tx) => {
    updateWorkspace(tx, { paused })
    tx.emit({ type: 'engine.changed', message: paused ? 'You paused all sending' : 'Sending goes on' })
  })
  return engineStatus(ctx)
}

export const engine = {
  status: os.engine.status.handler(({ context }) => engineStatus(context)),
  pause: os.engine.pause.handler(({ context }) => setPaused(context, true)),
  resume: os.engine.resume.handler(({ context }) => setPaused(context, false)),
}
