import { os } from './base.ts'
import { campaigns } from './campaigns.ts'
import { contacts } from './contacts.ts'
import { credits } from './credits.ts'
import { discovery } from './discovery.ts'
import { engine } from './engine.ts'
import { events } from './events.ts'
import { inbox } from './inbox.ts'
import { mailboxes } from './mailboxes.ts'
import { plans } from './plans.ts'
import { providers } from './providers.ts'
import { recipients } from './recipients.ts'
import { runs } from './runs.ts'
import { sends } from './sends.ts'
import { sequences } from './sequences.ts'
import { suppressions } from './suppressions.ts'
import { today } from './today.ts'
import { workspace } from './workspace.ts'

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
