import { EventEmitter } from 'node:events'
import type { Page } from 'playwright'

/** One end of a channel whose other end lies in a page. What passes is text, as oRPC encodes it. */
export class PagePort extends EventEmitter {
  private started = false
  private waiting: string[] = []
  private readonly send: (data: string) => void
  private readonly end: () => void

  constructor(send: (data: string) => void, end: () => void) {
    super()
    this.send = send
    this.end = end
  }

  postMessage(data: unknown): void {
    if (typeof data !== 'string') throw new TypeError('the stand-in carries text only')
    this.send(data)
  }

  start(): void {
    this.started = true
    for (const data of this.waiting.splice(0)) this.emit('message', { data })
  }

  close(): void {
    this.end()
    this.emit('close')
  }

  /** Something came from the page. As in Electron, nothing is heard before `start`. */
  deliver(data: string): void {
    if (this.started) this.emit('message', { data })
    else this.waiting.push(data)
  }
}

type FromPage =
  | { kind: 'document' }
  | { kind: 'connect'; channel: string; said: unknown; port: number }
  | { kind: 'data'; port: number; data: string }
  | { kind: 'log'; text: string }

export interface IpcEvent {
  ports: PagePort[]
  senderFrame: { url: string; parent: null }
}

/**
 * What runs in the page before anything of the page itself: `require('electron')` as a preload script sees it, with
 * `ipcRenderer.postMessage` carried by a binding, and then the preload script.
 */
function pageScript(preload: string): string {
  return `(() => {
    // As in Electron, frames inside the page get no preload.
    if (window !== window.top) return
    window.__standIn({ kind: 'document' })
    const ports = new Map()
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: Object.freeze(api) }) },
      ipcRenderer: {
        postMessage(channel, said, transfer = []) {
          const [port] = transfer
          const id = ports.size + 1
          ports.set(id, port)
          port.onmessage = (event) => window.__standIn({ kind: 'data', port: id, data: event.data })
          window.__standIn({ kind: 'connect', channel, said, port: id })
        },
      },
    }
    window.__standInDeliver = (id, data) => ports.get(id)?.postMessage(data)
    window.__standInClose = (id) => ports.get(id)?.close()
    const require = (name) => {
      if (name === 'electron') return electron
      throw new Error('a sandboxed preload cannot require ' + name)
    }
    ;((require, module, exports) => {
${preload}
    })(require, { exports: {} }, {})
  })()`
}

declare global {
  // What the page script above leaves for the other side.
  function __standInDeliver(port: number, data: string): void
  function __standInClose(port: number): void
}

/**
 * Runs a preload script in a page and carries its ports.
 * @param urlOf what Electron would call the page's address
 */
export async function attach(
  page: Page,
  preload: string,
  urlOf: () => string,
  onConnect: (channel: string, event: IpcEvent, said: unknown) => void,
): Promise<void> {
  let ports = new Map<number, PagePort>()
  const closeAll = () => {
    const old = ports
    ports = new Map()
    for (const port of old.values()) port.emit('close')
  }
  await page.exposeBinding('__standIn', (_source, message: FromPage) => {
    // Another document, or the same one anew: its ports went with the old one. A step inside a document keeps them.
    if (message.kind === 'document') closeAll()
    if (message.kind === 'data') ports.get(message.port)?.deliver(message.data)
    if (message.kind !== 'connect') return
    const id = message.port
    const gone = () => {}
    const port = new PagePort(
      (data) => void page.evaluate(([id, data]) => __standInDeliver(id, data), [id, data] as const).catch(gone),
      () => void page.evaluate((id) => __standInClose(id), id).catch(gone),
    )
    ports.set(id, port)
    onConnect(message.channel, { ports: [port], senderFrame: { url: urlOf(), parent: null } }, message.said)
  })
  page.on('close', closeAll)
  await page.addInitScript(pageScript(preload))
}
