import type { Clock, Log, Random, Secrets, WorkerUrl } from './machine.ts'
import type { MailDiscovery, Mailer, MailReader, Pictures } from './mail.ts'
import type { ProviderPorts } from './providers.ts'
import type { SignInPort } from './sign-in.ts'

export interface Ports {
  clock: Clock
  random: Random
  secrets: Secrets
  log: Log
  mailer: Mailer
  reader: MailReader
  discovery: MailDiscovery
  pictures: Pictures
  signIn: SignInPort
  /** The services that people have accounts with. */
  providers: ProviderPorts
  /** The same for test mode: invented people, no network, no cost. */
  invented: ProviderPorts
  workerUrl: WorkerUrl
  /** The folder with the shipped migrations. */
  migrationsFolder: string
}
