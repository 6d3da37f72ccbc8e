import { creatorStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'
import type { FoundAddress } from './creators.ts'

const asking = `update creators set status = 'asking', reason = '', purchase_id = ?, updated_at = ?
  where id in (select value from json_each(?)) and ${mayChange(creatorStates, 'ask')}`

/** They are asked about now, as part of a purchase that was written down. */
export function markAsking(tx: Tx, ids: readonly number[], purchaseId: number): void {
  statement(tx, asking).run(purchaseId, tx.at, JSON.stringify(ids))
}

type PurchaseVerb = 'wait' | 'giveBack' | 'doubt'

const ofPurchase = (verb: PurchaseVerb) => `update creators set status = '${creatorStates[verb].to[0]}', reason = ?, updated_at = ?
  where purchase_id = ? and ${mayChange(creatorStates, verb)}`

const waitOfPurchase = ofPurchase('wait')
const giveBackOfPurchase = ofPurchase('giveBack')
const doubtOfPurchase = ofPurchase('doubt')

/** Everybody whom a purchase asks about: the service took it, and their answers come later. */
export function markWaiting(tx: Tx, purchaseId: number, reason: string): void {
  statement(tx, waitOfPurchase).run(reason, tx.at, purchaseId)
}

/** Everybody whom a purchase asks about may be asked about again: nothing was charged. */
export function giveBackCreators(tx: Tx, purchaseId: number): void {
  statement(tx, giveBackOfPurchase).run('', tx.at, purchaseId)
}

/** Everybody whom a purchase asks about: it may have been charged, and no answer comes. */
export function doubtCreators(tx: Tx, purchaseId: number, reason: string): void {
  statement(tx, doubtOfPurchase).run(reason, tx.at, purchaseId)
}

type Verb = keyof typeof creatorStates
type To<V extends Verb> = (typeof creatorStates)[V]['to'][number]

/** One creator. An answer that comes after they were erased is forgotten. */
function one<V extends Verb>(verb: V, to: To<V>): string {
  return `update creators set status = '${to}', reason = @reason, chain_at = coalesce(@chainAt, chain_at), answer = coalesce(@answer, answer),
    updated_at = @at where id = @id and handle <> 'erased-' || id and ${mayChange(creatorStates, verb)}`
}

const texts = {
  wait: one('wait', 'waiting'),
  giveBack: one('giveBack', 'found'),
  doubt: one('doubt', 'unsure'),
  answer: one('answer', 'addressed'),
  bring: one('bring', 'addressed'),
  next: one('miss', 'found'),
  miss: one('miss', 'no_address'),
  giveUp: one('giveUp', 'no_address'),
  refuse: one('refuse', 'bad_address'),
  exclude: one('exclude', 'left_out'),
}

function set(tx: Tx, text: keyof typeof texts, id: number, also: { reason?: string; chainAt?: number; answer?: FoundAddress } = {}): void {
  const { reason = '', chainAt = null, answer } = also
  statement(tx, texts[text]).run({ id, reason, chainAt, answer: answer ? JSON.stringify(answer) : null, at: tx.at })
}

/** The service took the question about one; the answer comes later. */
export function markCreatorWaiting(tx: Tx, id: number, reason: string): void {
  set(tx, 'wait', id, { reason })
}

/** One may be asked about again: nothing was charged. */
export function giveBackCreator(tx: Tx, id: number): void {
  set(tx, 'giveBack', id)
}

/** One may have been charged for, and no answer comes. */
export function doubtCreator(tx: Tx, id: number, reason: string): void {
  set(tx, 'doubt', id, { reason })
}

/** An address was found; it is checked next. */
export function markAddressed(tx: Tx, id: number, answer: FoundAddress): void {
  set(tx, 'answer', id, { answer })
}

/** A file brought an address; it is checked next. */
export function markBrought(tx: Tx, id: number, answer: FoundAddress): void {
  set(tx, 'bring', id, { answer })
}

/** The one asked knows no address, or a bad one: whoever stands at this place of the chain is asked next. */
export function askNextOfChain(tx: Tx, id: number, chainAt: number): void {
  set(tx, 'next', id, { chainAt })
}

/** The last one asked knows no address. */
export function markWithoutAddress(tx: Tx, id: number, reason: string, chainAt?: number): void {
  set(tx, 'miss', id, { reason, chainAt })
}

/** Nobody is left who could be asked. */
export function giveUpCreator(tx: Tx, id: number, reason: string): void {
  set(tx, 'giveUp', id, { reason })
}

/** Nobody is written to at the address that was found, and nobody knows another. */
export function refuseAddress(tx: Tx, id: number, reason: string): void {
  set(tx, 'refuse', id, { reason })
}

/** Their address says that they are not to be written to. */
export function excludeCreator(tx: Tx, id: number, reason: string): void {
  set(tx, 'exclude', id, { reason })
}

const forget = `update creators set handle = 'erased-' || id, full_name = '', answer = null, status = 'left_out', reason = 'The person was erased',
  updated_at = ? where id = ? and ${mayChange(creatorStates, 'exclude')}`

/** A service found somebody again who was erased: the platform's own id stays, so that they are not found once more. */
export function forgetCreator(tx: Tx, id: number): void {
  statement(tx, forget).run(tx.at, id)
}

const enrolled = `update creators set status = 'enrolled', reason = '', enrollment_id = ?, updated_at = ? where id = ? and ${mayChange(creatorStates, 'admit')}`

/** They are a recipient now. */
export function markEnrolled(tx: Tx, id: number, enrollmentId: number): void {
  statement(tx, enrolled).run(enrollmentId, tx.at, id)
}

const leaveOut = `update creators set status = 'left_out', reason = ?, updated_at = ? where id = ? and ${mayChange(creatorStates, 'leaveOut')}`

/** A person leaves them out; whoever is through already stays what they are. */
export function leaveOutCreator(tx: Tx, id: number, reason: string): void {
  statement(tx, leaveOut).run(reason, tx.at, id)
}

const expire = `update creators set status = 'left_out', reason = ?, updated_at = ? where campaign_id = ? and status = ? and ${mayChange(creatorStates, 'expire')}`

/** Leaves out everybody of a campaign who stands so, when no later run will ask about them. */
export function expireCreators(tx: Tx, campaignId: number, status: (typeof creatorStates.expire.from)[number], reason: string): void {
  statement(tx, expire).run(reason, tx.at, campaignId, status)
}

const decide = `update creators indexed by creators_status set status = ?, reason = ?, updated_at = ?
  where campaign_id = ? and ${mayChange(creatorStates, 'decide')}`

/** Settles everybody whose enrichment may have been charged without an answer. Returns how many. */
export function settleUnsure(tx: Tx, campaignId: number, status: To<'decide'>, reason: string): number {
  return statement(tx, decide).run(status, reason, tx.at, campaignId).changes
}
