import type { ProviderKind } from '../../../shared/schemas/discovery.ts'
import type { Tx } from '../commit.ts'
import { statement } from '../db/statement.ts'

/** Keeps what is wrong with a provider, for a person to mend; said once, not at every try. */
export function noteProblem(tx: Tx, kind: ProviderKind, problem: string): void {
  const { changes } = statement(
    tx,
    `insert into providers (kind, problem, updated_at) values (@kind, @problem, @at)
     on conflict (kind) do update set problem = @problem, updated_at = @at where problem <> @problem`,
  ).run({ kind, problem, at: tx.at })
  if (changes > 0) tx.emit({ type: 'provider.changed', message: problem })
}

/** It works again, and may have said what is left. */
export function noteGood(tx: Tx, kind: ProviderKind, creditsLeft: number | null = null): void {
  const before = statement(tx, 'select problem, credits_left as creditsLeft from providers where kind = ?').get(kind) as
    | { problem: string; creditsLeft: string | null }
    | undefined
  const left = creditsLeft === null ? (before?.creditsLeft ?? null) : String(creditsLeft)
  if (!before || (before.problem === '' && before.creditsLeft === left)) return
  statement(tx, `update providers set problem = '', credits_left = ?, updated_at = ? where kind = ?`).run(left, tx.at, kind)
  if (before.problem !== '') tx.emit({ type: 'provider.changed', message: '' })
}
