/**
 * Days on which the disk or another program is against us, with the built headless host. (Elsewhere: the event stream is
 * cut and the engine is busy in campaign-bad-days, two windows in builder, a window closed in import, a set-up that fails
 * in mailboxes, and the desktop's screens in electron-stand-in-problems.)
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from '@playwright/test'
import Sqlite from 'better-sqlite3'
import { startPageHost } from './page-host.ts'
import { expectAccessible, listenForComplaints } from './pages/accessible.ts'
import { campaignsPage } from './pages/campaigns.ts'
import { frameOf } from './pages/frame.ts'
import { settingsPage } from './pages/settings.ts'

const root = join(import.meta.dirname, '../..')
/** What a person must never get to see. */
const stack = /\n\s+at .+:\d+:\d+|Error:|SQLITE_|node:internal/

interface Ending {
  code: number | null
  said: string
  complained: string
}

/** Starts `serve` on this folder as a person does, and waits until it ends by itself. */
async function serve(data: string): Promise<Ending> {
  const args = [join(root, 'out/headless/headless.js'), 'serve', '--json', '--data', data, '--port', '0']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 })
  const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, said, complained }
}

test('a database of a newer version: it says so and what to do, and changes nothing', async () => {
  const data = mkdtempSync(join(tmpdir(), 'cd-newer-'))
  const folder = join(data, 'workspaces/my-workspace')
  const file = join(folder, 'workspace.db')
  try {
    mkdirSync(folder, { recursive: true })
    const database = new Sqlite(file)
    database.exec('create table __drizzle_migrations (id integer primary key, hash text, created_at numeric)')
    database.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run('x', 4e12)
    database.close()
    const { code, said, complained } = await serve(data)
    expect([code, said]).toEqual([1, ''])
    expect(complained).toContain('made by a newer version of Campaign Desk. Nothing was changed.')
    expect(complained).toContain('Install the newer version, or open another workspace folder.')
    expect(complained).not.toMatch(stack)
    const after = new Sqlite(file, { readonly: true })
    expect(after.prepare(`select count(*) as tables from sqlite_master where type = 'table'`).get()).toEqual({ tables: 1 })
    after.close()
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
})

test('a file that is no database: words, and the file is left as it is', async () => {
  const data = mkdtempSync(join(tmpdir(), 'cd-damaged-'))
  const folder = join(data, 'workspaces/my-workspace')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'workspace.db'), 'This was a database once, before the disk failed.'.repeat(200))
    const { code, complained } = await serve(data)
    expect(code).toBe(1)
    expect(complained).toContain('is not a database that can be read. Nothing was changed.')
    expect(complained).toContain('Restore the workspace folder from a backup')
    expect(complained).not.toMatch(stack)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
})

test('a workspace that another process has: the second names the first, and the first goes on', async () => {
  const host = await startPageHost()
  try {
    const { code, said, complained } = await serve(host.data)
    expect([code, said]).toEqual([1, ''])
    expect(complained).toContain('The workspace "my-workspace" is already open in process')
    expect(complained).toContain(new URL(host.pageUrl()).origin)
    expect(complained).toContain('Two processes never send for one workspace.')
    expect(complained).not.toMatch(stack)
    expect(await host.api('GET', '/workspace')).toMatchObject({ name: 'My workspace' })
  } finally {
    await host.close()
  }
})

/** Writes until there is no room; how many found some. The refusal has words for a person. */
async function untilRefused(write: (n: number) => Promise<unknown>): Promise<number> {
  for (let n = 0; n < 5_000; n++) {
    const refused = await write(n).then(
      () => '',
      (error: Error) => error.message,
    )
    if (refused === '') continue
    expect(refused).toMatch(/The disk (is full|could not be written)\. Nothing was changed/)
    expect(refused).not.toMatch(stack)
    return n
  }
  throw new Error('there was room for all')
}

test('the disk is full: nothing is half done, the page says so in words, and goes on when there is room', async ({ page }) => {
  // The kernel refuses every write beyond this size, as a full disk does; reading goes on.
  const host = await startPageHost({ largestFile: 900_000 })
  const complaints = listenForComplaints(page)
  const frame = frameOf(page)
  const settings = settingsPage(page)
  try {
    await page.goto(host.pageUrl())
    await frame.goTo('Campaigns')
    const people = await untilRefused((n) =>
      host.api('POST', '/contacts', { email: `p${n}@full.example`, customFields: { note: 'x'.repeat(4_000) } }),
    )
    const campaigns = await untilRefused((n) => host.api('POST', '/campaigns', { name: `The last to find room ${n}` }))
    await campaignsPage(page).newCampaign.click()
    await campaignsPage(page).kind('People you choose').click()
    await expect(page.getByRole('alert').first()).toContainText(/disk/)
    await expect(page.locator('body')).not.toContainText(stack)
    await expectAccessible(page, 'disk-full')
    expect(await host.api('GET', '/campaigns')).toMatchObject({ total: campaigns })
    expect(await host.api('GET', '/contacts?limit=1')).toMatchObject({ total: people })
    await settings.open()
    await settings.name.fill('A name that finds no room')
    await settings.save.click()
    await expect(page.getByRole('alert').first()).toContainText(/disk/)
    await expect(settings.name).toHaveValue('A name that finds no room')

    // Room again: the same folder, without the limit.
    await host.stop()
    await host.start({ largestFile: null })
    await expect(frame.connectionLost).toBeHidden({ timeout: 30_000 })
    await settings.save.click()
    await expect.poll(() => host.api('GET', '/workspace')).toMatchObject({ name: 'A name that finds no room' })
    expect(await host.api('GET', '/contacts?limit=1')).toMatchObject({ total: people })
    expect(complaints).toEqual([])
  } finally {
    await host.close()
  }
})
