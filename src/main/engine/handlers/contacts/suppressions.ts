import { notFound, UserError } from '../../../../shared/errors.ts'
import type { Suppression } from '../../../../shared/schemas/contacts.ts'
import { logLifted } from '../../db/contacts/suppression-log.ts'
import {
  deleteSuppression,
  getSuppression,
  isLiftable,
  listSuppressions,
  type SuppressionRow,
  workspaceId,
} from '../../db/contacts/suppressions.ts'
import { suppress } from '../../lifecycle/contact/suppress.ts'
import { parseAddress, parseDomain } from '../../rules/contacts/address.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { os } from '../base.ts'
import { idFromCursor } from '../cursor.ts'

export const suppressions = {
  list: os.suppressions.list.handler(({ input, context }) => {
    const search = (input.search ?? '').trim()
    const page = listSuppressions(context.db, {
      search,
      hashes: hashesOf(workspaceId(context.db), search),
      before: idFromCursor(input.cursor),
      limit: input.limit,
    })
    return { items: page.rows.map(toSuppression), nextCursor: page.next === null ? null : String(page.next), total: page.total }
  }),

  add: os.suppressions.add.handler(({ input, context }) => {
    const value = normalValue(input.kind, input.value)
    const { id } = context.commit('suppressions.add', (tx) => {
      const added = suppress(tx, { kind: input.kind, value, reason: input.reason, note: input.note })
      // A contact shows whether it is suppressed.
      tx.emit({ type: 'contacts.changed' })
      return added
    })
    return toSuppression(must(getSuppression(context.db, id), id))
  }),

  remove: os.suppressions.remove.handler(({ input, context }) => {
    const lifted = context.commit('suppressions.lift', (tx) => {
      const row = must(getSuppression(tx, input.id), input.id)
      if (!isLiftable(row.reason)) {
        throw new UserError('CONFLICT', `This suppression cannot be lifted: ${why(row)}.`, {
          advice: 'If they want to hear from you again, write to them yourself, outside a campaign.',
        })
      }
      deleteSuppression(tx, row.id)
      tx.emit({ type: 'contacts.changed' })
      return { hash: row.hash, kind: row.kind, at: Math.max(tx.at, row.createdAt) }
    })
    logLifted(context.folder, lifted)
    return { ok: true as const }
  }),
}

function why(row: SuppressionRow): string {
  if (row.reason === 'erased') return 'the person was erased and must stay forgotten'
  return row.reason === 'complained' ? 'the person complained about a message' : 'the person asked not to be written to'
}

/** @throws UserError BAD_REQUEST where it is no address or domain */
function normalValue(kind: Suppression['kind'], value: string): string {
  if (kind === 'email') {
    const address = parseAddress(value)
    if (address.ok) return address.key
    throw new UserError('BAD_REQUEST', address.problem, { advice: 'Give one bare address, such as name@company.com.' })
  }
  const domain = parseDomain(value)
  if (domain.ok) return domain.domain
  throw new UserError('BAD_REQUEST', domain.problem, { advice: 'Give a domain, such as company.com.' })
}

/** An erased person has no readable value left, but whoever knows the address finds its row. */
function hashesOf(workspace: string, search: string): string[] {
  const hashes: string[] = []
  const address = parseAddress(search)
  if (address.ok) hashes.push(suppressionHash(workspace, 'email', address.key))
  const domain = parseDomain(search)
  if (domain.ok) hashes.push(suppressionHash(workspace, 'domain', domain.domain))
  return hashes
}

function must(row: SuppressionRow | null, id: number): SuppressionRow {
  if (!row) throw notFound('suppression', id)
  return row
}

function toSuppression(row: SuppressionRow): Suppression {
  const { id, kind, value, reason, note } = row
  return { id, kind, value, reason, note, createdAt: new Date(row.createdAt).toISOString() }
}
