import { join } from 'node:path'
import { createDiscovery } from './engine/adapters/mail/discovery.ts'
import { createImapReader } from './engine/adapters/mail/imap.ts'
import { createPictures } from './engine/adapters/mail/pictures.ts'
import { createSignIn } from './engine/adapters/mail/sign-in.ts'
import { createSmtpMailer } from './engine/adapters/mail/smtp.ts'
import { createProviders } from './engine/adapters/providers/index.ts'
import { createInvented } from './engine/adapters/providers/invented.ts'
import type { Log, Secrets } from './engine/ports/machine.ts'
import type { Ports } from './engine/ports/ports.ts'
import type { ProviderPorts } from './engine/ports/providers.ts'
import { systemClock } from './host/clock.ts'
import { systemRandom } from './host/random.ts'
import { migrationsFolder, workerUrl } from './paths.ts'

/** One for all workspaces of this process: a service counts requests for each key, wherever they come from. */
let providers: ProviderPorts | undefined

function sharedProviders(): ProviderPorts {
  providers ??= createProviders(process.env, { clock: systemClock })
  return providers
}

/**
 * The real ports of one workspace's engine: what both hosts share, and what each brings of its own.
 * @throws UserError where the environment names an address of a service that nothing may be sent to
 */
export function createPorts(own: { log: Log; secrets: Secrets; migrationsFolder?: string }): Ports {
  return {
    clock: systemClock,
    random: systemRandom,
    mailer: createSmtpMailer({ clock: systemClock, log: own.log }),
    reader: createImapReader({ clock: systemClock, log: own.log }),
    discovery: createDiscovery(),
    pictures: createPictures(),
    // Beside the migrations, in the source tree, in a bundle and in a packaged app.
    signIn: createSignIn(join(own.migrationsFolder ?? migrationsFolder, '../oauth-clients.json')),
    providers: sharedProviders(),
    invented: createInvented(systemClock),
    workerUrl,
    migrationsFolder,
    ...own,
  }
}
