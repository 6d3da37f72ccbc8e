import { UserError } from '../../../../shared/errors.ts'
import type { Platform } from '../../../../shared/schemas/discovery.ts'
import { chainOf, servicesFor } from '../../accounts/services.ts'
import type { EngineContext } from '../../context.ts'
import type { Tx } from '../../db/core/commit.ts'
import { creatorsAtTable, creatorsByIds } from '../../db/discovery/creators-view.ts'
import { clayOf } from '../../db/discovery/providers.ts'
import { broughtAddress, broughtNone, fileRead } from '../../lifecycle/discovery/answered.ts'
import { parseAddress } from '../../rules/contacts/address.ts'
import { csvLine } from '../../rules/contacts/csv/write.ts'
import { profileUrl } from '../../rules/contacts/profile-url.ts'
import { type ClayRow, idColumn, profileColumn, readClayFile } from '../../rules/discovery/clay-file.ts'
import { localDay } from '../../rules/sending/window.ts'
import { people } from '../../rules/sending/words.ts'
import { hasEnded } from '../../rules/states/open.ts'
import { needRecurring } from './need.ts'

/** Creators who wait for an address from a table, as CSV. No cell of it runs as a formula. */
export function exportForClay(ctx: EngineContext, campaignId: number): { fileName: string; content: string; rows: number } {
  const { campaign } = needRecurring(ctx.db, campaignId)
  const creators = creatorsAtTable(ctx.db, campaignId)
  const lines = creators.map(({ id, fullName, handle, platform }) =>
    csvLine([id, fullName, handle, platform, profileUrl(platform, handle)]),
  )
  const header = csvLine([idColumn, 'Full Name', 'Handle', 'Platform', profileColumn])
  const day = localDay(ctx.ports.clock.now(), campaign.zone)
  return { fileName: `creators-for-clay-${campaignId}-${day}.csv`, content: header + lines.join(''), rows: creators.length }
}

export interface Imported {
  addresses: number
  without: number
  unknown: number
}

/**
 * Takes in the export of a table: addresses by our id. Whoever comes back without one is asked about elsewhere, where the
 * chain goes on.
 * @throws UserError BAD_REQUEST where a column is missing, CONFLICT for a campaign that has ended
 */
export function importFromClay(ctx: EngineContext, campaignId: number, content: string): Imported {
  const { emailOutput, firstNameOutput, lastNameOutput, companyOutput } = clayOf(ctx.db)
  needRecurring(ctx.db, campaignId)
  const file = readClayFile(content, { email: emailOutput, firstName: firstNameOutput, lastName: lastNameOutput, company: companyOutput })
  if (!file.ok) {
    const has = file.headings.length === 0 ? 'It has no columns.' : `Its columns are: ${file.headings.slice(0, 20).join(', ')}.`
    throw new UserError('BAD_REQUEST', `The file has no column "${file.missing}". ${has}`.slice(0, 1000), {
      advice:
        file.missing === idColumn
          ? 'Export the table with all of its columns; ours tells who is who.'
          : 'Export the table with all of its columns, or name the right one under People and addresses.',
    })
  }
  return ctx.commit('runs.clayFile', (tx) => {
    const { campaign, discovery } = needRecurring(tx, campaignId)
    if (hasEnded(campaign)) {
      throw new UserError('CONFLICT', `This campaign is ${campaign.status}; nobody is written to any more.`, {
        advice: 'Duplicate it to go on with other people.',
      })
    }
    const chain = chainOf(servicesFor(ctx, campaign), discovery).length
    const result = takeIn(tx, campaignId, file.rows, chain)
    fileRead(tx, campaignId)
    const message = `${people(result.addresses)} got an address from Clay's file`
    if (result.addresses + result.without > 0) tx.emit({ type: 'run.changed', campaignId, message })
    return result
  })
}

/** An address may come with a later file, after they were asked about elsewhere without luck; it also says that a table had them. */
const takesLate = new Set(['found', 'no_address', 'unsure'])

function takeIn(tx: Tx, campaignId: number, rows: readonly ClayRow[], chain: number): Imported {
  const best = bestRows(rows)
  const known = creatorsByIds(tx, campaignId, [...best.keys()])
  const result: Imported = { addresses: 0, without: 0, unknown: rows.filter(({ id }) => id === null).length }
  for (const [id, row] of best) {
    const creator = known.get(id)
    if (!creator || isSomebodyElse(row, creator)) {
      result.unknown++
      continue
    }
    const address = parseAddress(row.email)
    if (address.ok && (creator.atTable || takesLate.has(creator.status))) {
      const { firstName, lastName, companyName } = row
      broughtAddress(tx, id, { email: address.email, firstName, lastName, companyName })
      result.addresses++
    } else if (!address.ok && creator.atTable) {
      broughtNone(tx, { id, chainAt: creator.chainAt }, chain)
      result.without++
    }
  }
  return result
}

/** The file may be that of another workspace, whose numbers are the same. */
function isSomebodyElse({ profileUrl: given }: ClayRow, { platform, handle }: { platform: Platform; handle: string }): boolean {
  return /^https?:/i.test(given) && given.toLowerCase() !== profileUrl(platform, handle).toLowerCase()
}

/** One row for each of our ids: of several the first with an address. */
function bestRows(rows: readonly ClayRow[]): Map<number, ClayRow> {
  const best = new Map<number, ClayRow>()
  for (const row of rows) {
    if (row.id === null) continue
    const before = best.get(row.id)
    if (!before || (before.email === '' && row.email !== '')) best.set(row.id, row)
  }
  return best
}
