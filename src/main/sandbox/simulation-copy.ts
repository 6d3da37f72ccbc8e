import type { Api } from './api.ts'
import { connectProviders } from './providers.ts'
import type { SimulationPlan } from './simulation-plan.ts'

/** Names of variables that people bring by themselves, or that may not be given as a field. */
const builtIn = new Set(['firstName', 'lastName', 'fullName', 'customerName', 'companyName', 'senderName', 'email'])

/** A workspace with nothing but a copy of the campaign, as it stands today, ready to be activated. */
export interface Copy {
  campaignId: number
  /** What was used up for today is there again: called at the first midnight. */
  refill(): Promise<void>
}

/** Puts the copy into an empty workspace, through the API as a person would. */
export async function makeCopy(api: Api, plan: SimulationPlan): Promise<Copy> {
  const { leaveOutDays, dailyCredits } = plan.workspace
  await api.workspace.update({ postalAddress: 'Simulation, 1 Example Street, Exampleton', leaveOutDays, guideDone: true })
  await api.credits.setLimit({ limit: plan.creditsToday })
  const mailboxIds: number[] = []
  for (const mailbox of plan.mailboxes) mailboxIds.push(await addMailbox(api, mailbox))
  const { discovery, ...campaign } = plan.campaign
  if (discovery) await connectProviders(api)
  const { id } = await api.campaigns.create({
    ...campaign,
    mailboxIds,
    // Whoever the person has asked: here it is always the invented routine that answers.
    ...(discovery && { discovery: { ...discovery, enrichment: ['clay_routine'] } }),
  })
  for (const step of plan.steps) await api.sequences.add({ id, ...step })
  if (plan.people > 0) await addPeople(api, id, plan)
  return {
    campaignId: id,
    async refill() {
      await api.credits.setLimit({ limit: dailyCredits })
      for (const [index, mailboxId] of mailboxIds.entries()) {
        const { dailyCap, capToday } = plan.mailboxes[index] ?? { dailyCap: 1, capToday: 1 }
        if (dailyCap !== capToday) await api.mailboxes.update({ id: mailboxId, dailyCap })
      }
    },
  }
}

async function addMailbox(api: Api, { email, senderName, capToday, gapSeconds, gapJitterSeconds }: SimulationPlan['mailboxes'][number]) {
  const server = { security: 'tls', user: email } as const
  const { id } = await api.mailboxes.create({
    email,
    senderName,
    dailyCap: capToday,
    gapSeconds,
    gapJitterSeconds,
    // Names that nobody dials: the simulation's own ports answer.
    smtp: { ...server, host: 'smtp.simulation.example', port: 465 },
    imap: { ...server, host: 'imap.simulation.example', port: 993 },
    credential: { kind: 'password', password: 'simulation' },
    saveSentCopy: false,
  })
  await api.mailboxes.test({ id })
  return id
}

/** As many as the days could reach at all, and one more: the others would only stand and wait. */
async function addPeople(api: Api, id: number, plan: SimulationPlan): Promise<void> {
  const count = Math.min(plan.people, plan.days * plan.workspace.dailyCredits + 1)
  const customFields = Object.fromEntries(plan.fields.filter((name) => !builtIn.has(name)).map((name) => [name, name]))
  const contactIds: number[] = []
  for (let i = 1; i <= count; i++) {
    // A company for each: an answer that stops a company stops one person.
    const person = { email: `hello@company${i}.example`, firstName: 'Robin', lastName: `Sample ${i}`, companyName: `Company ${i}` }
    const { id } = await api.contacts.create({ ...person, customFields })
    contactIds.push(id)
  }
  for (let from = 0; from < contactIds.length; from += 10_000) {
    await api.recipients.add({ id, contactIds: contactIds.slice(from, from + 10_000) })
  }
}
