import type { ProviderKind } from '../../../shared/schemas/discovery.ts'
import type { Tx } from '../db/core/commit.ts'
import { providerOf, saveProvider } from '../db/discovery/providers.ts'
import { wakeRuns } from '../db/discovery/runs.ts'
import type { ProviderFailure } from '../rules/discovery/failure.ts'

export const providerNames: Record<ProviderKind, string> = { influencers_club: 'Influencers Club', clay: 'Clay' }

/** Whether only a person can mend it: until then nobody asks again. */
export function needsPerson(failure: Pick<ProviderFailure, 'kind'>): boolean {
  return failure.kind === 'key' || failure.kind === 'credits'
}

/** Keeps what is wrong with a provider where a person has to act; its screens and Today say so. */
export function noteFailure(tx: Tx, kind: ProviderKind, failure: ProviderFailure): void {
  if (!needsPerson(failure) || providerOf(tx, kind).problem === failure.message) return
  saveProvider(tx, kind, { problem: failure.message })
  tx.emit({ type: 'provider.changed', message: failure.message })
}

/** Keeps that a provider did what it was asked, with its credits where it says. Runs that waited for it go on. */
export function noteSuccess(tx: Tx, kind: ProviderKind, creditsLeft: number | null): void {
  const { problem, creditsLeft: before } = providerOf(tx, kind)
  const left = creditsLeft ?? before
  if (problem === '' && left === before) return
  saveProvider(tx, kind, { problem: '', creditsLeft: left })
  if (problem !== '') wakeRuns(tx)
  tx.emit({ type: 'provider.changed', message: problem === '' ? '' : `${providerNames[kind]} works again` })
}
