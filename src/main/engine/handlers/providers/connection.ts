import { UserError } from '../../../../shared/errors.ts'
import { isoOrNull } from '../../../../shared/instant.ts'
import type { Provider, ProviderKind } from '../../../../shared/schemas/discovery.ts'
import { needsPerson, providerNames } from '../../accounts/provider-health.ts'
import { keyName, needKey, providerKey } from '../../accounts/provider-keys.ts'
import type { EngineContext } from '../../context.ts'
import type { Db } from '../../db/core/open.ts'
import { providerOf, saveProvider } from '../../db/discovery/providers.ts'
import { recurringUsing } from '../../db/discovery/recurring-using.ts'
import { wakeRuns } from '../../db/discovery/runs.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'

/** A provider as clients get it. */
export function presentProvider(db: Db, kind: ProviderKind): Provider {
  const { account, connected, hasWebhookToken, checkedAt, problem, creditsLeft, clay } = providerOf(db, kind)
  return { kind, connected, account, checkedAt: isoOrNull(checkedAt), problem, creditsLeft, clay, hasWebhookToken }
}

/**
 * Tries a key, and keeps it where it works.
 * @throws UserError BAD_REQUEST for a wrong key, PRECONDITION_FAILED where nobody can tell; nothing is kept then
 */
export async function connect(ctx: EngineContext, kind: ProviderKind, key: string): Promise<Provider> {
  const answer = await ask(ctx, kind, key)
  if (!answer.ok) {
    if (answer.kind === 'key' || answer.kind === 'invalid') {
      throw new UserError('BAD_REQUEST', answer.message, { advice: advice[kind] })
    }
    throw new UserError('PRECONDITION_FAILED', `The key could not be checked, so it was not kept. ${answer.message}`, {
      advice: 'Try again in a few minutes.',
    })
  }
  await ctx.ports.secrets.set(keyName(kind), key)
  ctx.commit('provider.connect', (tx) => {
    saveProvider(tx, kind, { connected: true, ...factsOf(kind, answer), checkedAt: tx.at })
    wakeRuns(tx)
    tx.emit({ type: 'provider.changed', message: `${providerNames[kind]} is connected` })
  })
  return presentProvider(ctx.db, kind)
}

/**
 * Asks whether the key still works, and keeps what was said.
 * @throws UserError PRECONDITION_FAILED where there is no key, or nobody can tell now
 */
export async function check(ctx: EngineContext, kind: ProviderKind): Promise<Provider> {
  const key = await needKey(ctx, kind)
  const answer = await ask(ctx, kind, key)
  if (!answer.ok && !needsPerson(answer)) {
    throw new UserError('PRECONDITION_FAILED', answer.message, { advice: 'Try again in a few minutes.' })
  }
  ctx.commit('provider.check', (tx) => {
    const facts = answer.ok ? factsOf(kind, answer) : { problem: answer.message }
    saveProvider(tx, kind, { ...facts, checkedAt: tx.at })
    if (facts.problem === '') wakeRuns(tx)
    tx.emit({ type: 'provider.changed', message: facts.problem || `${providerNames[kind]} works` })
  })
  return presentProvider(ctx.db, kind)
}

/**
 * Forgets a key: first where it is kept, so that a provider which says that it is not connected has left none behind.
 * @throws UserError CONFLICT while a running campaign needs it, PRECONDITION_FAILED where the key cannot be removed; nothing is changed then
 */
export async function disconnect(ctx: EngineContext, kind: ProviderKind): Promise<void> {
  refuseInUse(ctx.db, kind)
  const key = await providerKey(ctx, kind)
  await forget(ctx, keyName(kind), `The key of ${providerNames[kind]}`)
  try {
    forgetProvider(ctx, kind)
  } catch (error) {
    // A campaign was activated meanwhile.
    if (key !== null) await ctx.ports.secrets.set(keyName(kind), key)
    throw error
  }
}

/**
 * Removes a secret.
 * @param what it is, as the beginning of a sentence
 * @throws UserError PRECONDITION_FAILED
 */
export async function forget({ ports }: EngineContext, name: string, what: string): Promise<void> {
  try {
    await ports.secrets.delete(name)
  } catch (error) {
    ports.log.error({ secret: name, error: String(error) }, 'a secret could not be removed')
    throw new UserError('PRECONDITION_FAILED', `${what} could not be removed from where it is kept, so nothing was changed.`, {
      advice: 'Unlock the keychain, or free space on the disk, and try again. You can also revoke it at the provider.',
    })
  }
}

function forgetProvider(ctx: EngineContext, kind: ProviderKind): void {
  ctx.commit('provider.disconnect', (tx) => {
    refuseInUse(tx, kind)
    if (!providerOf(tx, kind).connected) return
    saveProvider(tx, kind, { connected: false, account: '', problem: '', creditsLeft: null, checkedAt: null })
    tx.emit({ type: 'provider.changed', message: `${providerNames[kind]} is no longer connected` })
  })
}

type Answer = { ok: true; account: string; creditsLeft: number | null } | ProviderFailure

async function ask({ ports }: EngineContext, kind: ProviderKind, key: string): Promise<Answer> {
  if (kind === 'clay') {
    const who = await ports.providers.enrichment.whoAmI(key)
    return who.ok ? { ok: true, account: who.account, creditsLeft: null } : who
  }
  const left = await ports.providers.creators.credits(key)
  return left.ok ? { ok: true, account: '', creditsLeft: left.available } : left
}

function factsOf(kind: ProviderKind, { account, creditsLeft }: Extract<Answer, { ok: true }>) {
  const empty = kind === 'influencers_club' && creditsLeft !== null && creditsLeft <= 0
  return { account, creditsLeft, problem: empty ? 'No credits are left at Influencers Club. Buy more there, then check again.' : '' }
}

function refuseInUse(db: Db, kind: ProviderKind): void {
  const [first, ...others] = recurringUsing(db, kind)
  if (!first) return
  const names = others.length === 0 ? `"${first.name}"` : `"${first.name}" and ${others.length} more`
  throw new UserError('CONFLICT', `${providerNames[kind]} is needed: ${names} ${others.length === 0 ? 'runs' : 'run'} with it every day.`, {
    advice: 'Pause or cancel these campaigns first, or let them ask somebody else.',
    details: { campaignIds: [first, ...others].map(({ id }) => id) },
  })
}

const advice: Record<ProviderKind, string> = {
  influencers_club: 'Copy the key from the dashboard of Influencers Club, and paste it as a whole.',
  clay: 'Copy the key in Clay under Settings, Account, API keys, and paste it as a whole.',
}
