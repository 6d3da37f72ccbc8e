import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium as playwright } from 'playwright'
import { run } from './run.ts'

/** What the tests need beside Node. */
export interface Tools {
  /** The system's Chromium; undefined where Playwright's own is used, or none. */
  chromium: string | undefined
  dovecot: string | undefined
  /** What there is not, and what is not tested for the lack of it. */
  missing: string[]
}

const root = join(import.meta.dirname, '../..')
const debianPackages = ['chromium', 'dovecot-imapd', 'dovecot-lmtpd']

/** Finds Chromium and Dovecot; where they lack, installs them with apt (root on Debian) or Playwright's own Chromium. */
export async function findOrInstall(say: (text: string) => void): Promise<Tools> {
  if (isRootOnDebian() && !(findChromium() && findDovecot())) {
    say(`Installing ${debianPackages.join(', ')} ...`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { cwd: root, env })
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...debianPackages], { cwd: root, env })
  }
  let own = hasOwnChromium()
  if (!findChromium() && !own) {
    say("Installing Playwright's Chromium ...")
    await run('playwright', ['install', 'chromium'], { cwd: root })
    own = hasOwnChromium()
  }
  const chromium = findChromium()
  const dovecot = findDovecot()
  const missing: string[] = []
  if (!chromium && !own) missing.push('No Chromium: the page was not tested. Install one, or set CHROMIUM_PATH.')
  if (!dovecot)
    missing.push(
      'No Dovecot: the path to a real IMAP server was not tested. Install it (apt: dovecot-imapd dovecot-lmtpd), or set DOVECOT_PATH.',
    )
  return { chromium, dovecot, missing }
}

function findChromium(): string | undefined {
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  return findProgram(process.env.CHROMIUM_PATH, ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], [mac])
}

function findDovecot(): string | undefined {
  return findProgram(process.env.DOVECOT_PATH, ['dovecot'], ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'])
}

function findProgram(given: string | undefined, names: string[], paths: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [given, ...names.map((name) => `/usr/bin/${name}`), ...onPath, ...paths].find((path) => path && existsSync(path))
}

function hasOwnChromium(): boolean {
  return existsSync(playwright.executablePath())
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
}
