import type { Enricher } from '../../../../shared/schemas/discovery.ts'
import type { Tx } from '../../db/core/commit.ts'
import { askNextOfChain, markAddressed, markBrought, markWithoutAddress, refuseAddress } from '../../db/discovery/creator-status.ts'
import type { CreatorRow, FoundAddress } from '../../db/discovery/creators.ts'
import { settleTables } from '../../db/discovery/purchase-status.ts'
import { askToday } from './run.ts'

const longest = 320

/** An address was found: it is checked next. */
export function answered(tx: Tx, creator: CreatorRow, answer: FoundAddress): void {
  const { email, firstName, lastName, companyName } = answer
  markAddressed(tx, creator.id, {
    email: email.trim().slice(0, longest),
    firstName: firstName.slice(0, 200),
    lastName: lastName.slice(0, 200),
    companyName: companyName.slice(0, 300),
  })
}

/** This one knows none: the next of the chain is asked, if there is one. */
export function missed(tx: Tx, creator: CreatorRow, chain: readonly Enricher[], reason: string): void {
  const next = creator.chainAt + 1
  if (next < chain.length) askNextOfChain(tx, creator.id, next)
  else markWithoutAddress(tx, creator.id, reason)
}

/** Nobody is written to at such an address; the next of the chain may know a better one. */
export function addressRefused(tx: Tx, creator: CreatorRow, chain: readonly Enricher[], problem: string): void {
  if (creator.chainAt + 1 < chain.length) missed(tx, creator, chain, '')
  else refuseAddress(tx, creator.id, problem)
}

/** A file brought the address of one. */
export function broughtAddress(tx: Tx, id: number, answer: FoundAddress): void {
  markBrought(tx, id, answer)
}

/** Somebody came back from a table without an address. `chain`: how many there are to ask. */
export function broughtNone(tx: Tx, { id, chainAt }: { id: number; chainAt: number }, chain: number): void {
  const next = chainAt + 1
  if (next < chain) askNextOfChain(tx, id, next)
  else markWithoutAddress(tx, id, 'Clay found no address', next)
}

/** A file was read: tables of which nobody waits any more are through, and whoever is to be asked elsewhere is, today. */
export function fileRead(tx: Tx, campaignId: number): void {
  settleTables(tx, campaignId)
  askToday(tx, campaignId)
}
