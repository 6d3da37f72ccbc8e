import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import type { Client } from '../../../src/renderer/api/types.ts'
import type { Host } from '../runner.ts'
import { startMail } from './mail.ts'

const root = join(import.meta.dirname, '../../..')

/** Where the npm package keeps the binary once it was downloaded (its path.txt names it); null where it was not. */
export function electronBinary(): string | null {
  const folder = join(root, 'node_modules/electron')
  try {
    const binary = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(binary) ? binary : null
  } catch {
    return null
  }
}

/** The built program on the real Electron. @throws Error where its binary is not installed */
export async function electronHost(): Promise<Host> {
  const binary = electronBinary()
  if (!binary) throw new Error('Electron itself is not installed here.')
  const executablePath: string = binary
  const mail = await startMail()
  const data = mkdtempSync(join(tmpdir(), 'electron-'))
  const asRoot = process.getuid?.() === 0
  const args = [...(asRoot ? ['--no-sandbox'] : []), root, `--data=${data}`]
  let app: ElectronApplication
  let page: Page

  async function start(): Promise<Page> {
    app = await _electron.launch({ executablePath, args })
    page = await app.firstWindow()
    return page
  }

  await start()
  return {
    name: 'electron',
    smtp: mail.smtp,
    dovecot: mail.dovecot,
    client: clientIn(() => page),
    page: () => page,
    async open() {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show())
      return page
    },
    async close() {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    },
    async reopen() {
      await app.close()
      return start()
    },
    notices: () => null,
    async end() {
      await app.close()
      await mail.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

interface Answer {
  p: { s?: number; b?: { json?: unknown } }
}

/** Asks through a port of the page's own, in the wire format of oRPC's RPC protocol; the program shows no other way in. */
function clientIn(page: () => Page): Client {
  return createORPCClient<Client>({
    async call(path, input) {
      const { p } = (await page().evaluate(callByPort, { path: path.join('/'), input: input ?? {} })) as Answer
      if ((p.s ?? 200) >= 400) throw Object.assign(new Error(`${path.join('.')} failed`), p.b?.json)
      return p.b?.json
    },
  })
}

function callByPort({ path, input }: { path: string; input: unknown }): Promise<unknown> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent) => {
      const [port] = event.ports
      if (event.data?.type !== 'campaign-desk:port' || !port) return
      window.removeEventListener('message', listen)
      port.onmessage = ({ data }) => resolve(JSON.parse(data))
      port.postMessage(JSON.stringify({ i: '1', p: { u: `/${path}`, b: { json: input } } }))
    }
    window.addEventListener('message', listen)
    window.postMessage({ type: 'campaign-desk:ready', place: 'workspace' }, '*')
  })
}
