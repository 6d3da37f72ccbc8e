import type { ProviderKind } from '../../../shared/schemas/discovery.ts'
import type { Tx } from '../commit.ts'
import { providerOf } from '../db/providers.ts'
import { statement } from '../db/statement.ts'
import type { ProviderFailure } from '../ports.ts'
import { noteGood, noteProblem } from './provider-problem.ts'

export const providerNames: Record<ProviderKind, string> = { influencers_club: 'Influencers Club', clay: 'Clay' }

/** Whether a provider takes nothing more until a person acts there or here, whatever it is asked. */
export function isShut({ kind }: Pick<ProviderFailure, 'kind'>): boolean {
  return kind === 'key' || kind === 'credits'
}

/** What a page asked of a provider failed: kept where a person has to act. */
export function noteFailure(tx: Tx, kind: ProviderKind, failure: ProviderFailure): void {
  if (isShut(failure)) noteProblem(tx, kind, failure.message)
}

/** It did what a page asked. Runs that waited for it go on at once. */
export function noteSuccess(tx: Tx, kind: ProviderKind, creditsLeft: number | null): void {
  if (providerOf(tx, kind).problem !== '') wakeRuns(tx)
  noteGood(tx, kind, creditsLeft)
}

/** Runs that wait for a provider ask again now. */
export function wakeRuns(tx: Tx): void {
  statement(tx, `update runs indexed by runs_open set retry_at = 0 where status = 'running' and retry_at > 0`).run()
}
