import { join } from 'node:path'
import { createDiscovery } from './engine/adapters/discovery.ts'
import { createImapReader } from './engine/adapters/imap.ts'
import { createInvented } from './engine/adapters/invented.ts'
import { createPictures } from './engine/adapters/pictures.ts'
import { createSignIn } from './engine/adapters/sign-in.ts'
import { createSmtpMailer } from './engine/adapters/smtp.ts'
import type { Log, Ports, Secrets } from './engine/ports.ts'
import { systemClock } from './host/clock.ts'
import { systemRandom } from './host/random.ts'
import { migrationsFolder, workerUrl } from './paths.ts'
import { noProviders } from './sandbox/ports.ts'

/** The real ports of one workspace's engine: what both hosts share, and what each brings of its own. */
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
    providers: noProviders,
    invented: createInvented(systemClock),
    workerUrl,
    migrationsFolder,
    ...own,
  }
}
