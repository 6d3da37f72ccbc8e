import type { Engine } from '../engine/engine.ts'
import { type Api, apiOf } from './api.ts'
import { invented } from './names.ts'
import { connectProviders } from './providers.ts'

const ownMailbox = { email: 'you@sandbox.example', senderName: 'Alex Sample' }
/** Seven minutes on average: forty messages take a working day's first half, and some seconds at the usual pace. */
const gap = { gapSeconds: 420, gapJitterSeconds: 240 }

const steps = [
  {
    delayDays: 0,
    subject: 'A friendly hello to {{ companyName | default: "you" }}',
    body: `Hello {{ firstName | default: "there" }},

I have been following {% if companyName %}{{ companyName }}{% else %}your work{% endif %} for a while, and would like to show you something that might save you an hour a week.

Would fifteen minutes on one of the next days suit you?

Alex`,
  },
  {
    delayDays: 3,
    subject: '',
    body: `Hello {{ firstName | default: "there" }},

did my note reach you? A short yes or no is all I need.

Alex`,
  },
  {
    delayDays: 4,
    subject: '',
    body: `Hello {{ firstName | default: "there" }},

this is the last time I write about it. If it is not for {{ companyName | default: "you" }} right now, no answer is needed.

Alex`,
  },
]

/** The handle is known of everybody who is found. */
const discoverySteps = [
  {
    delayDays: 0,
    subject: 'Your {{ platform }} channel, {{ firstName | default: handle }}',
    body: `Hello {{ firstName | default: "there" }},

I came across @{{ handle }} today and stayed for a while. We look for a few people who would like to try our coffee and say what they think of it.

May I send you a bag?

Alex`,
  },
  {
    delayDays: 2,
    subject: '',
    body: `Hello {{ firstName | default: "there" }},

the offer stands: one bag of coffee, no strings. A short yes or no is all I need.

Alex`,
  },
]

/**
 * Puts into an empty workspace what a person needs to try things out, through the API as they would: a mailbox, people, a
 * draft for them that is ready to be activated, and one that finds its people by itself.
 * @returns the first draft's id
 */
export async function furnish(engine: Engine, zone: string): Promise<number> {
  const api = apiOf(engine)
  await api.workspace.update({ postalAddress: 'Sandbox Ltd, 1 Example Street, Exampleton', guideDone: true })
  await api.credits.setLimit({ limit: 200 })
  for (const person of invented) await api.contacts.create({ ...person, tags: ['invented'] })
  const common = {
    mailboxIds: [await addMailbox(api)],
    schedule: { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone },
  }
  await connectProviders(api)
  const daily = await api.campaigns.create({
    ...common,
    name: 'Try me: new people every day',
    audience: 'discovery',
    discovery: {
      criteria: { niche: 'home barista', followersMin: 5_000, followersMax: 90_000 },
      enrichment: ['clay_routine'],
      runs: 30,
    },
  })
  for (const step of discoverySteps) await api.sequences.add({ id: daily.id, ...step })
  // The newest stands first in the list.
  const { id } = await api.campaigns.create({ ...common, name: 'Try me: a friendly hello' })
  for (const step of steps) await api.sequences.add({ id, ...step })
  await api.recipients.add({ id, all: true })
  return id
}

async function addMailbox(api: Api): Promise<number> {
  const server = { security: 'tls', user: ownMailbox.email } as const
  const { id } = await api.mailboxes.create({
    ...ownMailbox,
    // Names that nobody dials: the sandbox's own ports answer.
    smtp: { ...server, host: 'smtp.sandbox.example', port: 465 },
    imap: { ...server, host: 'imap.sandbox.example', port: 993 },
    credential: { kind: 'password', password: 'sandbox' },
    saveSentCopy: false,
    ...gap,
  })
  await api.mailboxes.test({ id })
  return id
}
