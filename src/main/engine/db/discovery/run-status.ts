import type { RunStage } from '../../../../shared/schemas/runs.ts'
import { runStages, runStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const move = (verb: 'endSearch' | 'send' | 'askAgain') => `update runs set stage = @stage, attempts = 0, retry_at = 0,
  reason = coalesce(@reason, reason) where id = @runId and ${mayChange(runStates, 'end')} and ${mayChange(runStages, verb, 'stage')}`

const moves = { endSearch: move('endSearch'), send: move('send'), askAgain: move('askAgain') }

/** A run that is on goes on to another stage, with nothing to wait for. Without a reason it keeps the one that it has. */
export function moveRun(tx: Tx, runId: number, verb: keyof typeof moves, reason: string | null = null): void {
  const stage: RunStage = runStages[verb].to[0]
  statement(tx, moves[verb]).run({ runId, stage, reason })
}

const end = `update runs set status = @status, stage = 'done', reason = @reason, number = case when @counts then number end, finished_at = @at
  where id = @runId and ${mayChange(runStates, 'end')}`

/** How a run ended; one that does not count gives its number back. */
export function endRun(tx: Tx, runId: number, how: { status: (typeof runStates.end.to)[number]; reason: string; counts: boolean }): void {
  statement(tx, end).run({ runId, status: how.status, reason: how.reason, counts: how.counts ? 1 : 0, at: tx.at })
}
