import { setTimeout as pause } from 'node:timers/promises'
import type { ContactImport } from '../../src/shared/schemas/contacts.ts'
import { type Sandbox, sender, zone } from './sandbox.ts'

const importDeadlineMs = 30_000

export const mailboxSettings = { dailyCap: 40, gapSeconds: 90, gapJitterSeconds: 60 }

/** `sentence` stands in one step only: by it the demo tells which step a message on the wire belongs to. */
export const steps = [
  {
    delayDays: 0,
    sentence: 'Would you like to try one?',
    subject: '{{ firstName | default: "Hello" }}, a lamp for {{ companyName | default: "your desk" }}',
    body: `Hi {{ firstName | default: "there" }},

we make reading lamps in Kiel, by hand, fifty a month. When we asked who should have one before it is sold, somebody here had come across you {% case channel %}{% when "youtube" %}on YouTube{% when "tiktok" %}on TikTok{% when "instagram" %}on Instagram{% when "podcast", "newsletter" %}through your {{ channel }}{% else %}lately{% endcase %}.

Would you like to try one? It costs you nothing, and what you say about it is up to you.`,
  },
  {
    delayDays: 2,
    sentence: 'did my note about the lamp reach you?',
    subject: '',
    body: `Hi {{ firstName | default: "there" }},

did my note about the lamp reach you? I have put one aside{% if companyName %} with {{ companyName }} on the box{% endif %}. A short yes or no is all I need.`,
  },
  {
    delayDays: 3,
    sentence: 'this is the last time I write about it.',
    subject: '',
    body: `Hi {{ firstName | default: "there" }},

this is the last time I write about it. If the lamp is not for you, somebody else will be glad of it. If it is, an answer to this message is enough.`,
  },
]

export interface SetUp {
  campaignId: number
  name: string
  contacts: ContactImport
  recipients: number
  /** At the most. */
  messages: number
  warnings: string[]
}

/** Does through the API what a person would do: import, mailbox, campaign, steps, recipients, review, activate. */
export async function setUpCampaign(sandbox: Sandbox, csv: string): Promise<SetUp> {
  const { client } = sandbox
  await client.workspace.update({ postalAddress: 'Kielwasser Lamps, Hafenstr. 12, 24103 Kiel, Germany' })
  const contacts = await importContacts(sandbox, csv)
  sandbox.populate(await allAddresses(sandbox))
  const mailboxId = await addMailbox(sandbox)

  const name = 'Lamps before they are sold'
  const campaign = await client.campaigns.create({
    name,
    mailboxIds: [mailboxId],
    schedule: { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone },
  })
  const { id } = campaign
  for (const { subject, body, delayDays } of steps) await client.sequences.add({ id, subject, body, delayDays })
  const { added } = await client.recipients.add({ id, all: true })
  const review = await client.campaigns.review({ id })
  if (!review.ready) throw new Error(`The campaign cannot be activated: ${review.items.map(({ message }) => message).join(' ')}`)
  await client.campaigns.activate({ id })
  return {
    campaignId: id,
    name,
    contacts,
    recipients: added,
    messages: review.messages,
    warnings: review.items.map(({ message }) => message),
  }
}

async function importContacts(sandbox: Sandbox, csv: string): Promise<ContactImport> {
  const { client } = sandbox
  let row = await client.contacts.import({ content: csv, fileName: 'sample-contacts.csv' })
  // A worker thread reads the file, on the machine's time and not on the demo's.
  for (const deadline = Date.now() + importDeadlineMs; row.status === 'queued' || row.status === 'running'; ) {
    if (Date.now() > deadline) throw new Error('The import of the sample contacts did not end in time.')
    await sandbox.settle()
    await pause(5)
    row = await client.contacts.getImport({ id: row.id })
  }
  if (row.status !== 'done') throw new Error(`The sample contacts were not imported: ${row.reason}`)
  return row
}

async function allAddresses({ client }: Sandbox): Promise<string[]> {
  const addresses: string[] = []
  let cursor: string | undefined
  do {
    const page = await client.contacts.list({ limit: 500, cursor })
    addresses.push(...page.items.map(({ email }) => email))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return addresses
}

async function addMailbox({ client, smtp }: Sandbox): Promise<number> {
  const onLoopback = { host: '127.0.0.1', security: 'none', user: sender.email } as const
  const { id } = await client.mailboxes.create({
    email: sender.email,
    senderName: sender.name,
    smtp: { ...onLoopback, port: smtp.port },
    // Never dialled: the demo's post office answers in the place of an IMAP server.
    imap: { ...onLoopback, port: 143 },
    credential: { kind: 'password', password: sender.password },
    signature: `${sender.name}\nKielwasser Lamps`,
    ...mailboxSettings,
  })
  const test = await client.mailboxes.test({ id })
  if (!test.ok) throw new Error(`The demo's mailbox does not answer: ${test.checks.map(({ message }) => message).join(' ')}`)
  return id
}
