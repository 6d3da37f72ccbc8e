import { notFound, UserError } from '../../../../shared/errors.ts'
import { pageOfCreators } from '../../db/discovery/creators-view.ts'
import { pageOfRuns, runOf } from '../../db/discovery/runs-view.ts'
import { os } from '../base.ts'
import { cursorAfter, idFromCursor } from '../cursor.ts'
import { exportForClay, importFromClay } from './clay-file.ts'
import { decideUnsure, presentCreator } from './creators.ts'
import { needRecurring } from './need.ts'
import { outlookOfRuns } from './outlook.ts'
import { presentRun } from './present.ts'
import { tryAgain } from './try-again.ts'

export const runs = {
  list: os.runs.list.handler(({ input, context }) => {
    const { campaign } = needRecurring(context.db, input.id)
    const { rows, total, more } = pageOfRuns(context.db, input.id, { before: dayFromCursor(input.cursor), limit: input.limit })
    const items = rows.map((row) => presentRun(context, row, campaign))
    return { items, total, nextCursor: more ? (items.at(-1)?.day ?? null) : null }
  }),

  get: os.runs.get.handler(({ input, context }) => {
    const { campaign } = needRecurring(context.db, input.id)
    const row = runOf(context.db, input.id, input.runId)
    if (!row) throw notFound('run', input.runId, 'campaign')
    return presentRun(context, row, campaign)
  }),

  outlook: os.runs.outlook.handler(({ input, context }) => outlookOfRuns(context, input.id)),

  creators: os.runs.creators.handler(({ input, context }) => {
    const { id, runId, status, cursor, limit } = input
    needRecurring(context.db, id)
    if (runId !== undefined && !runOf(context.db, id, runId)) throw notFound('run', runId, 'campaign')
    const before = idFromCursor(cursor) ?? Number.MAX_SAFE_INTEGER
    const page = pageOfCreators(context.db, { campaignId: id, runId, status }, { before, limit })
    return { items: page.rows.map(presentCreator), nextCursor: cursorAfter(page.rows, page.more), total: page.total }
  }),

  tryAgain: os.runs.tryAgain.handler(({ input, context }) => {
    tryAgain(context, input.id)
    return outlookOfRuns(context, input.id)
  }),

  decideUnsure: os.runs.decideUnsure.handler(({ input, context }) => ({ decided: decideUnsure(context, input.id, input.decision) })),

  exportForClay: os.runs.exportForClay.handler(({ input, context }) => exportForClay(context, input.id)),

  importFromClay: os.runs.importFromClay.handler(({ input, context }) => importFromClay(context, input.id, input.content)),
}

/** @throws UserError BAD_REQUEST for text that no page gave out */
function dayFromCursor(cursor: string | undefined): string | null {
  if (cursor === undefined || cursor === '') return null
  if (/^\d{4}-\d{2}-\d{2}$/.test(cursor)) return cursor
  throw new UserError('BAD_REQUEST', 'The cursor is not one that a page gave out.', { advice: 'Begin again with the first page.' })
}
