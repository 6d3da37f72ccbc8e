/**
 * Opens the interface on the host that the Playwright project is named after, with a real SMTP server and a real Dovecot
 * beside it. Specs that use it say the same on every host.
 */
import type { Browser, Page, TestInfo } from '@playwright/test'
import type { Client } from '../../src/renderer/api/types.ts'
import type { FakeDovecot } from '../fakes/dovecot.ts'
import type { FakeSmtp } from '../fakes/smtp.ts'
import { electronHost } from './runner/electron.ts'
import { headlessHost } from './runner/headless.ts'
import { standInHost } from './runner/stand-in.ts'

export const hosts = ['headless', 'stand-in', 'electron'] as const
export type HostName = (typeof hosts)[number]

export interface Host {
  name: HostName
  smtp: FakeSmtp
  dovecot: FakeDovecot
  /** Asks the workspace's engine, by whatever the host has for that. Event streams are not carried by all of them. */
  client: Client
  /** The page of the open interface. Another one after `open` and `reopen`. */
  page(): Page
  /** Shows the interface again: a new tab of the browser, or the window out of the tray. */
  open(): Promise<Page>
  /** Closes what is shown, as a person does; the engine goes on. */
  close(): Promise<void>
  /** Ends the program, and starts it again on the same folder. */
  reopen(): Promise<Page>
  /** What the system was told to show to the person, by title. Null where the host has no such thing, or it cannot be seen. */
  notices(): string[] | null
  /** Ends everything, and leaves nothing behind. */
  end(): Promise<void>
}

export interface Run {
  page: Page
  host: Host
}

/** The host that a project runs on; a project's name begins with that of its host. */
export function hostOf({ project }: TestInfo): HostName {
  const found = hosts.find((name) => name === project.name.split(',')[0])
  if (!found) throw new Error(`The project "${project.name}" is no host: ${hosts.join(', ')}.`)
  return found
}

/** Starts a host on a new folder and opens the interface in it. @throws Error where it does not come up. */
export async function startHost(name: HostName, browser: Browser): Promise<Run> {
  const host = await { headless: headlessHost, 'stand-in': standInHost, electron: electronHost }[name](browser)
  return { page: host.page(), host }
}
