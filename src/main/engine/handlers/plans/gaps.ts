import type { GapRow } from '../../../../shared/schemas/plan.ts'
import type { EngineContext } from '../../context.ts'
import { type GapPerson, peopleStillIn } from '../../db/campaigns/plan-view.ts'
import { pastSends } from '../../db/sends/forecast-rows.ts'
import { renderTemplate } from '../../rules/writing/template.ts'
import { variablesOf } from '../../rules/writing/variables.ts'
import { type MessageBasis, messageBasis } from '../../views/campaigns/message.ts'
import { inTurns } from '../../views/forecast/turns.ts'

/** People looked at, in the order in which they entered. */
const looked = 20_000
const pageSize = 200

/**
 * Who would get a message with a gap in it: people still in the campaign for whom a variable is empty that a step to come
 * uses without a fallback. The most gaps first, then in the order in which they entered.
 * @throws UserError NOT_FOUND
 */
export async function gapsOf(ctx: EngineContext, campaignId: number, limit: number): Promise<GapRow[]> {
  const found = await inTurns(findGaps(ctx, campaignId, messageBasis(ctx.db, campaignId)))
  return found.sort((a, b) => b.missing.length - a.missing.length || a.recipientId - b.recipientId).slice(0, limit)
}

function* findGaps(ctx: EngineContext, campaignId: number, basis: MessageBasis): Generator<void, GapRow[]> {
  const found: GapRow[] = []
  let after = 0
  for (let seen = 0; seen < looked; seen += pageSize) {
    const page = peopleStillIn(ctx.db, campaignId, after, pageSize)
    const ids = page.map(({ recipientId }) => recipientId)
    const past = pastSends(ctx.db, ids)
    for (const person of page) {
      after = person.recipientId
      const missing = missingFor(
        basis,
        person,
        (past.get(person.recipientId) ?? []).map(({ stepId }) => stepId),
      )
      if (missing.length > 0) found.push(rowOf(person, missing))
      yield
    }
    if (page.length < pageSize) break
  }
  return found
}

function missingFor(basis: MessageBasis, person: GapPerson, behind: readonly number[]): string[] {
  const mailbox = basis.mailboxes.find(({ id }) => id === person.mailboxId) ?? basis.mailboxes[0]
  const variables = variablesOf(person, mailbox ?? { email: '', senderName: '' })
  const missing = new Set<string>()
  for (const step of basis.steps) {
    if (behind.includes(step.id)) continue
    for (const source of [step.subject, step.body]) {
      const rendered = renderTemplate(source, variables)
      if (rendered.ok) for (const name of rendered.missing) missing.add(name)
    }
  }
  return [...missing]
}

function rowOf(person: GapPerson, missing: string[]): GapRow {
  const name = person.fullName.trim() || `${person.firstName} ${person.lastName}`.trim() || person.email
  return { recipientId: person.recipientId, contactId: person.contactId, name, email: person.email, missing }
}
