import { existsSync } from 'node:fs'
import type { MenuItemConstructorOptions } from 'electron'
import { KnownEmitter } from './emitter.ts'
import { type MessageBox, standIn } from './state.ts'

export class NativeImage {
  readonly path: string
  template = false
  constructor(path: string) {
    this.path = path
  }
  setTemplateImage(template: boolean): void {
    this.template = template
  }
}

/** Electron makes an empty, invisible picture of a file that is not there; here it is an error. */
export const nativeImage = {
  createFromPath(path: string): NativeImage {
    if (!existsSync(path)) throw new Error(`there is no picture ${path}`)
    return new NativeImage(path)
  },
}

const roles = new Set(
  'undo redo cut copy paste pasteAndMatchStyle selectAll resetZoom zoomIn zoomOut togglefullscreen window help minimize zoom front close about services hide hideOthers unhide quit'.split(
    ' ',
  ),
)

export class Menu {
  readonly items: MenuItemConstructorOptions[]

  private constructor(items: MenuItemConstructorOptions[]) {
    this.items = items
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    for (const item of template) {
      if (item.role && !roles.has(item.role)) throw new Error(`the stand-in knows no role "${item.role}"`)
      if (!item.role && item.type !== 'separator' && !item.label) throw new Error('a menu item needs a label, a role or a type')
      if (Array.isArray(item.submenu)) Menu.buildFromTemplate(item.submenu)
    }
    return new Menu(template)
  }

  static setApplicationMenu(menu: Menu | null): void {
    standIn.menu = menu
  }

  labels(): string[] {
    return this.items.flatMap(({ label }) => (label ? [label] : []))
  }

  /** For tests: a person chooses an item by its label. */
  choose(label: string): void {
    const item = find(this.items, label)
    if (!item) throw new Error(`the menu has no "${label}", only ${this.labels().join(', ')}`)
    if (item.enabled === false) throw new Error(`"${label}" cannot be chosen`)
    ;(item.click as (() => void) | undefined)?.()
  }
}

function find(items: MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions | undefined {
  for (const item of items) {
    if (item.label === label) return item
    const below = Array.isArray(item.submenu) ? find(item.submenu, label) : undefined
    if (below) return below
  }
  return undefined
}

export class Tray extends KnownEmitter {
  image: NativeImage
  tooltip = ''
  menu: Menu | null = null
  destroyed = false

  constructor(image: NativeImage) {
    super(['click', 'right-click', 'double-click'])
    if (standIn.trayRefused) throw new Error('this desktop has no tray')
    this.image = image
    standIn.trays.push(this)
  }
  setImage(image: NativeImage): void {
    this.image = image
  }
  setToolTip(text: string): void {
    this.tooltip = text
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu
  }
  destroy(): void {
    this.destroyed = true
  }
}

export class Notification extends KnownEmitter {
  readonly title: string
  readonly body: string

  constructor({ title, body }: { title: string; body: string }) {
    super(['show', 'click', 'close', 'reply', 'action', 'failed'])
    this.title = title
    this.body = body
  }
  static isSupported(): boolean {
    return standIn.notificationsSupported
  }
  show(): void {
    standIn.notifications.push(this)
    this.emit('show', {})
  }
  /** For tests: a person clicks it. */
  click(): void {
    this.emit('click', {})
    this.emit('close', {})
  }
}

export const dialog = {
  showErrorBox(title: string, content: string): void {
    standIn.errors.push(`${title}: ${content}`)
  },
  async showMessageBox(box: MessageBox): Promise<{ response: number; checkboxChecked: boolean }> {
    standIn.messages.push(box)
    return { response: await standIn.answer(box), checkboxChecked: false }
  },
}

/** No keychain here: what is "encrypted" is only turned around, so that tests see it was asked. */
let plainText = false
export const safeStorage = {
  isEncryptionAvailable: () => standIn.keychain.available || (plainText && standIn.keychain.backend === 'basic_text'),
  getSelectedStorageBackend: () => standIn.keychain.backend,
  setUsePlainTextEncryption(use: boolean): void {
    plainText = use
  },
  encryptString(text: string): Buffer {
    if (!safeStorage.isEncryptionAvailable()) throw new Error('Encryption is not available.')
    return Buffer.from([...text].reverse().join(''))
  },
  decryptString(sealed: Buffer): string {
    if (!safeStorage.isEncryptionAvailable()) throw new Error('Decryption is not available.')
    return [...sealed.toString()].reverse().join('')
  },
}

export const shell = {
  async openExternal(url: string): Promise<void> {
    standIn.links.push(url)
  },
  async openPath(path: string): Promise<string> {
    standIn.opened.push(path)
    return existsSync(path) ? '' : 'Failed to open path'
  },
}

export const screen = {
  getPrimaryDisplay: () => {
    const [main] = standIn.displays
    if (!main) throw new Error('no display')
    return main
  },
  getAllDisplays: () => standIn.displays,
}

export const nativeTheme = {
  get shouldUseDarkColors() {
    return standIn.dark
  },
}

export const powerMonitor = new KnownEmitter([
  'suspend',
  'resume',
  'on-ac',
  'on-battery',
  'shutdown',
  'lock-screen',
  'unlock-screen',
  'user-did-become-active',
  'user-did-resign-active',
])
