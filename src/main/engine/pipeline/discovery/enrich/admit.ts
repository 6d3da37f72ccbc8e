import { chainOf, servicesFor } from '../../../accounts/services.ts'
import type { EngineContext } from '../../../context.ts'
import { type CreatorToAdmit, creatorsToAdmit } from '../../../db/discovery/creators.ts'
import { recurringCampaign } from '../../../db/discovery/runs.ts'
import { addressRefused } from '../../../lifecycle/discovery/answered.ts'
import { takeIn } from '../../../lifecycle/discovery/take-in.ts'
import { type ParsedAddress, parseAddress } from '../../../rules/contacts/address.ts'
import type { MailDomain } from '../../../rules/discovery/address-problem.ts'
import { addressProblem } from '../../../rules/discovery/address-problem.ts'

/** People taken in per commit. */
const chunk = 100

/** Checks addresses that were found, and takes those in whom they belong to. A look that got no answer speaks against nobody. */
export async function admit(ctx: EngineContext, campaignId: number): Promise<void> {
  const campaign = recurringCampaign(ctx.db, campaignId)
  if (!campaign) return
  const services = servicesFor(ctx, campaign)
  const people = creatorsToAdmit(ctx.db, campaignId, chunk).map((creator): [CreatorToAdmit, ParsedAddress] => [
    creator,
    parseAddress(creator.answer.email),
  ])
  const names = [...new Set(people.flatMap(([, address]) => (address.ok ? [address.domain] : [])))]
  const domains = new Map(
    await Promise.all(names.map(async (name): Promise<[string, MailDomain]> => [name, await services.domains.check(name)])),
  )
  ctx.commit('enrich.admit', (tx) => {
    // While DNS was asked it may have ended, its chain may have been changed with everybody's place in it, and people left out.
    const now = recurringCampaign(tx, campaignId)
    if (!now) return
    const chain = chainOf(services, now.audience)
    const present = new Map(creatorsToAdmit(tx, campaignId, chunk).map((creator) => [creator.id, creator]))
    let added = 0
    for (const [{ id, answer }, address] of people) {
      const creator = present.get(id)
      if (creator?.answer.email !== answer.email) continue
      const problem = addressProblem(address, domains)
      if (!address.ok || problem !== null) addressRefused(tx, creator, chain, problem ?? '')
      else if (takeIn(tx, creator, address, { testMode: campaign.testMode })) added++
    }
    if (added > 0) {
      tx.emit({ type: 'contacts.changed', message: `${added} new contacts` })
      tx.emit({ type: 'recipients.added', campaignId, message: added === 1 ? 'One person was found' : `${added} people were found` })
    }
    tx.emit({ type: 'run.changed', campaignId, message: '' })
  })
}
