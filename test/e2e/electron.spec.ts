import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, expect, test } from '@playwright/test'

const root = join(import.meta.dirname, '../..')

/** Where the npm package keeps the binary once it was downloaded (its path.txt names it); null where it was not. */
function electronBinary(): string | null {
  const folder = join(root, 'node_modules/electron')
  try {
    const binary = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(binary) ? binary : null
  } catch {
    return null
  }
}

const binary = electronBinary()

test('the built desktop app runs on the real Electron', async () => {
  // biome-ignore lint/suspicious/noSkippedTests: the binary is not on every machine, and the run says that it was skipped
  test.skip(binary === null, 'Electron itself is not installed here (its binary is downloaded separately); the stand-in covers the glue')
  const data = mkdtempSync(join(tmpdir(), 'electron-'))
  const asRoot = process.getuid?.() === 0
  const app = await _electron.launch({
    executablePath: binary ?? '',
    args: [...(asRoot ? ['--no-sandbox'] : []), root, `--data=${data}`],
  })
  const page = await app.firstWindow()
  await expect(page).toHaveTitle(/Campaign Desk/)
  expect(await page.evaluate(() => JSON.stringify((globalThis as { campaignDesk?: unknown }).campaignDesk))).toBe('{"host":"desktop"}')
  await expect(page.locator('#root')).not.toBeEmpty()

  const folder = join(data, 'workspaces/my-workspace')
  await test.step('closed, it goes on; a second start brings the window back', async () => {
    const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false)
    await expect.poll(isVisible).toBe(true)
    // The first close explains itself; whether by a dialog depends on the desktop, and nobody is here to answer one.
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
    })
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await expect.poll(isVisible).toBe(false)
    expect(existsSync(join(folder, 'owner.json'))).toBe(true)
    await app.evaluate(({ app: it }) => void it.emit('second-instance', {}, ['campaign-desk', 'campaign-desk://inbox'], '/'))
    await expect.poll(isVisible).toBe(true)
    await expect(page).toHaveURL(/#\/inbox$/)
  })

  await test.step('it is locked down', async () => {
    expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull()
    await page.evaluate(() => {
      location.href = 'https://example.com/'
    })
    await expect(page).toHaveURL(/^app:\/\/campaign-desk\//)
  })

  await test.step('quitting gives the folder back', async () => {
    const ended = new Promise((resolve) => app.process().once('exit', resolve))
    await app.evaluate(({ app: it }) => it.quit()).catch(() => undefined)
    await ended
    expect(existsSync(join(folder, 'owner.json'))).toBe(false)
  })
  rmSync(data, { recursive: true, force: true })
})
