import type { Review } from '../../../../shared/schemas/campaigns.ts'
import { audiences } from '../../audiences/index.ts'
import type { EngineContext } from '../../context.ts'
import type { CampaignRow } from '../../db/campaigns/campaigns.ts'
import { firstPeople, type MessagePerson } from '../../db/campaigns/message-facts.ts'
import { people } from '../../rules/sending/words.ts'
import { composeMessage } from '../../rules/writing/compose.ts'
import type { TemplateContact } from '../../rules/writing/variables.ts'
import { type MessageBasis, messageBasis, messageFor } from './message.ts'

/** Recipients whose messages are written out for a review. */
const looked = 2000
/** The event loop gets its turn after so many milliseconds. */
const turnMs = 10
/** Messages that cannot be written after which it is clear enough. */
const enoughBroken = 50

/** What was found in the messages of all people looked at. */
interface Findings {
  /** Name of a variable → people for whom it is empty. */
  empty: Map<string, number>
  withHoles: number
  broken: number
  /** The first message that cannot be written, in words. */
  example: string
}

/** Writes every message of the first recipients and tells which ones would be held. Nothing is stored. */
export async function checkMessages(ctx: EngineContext, campaign: CampaignRow, recipients: number): Promise<Review['items']> {
  const basis = messageBasis(ctx.db, campaign.id)
  const rows = firstPeople(ctx.db, campaign.id, looked)
  if (rows.length === 0) {
    const audience = audiences[campaign.audience]
    return audience.findsPeople ? checkSample(basis, audience.sample(ctx.db, campaign.id)) : []
  }
  const findings: Findings = { empty: new Map(), withHoles: 0, broken: 0, example: '' }
  let seen = 0
  let turnEnds = performance.now() + turnMs
  for (const person of rows) {
    lookAt(basis, person, findings)
    seen++
    if (findings.broken >= enoughBroken) break
    if (performance.now() < turnEnds) continue
    await new Promise<void>((resolve) => setImmediate(resolve))
    turnEnds = performance.now() + turnMs
  }
  const among = seen < recipients ? ` (of the first ${seen}, out of ${recipients})` : ''
  return itemsOf(findings, among)
}

/** The same for somebody invented, where nobody is there yet. */
function checkSample(basis: MessageBasis, person: TemplateContact): Review['items'] {
  const missing = new Set<string>()
  for (const step of basis.steps) {
    const composed = composeMessage(messageFor(basis, step, person, basis.mailboxes[0]))
    if (!composed.ok) for (const name of composed.missing) missing.add(name)
  }
  if (missing.size === 0) return []
  const names = [...missing].map((name) => `"${name}"`).join(', ')
  const message = `People who are found may have no ${names}. Messages to them wait until you fill it in; a fallback lets them leave.`
  return [{ level: 'warning', code: 'missing_variables', message, count: missing.size }]
}

function lookAt(basis: MessageBasis, person: MessagePerson, findings: Findings): void {
  const missing = new Set<string>()
  let problem = ''
  for (const step of basis.steps) {
    const composed = composeMessage(messageFor(basis, step, person.contact, mailboxOf(basis, person.mailboxId)))
    if (composed.ok) continue
    for (const name of composed.missing) missing.add(name)
    if (composed.held === 'template_error') problem ||= `Step ${step.position}: ${composed.reason}`
  }
  for (const name of missing) findings.empty.set(name, (findings.empty.get(name) ?? 0) + 1)
  if (missing.size > 0) findings.withHoles++
  if (problem !== '') findings.broken++
  findings.example ||= problem
}

function itemsOf({ empty, withHoles, broken, example }: Findings, among: string): Review['items'] {
  const items: Review['items'] = []
  if (withHoles > 0) {
    const most = [...empty].sort((a, b) => b[1] - a[1]).slice(0, 5)
    const words = most.map(([name, count]) => `"${name}" is empty for ${people(count)}`).join(', ')
    const message = `${people(withHoles)} would not get every message${among}: ${words}. Those messages wait until you fill them in or add a fallback.`
    items.push({ level: 'warning', code: 'missing_variables', message, count: withHoles })
  }
  if (broken > 0) {
    const message = `For ${people(broken)} a message cannot be written${among}. ${example}`
    items.push({ level: 'warning', code: 'template_error', message, count: broken })
  }
  return items
}

function mailboxOf(basis: MessageBasis, mailboxId: number | null): MessageBasis['mailboxes'][number] | undefined {
  return basis.mailboxes.find((mailbox) => mailbox.id === mailboxId) ?? basis.mailboxes[0]
}
