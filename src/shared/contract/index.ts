/**
 * The one contract between engine and clients, by noun. Both transports (HTTP, MessagePort) and the OpenAPI document
 * are made from it; a route without a handler does not compile.
 */
import { campaigns, recipients, sends, sequences } from './campaigns.ts'
import { contacts, suppressions } from './contacts.ts'
import { discovery, providers, runs } from './discovery.ts'
import { host, sandbox, simulations } from './host.ts'
import { inbox } from './inbox.ts'
import { mailboxes } from './mailboxes.ts'
import { plans, today } from './today.ts'
import { credits, engine, events, workspace } from './workspace.ts'

export const contract = {
  campaigns,
  sequences,
  recipients,
  sends,
  discovery,
  runs,
  providers,
  plans,
  today,
  inbox,
  contacts,
  suppressions,
  mailboxes,
  credits,
  workspace,
  engine,
  events,
}

/** What the program around the engine answers itself. */
export const hostContract = { host, sandbox, simulations }

/** All that a page can ask: the engine of its workspace, and the host around it. */
export const deskContract = { ...contract, ...hostContract }
export type DeskContract = typeof deskContract
