import type { Workspace } from '../../../../shared/schemas/workspace.ts'
import type { Db } from '../../db/core/open.ts'
import { getWorkspace, updateWorkspace } from '../../db/core/workspace.ts'
import { os } from '../base.ts'

export const workspace = {
  get: os.workspace.get.handler(({ context }) => read(context.db)),
  update: os.workspace.update.handler(({ input, context }) => {
    const before = read(context.db)
    const changed = Object.entries(input).some(([key, value]) => value !== undefined && value !== before[key as keyof Workspace])
    if (!changed) return before
    return context.commit('workspace.update', (tx) => {
      updateWorkspace(tx, input)
      tx.emit({ type: 'workspace.changed', message: 'The settings of this workspace were changed.' })
      return read(tx)
    })
  }),
}

function read(db: Db): Workspace {
  const { id, name, zone, postalAddress, dailyCredits, guideDone, leaveOutDays } = getWorkspace(db)
  return { id, name, zone, postalAddress, dailyCredits, guideDone, leaveOutDays }
}
