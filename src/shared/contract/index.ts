/**
 * The one contract between engine and clients, by noun. Both transports (HTTP, MessagePort) and the OpenAPI document
 * are made from it; a route without a handler does not compile.
 */
import { campaigns, recipients, sends, sequences } from './campaigns.ts'
import { contacts, suppressions } from './contacts.ts'
import { mailboxes } from './mailboxes.ts'
import { credits, engine, events, workspace } from './workspace.ts'

export const contract = {
  campaigns,
  sequences,
  recipients,
  sends,
  contacts,
  suppressions,
  mailboxes,
  credits,
  workspace,
  engine,
  events,
}

export type Contract = typeof contract
