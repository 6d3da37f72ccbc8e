import type { Page } from '@playwright/test'
import type { Host } from '../runner.ts'
import { startMail } from './mail.ts'

/** The built main process and preload on the stand-in for Electron, in this process. */
export async function standInHost(): Promise<Host> {
  // Loaded here only: from then on this process has the stand-in for its `electron`.
  const { expect, newFolder, removeFolder, startDesktop } = await import('../desktop.ts')
  const mail = await startMail()
  const data = newFolder()
  let desktop = await startDesktop({ data })

  async function shown(): Promise<Page> {
    await expect.poll(() => desktop.window().isVisible()).toBe(true)
    await expect(desktop.page().locator('#root')).not.toBeEmpty()
    return desktop.page()
  }

  await shown()
  return {
    name: 'stand-in',
    smtp: mail.smtp,
    dovecot: mail.dovecot,
    get client() {
      return desktop.client
    },
    page: () => desktop.page(),
    open() {
      desktop.standIn.trays[0]?.menu?.choose('Open Campaign Desk')
      return shown()
    },
    async close() {
      desktop.window().close()
    },
    async reopen() {
      await desktop.quit()
      desktop = await startDesktop({ data })
      return shown()
    },
    notices: () => desktop.standIn.notifications.map(({ title }) => title),
    async end() {
      await desktop.quit()
      await mail.stop()
      removeFolder(data)
    },
  }
}
