/** What a person sees where the program cannot start: words and what can be done, never a stack trace. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { test } from '@playwright/test'
import Sqlite from 'better-sqlite3'
import { type Desktop, expect, newFolder, removeFolder, startDesktop } from './desktop.ts'

test.describe.configure({ timeout: 180_000 })

let data: string
let desktop: Desktop

test.beforeEach(() => {
  data = newFolder()
})
test.afterEach(async () => {
  await desktop.quit()
  removeFolder(data)
})

const workspace = () => join(data, 'workspaces/my-workspace')

async function expectWords(heading: string, ...words: string[]): Promise<void> {
  await expect.poll(() => desktop.window().isVisible()).toBe(true)
  const page = desktop.page()
  await expect(page.getByRole('heading')).toHaveText(heading)
  await expect(page.getByRole('link', { name: 'Try again' })).toBeFocused()
  for (const text of words) await expect(page.getByRole('main')).toContainText(text)
  await expect(page.getByRole('main')).not.toContainText(/\bat .+:\d+:\d+|Error:|SQLITE_/)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.screenshot({ path: `test-results/start-problem-${heading.replace(/\W+/g, '-')}-${colorScheme}.png` })
  }
  expect(desktop.standIn.errors).toEqual([])
}

test('a database of a newer version is left alone, and said so', async () => {
  desktop = await startDesktop({ data })
  await expect.poll(() => desktop.window().isVisible()).toBe(true)
  await desktop.quit()
  const database = new Sqlite(join(workspace(), 'workspace.db'))
  database.prepare('update __drizzle_migrations set created_at = created_at + 1e13').run()
  database.close()

  desktop = await startDesktop({ data, args: ['--hidden'] })
  await expectWords(
    'This workspace needs a newer Campaign Desk',
    'made by a newer version',
    'Nothing was changed',
    'Install the newer version',
  )
  const page = desktop.page()
  await page.getByRole('link', { name: 'Open the folder' }).click()
  await expect.poll(() => desktop.standIn.opened).toEqual([data])

  const repaired = new Sqlite(join(workspace(), 'workspace.db'))
  repaired.prepare('update __drizzle_migrations set created_at = created_at - 1e13').run()
  repaired.close()
  await page.getByRole('link', { name: 'Try again' }).press('Enter')
  await expect(page.locator('#root')).not.toBeEmpty()
  expect(await desktop.client.workspace.get()).toMatchObject({ name: 'My workspace' })
})

test('a workspace that another process has: which one, and quit', async () => {
  mkdirSync(workspace(), { recursive: true })
  const owner = spawn(process.execPath, [join(import.meta.dirname, '../host/children/owner.ts'), workspace()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(owner.stdout, 'data')
    desktop = await startDesktop({ data })
    await expectWords('This workspace is open elsewhere', `process ${owner.pid}`, 'headless', 'Two processes never send')
    await desktop.page().getByRole('link', { name: 'Quit' }).click()
    await desktop.standIn.ended
  } finally {
    owner.kill('SIGKILL')
    await once(owner, 'exit')
  }
})

test('a folder that cannot be written: a new start is tried', async () => {
  rmSync(data, { recursive: true })
  writeFileSync(data, 'not a folder')
  desktop = await startDesktop({ data })
  await expectWords('Your workspace cannot be opened', 'a part of that path is a file, not a folder', 'try again')
  await desktop.page().getByRole('link', { name: 'Try again' }).click()
  await desktop.standIn.ended
  expect([desktop.standIn.relaunches, desktop.standIn.exits]).toEqual([1, [0]])
})

test('something unforeseen: where the log is, and closing the window ends the program', async () => {
  mkdirSync(join(workspace(), 'workspace.db'), { recursive: true })
  desktop = await startDesktop({ data })
  await expect.poll(() => desktop.window().isVisible()).toBe(true)
  await expect(desktop.page().getByRole('heading')).not.toBeEmpty()
  await expect(desktop.page().getByRole('main')).not.toContainText(/\bat .+:\d+:\d+|Error:|SQLITE_/)
  desktop.window().close()
  await desktop.standIn.ended
})
