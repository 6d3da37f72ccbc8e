import { existsSync } from 'node:fs'
import type { LaunchOptions } from 'playwright'

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']

/** Which Chromium to start: CHROMIUM_PATH, the system's own, or (undefined) the one that Playwright brings. */
function chromiumPath(): string | undefined {
  return process.env.CHROMIUM_PATH || known.find((path) => existsSync(path))
}

/** Root has no sandbox to drop into, and a test machine no graphics. */
export function chromiumLaunchOptions(): LaunchOptions {
  const asRoot = process.getuid?.() === 0
  const args = ['--disable-gpu', '--disable-background-networking']
  return { executablePath: chromiumPath(), args: asRoot ? ['--no-sandbox', ...args] : args }
}
