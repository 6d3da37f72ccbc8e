import { notFound } from '../../../../shared/errors.ts'
import type { Audience, Preview } from '../../../../shared/schemas/campaigns.ts'
import type { PreviewCreator } from '../../../../shared/schemas/discovery.ts'
import { audiences } from '../../audiences/index.ts'
import { needCampaign } from '../../db/campaigns/campaigns.ts'
import { firstPerson, type MessageMailbox, messageMailboxes, personOfContact } from '../../db/campaigns/message-facts.ts'
import { liveSteps, type StepRow } from '../../db/campaigns/steps.ts'
import type { Db } from '../../db/core/open.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { type ComposeInput, draftMessage } from '../../rules/writing/compose.ts'
import { renderTemplate } from '../../rules/writing/template.ts'
import type { Thread } from '../../rules/writing/threading.ts'
import { type TemplateContact, variablesOf } from '../../rules/writing/variables.ts'

/** What the messages of a campaign are written from, read once for many people. */
export interface MessageBasis {
  campaignId: number
  audience: Audience
  steps: StepRow[]
  /** In the campaign's order. */
  mailboxes: MessageMailbox[]
  optOutLine: string
  postalAddress: string
}

/** A creator as the contact that they become. Their address is not known yet: an invented one stands for it. */
function personOf({ platform, handle, profileUrl, fullName, followers }: PreviewCreator): TemplateContact {
  return {
    email: `${handle.replace(/[^A-Za-z0-9._-]/g, '')}@example.com`,
    firstName: '',
    lastName: '',
    fullName,
    companyName: '',
    customFields: { handle, platform, profileUrl, ...(followers !== null && { followers: String(followers) }) },
  }
}

const nobody: MessageMailbox = { id: 0, email: '', senderName: '', signature: '', postalAddress: '' }

/** @throws UserError NOT_FOUND */
export function messageBasis(db: Db, campaignId: number): MessageBasis {
  const { audience, optOutLine } = needCampaign(db, campaignId)
  const mailboxes = messageMailboxes(db, campaignId)
  return { campaignId, audience, steps: liveSteps(db, campaignId), mailboxes, optOutLine, postalAddress: getWorkspace(db).postalAddress }
}

/** What a step says to a person, as the engine would put it together. The thread before it is taken as sent. */
export function messageFor(
  basis: MessageBasis,
  step: Pick<StepRow, 'id' | 'subject' | 'body'>,
  contact: TemplateContact,
  mailbox: MessageMailbox = nobody,
): ComposeInput {
  return {
    step,
    contact,
    mailbox,
    workspace: { postalAddress: basis.postalAddress },
    campaign: { optOutLine: basis.optOutLine },
    thread: threadBefore(basis, step.id, contact, mailbox),
  }
}

/** The thread that a step would find, if everything before it had been sent. Its Message-IDs are not real. */
function threadBefore(basis: MessageBasis, stepId: number, contact: TemplateContact, mailbox: MessageMailbox): Thread | null {
  const before = basis.steps.slice(
    0,
    Math.max(
      0,
      basis.steps.findIndex((step) => step.id === stepId),
    ),
  )
  const last = before.findLast((step) => step.subject.trim() !== '')
  if (!last) return null
  const subject = renderTemplate(last.subject, variablesOf(contact, mailbox))
  return { subject: subject.ok ? subject.text : '', messageIds: ['<preview@localhost>'] }
}

/** Whom a preview is for: the contact asked for, else the first recipient, else a sample person. */
export function previewPerson(
  db: Db,
  { campaignId, audience }: MessageBasis,
  contactId: number | undefined,
): { contactId: number | null; contact: TemplateContact; mailboxId: number | null } {
  const person = contactId === undefined ? firstPerson(db, campaignId) : personOfContact(db, campaignId, contactId)
  if (person) return person
  if (contactId !== undefined) throw notFound('contact', contactId)
  return { contactId: null, contact: audiences[audience].sample(db, campaignId), mailboxId: null }
}

/**
 * A step as somebody would get it.
 * @param unsaved text to show instead of what is stored
 * @throws UserError NOT_FOUND
 */
export function previewStep(
  db: Db,
  campaignId: number,
  step: StepRow,
  options: { contactId?: number; creator?: PreviewCreator; subject?: string; body?: string },
): Omit<Preview, 'marked'> {
  const basis = messageBasis(db, campaignId)
  const person = options.creator
    ? { contactId: null, contact: personOf(options.creator), mailboxId: null }
    : previewPerson(db, basis, options.contactId)
  const mailbox = basis.mailboxes.find((row) => row.id === person.mailboxId) ?? basis.mailboxes[0] ?? nobody
  const shown = { id: step.id, subject: options.subject ?? step.subject, body: options.body ?? step.body }
  const draft = draftMessage(messageFor(basis, shown, person.contact, mailbox))
  return {
    stepId: step.id,
    contactId: person.contactId,
    to: person.contact.email,
    from: mailbox.senderName === '' ? mailbox.email : `${mailbox.senderName} <${mailbox.email}>`,
    subject: draft.subject,
    text: draft.text,
    html: draft.html,
    missing: draft.missing,
    problem: draft.problem,
  }
}
