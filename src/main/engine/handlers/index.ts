import { os } from './base.ts'
import { campaigns } from './campaigns/index.ts'
import { recipients } from './campaigns/recipients.ts'
import { sends } from './campaigns/sends.ts'
import { sequences } from './campaigns/sequences.ts'
import { contacts } from './contacts/index.ts'
import { suppressions } from './contacts/suppressions.ts'
import { credits } from './desk/credits.ts'
import { engine } from './desk/engine.ts'
import { events } from './desk/events.ts'
import { workspace } from './desk/workspace.ts'
import { discovery } from './discovery/index.ts'
import { inbox } from './inbox/index.ts'
import { mailboxes } from './mailboxes/index.ts'
import { plans } from './plans/index.ts'
import { providers } from './providers/index.ts'
import { runs } from './runs/index.ts'
import { today } from './today/index.ts'

/** Every route of the contract with its handler. A missing one does not compile. */
export const router = os.router({
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
})

export type Router = typeof router
