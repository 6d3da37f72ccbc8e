import { type Browser, chromium } from 'playwright'
import { chromiumLaunchOptions } from '../chromium.ts'
import type { Menu, Notification, Tray } from './desktop-parts.ts'
import type { BrowserWindow } from './window.ts'

export interface MessageBox {
  message: string
  detail?: string
  buttons?: string[]
  defaultId?: number
  cancelId?: number
}

/** What tests look at, and what they decide. */
export interface StandIn {
  windows: BrowserWindow[]
  trays: Tray[]
  notifications: Notification[]
  menu: Menu | null
  exits: number[]
  relaunches: number
  errors: string[]
  messages: MessageBox[]
  /** Which button a message box gets; the one for Esc unless a test says otherwise. */
  answer: (box: MessageBox) => number | Promise<number>
  privileged: string[]
  protocols: string[]
  loginItem: { openAtLogin: boolean; args?: string[] }
  badge: number
  opened: string[]
  links: string[]
  keychain: { available: boolean; backend: 'gnome_libsecret' | 'basic_text' }
  notificationsSupported: boolean
  trayRefused: boolean
  packaged: boolean
  /** Whether this is the first instance. */
  first: boolean
  dark: boolean
  displays: { id: number; workArea: { x: number; y: number; width: number; height: number } }[]
  /** Resolves once the program has ended, by `app.quit` or `app.exit`. */
  ended: Promise<void>
}

const usual = () => ({
  windows: [],
  trays: [],
  notifications: [],
  menu: null,
  exits: [],
  relaunches: 0,
  errors: [],
  messages: [],
  answer: (box: MessageBox) => box.cancelId ?? 0,
  privileged: [],
  protocols: [],
  loginItem: { openAtLogin: false },
  badge: 0,
  opened: [],
  links: [],
  keychain: { available: true, backend: 'gnome_libsecret' as const },
  notificationsSupported: true,
  trayRefused: false,
  packaged: false,
  first: true,
  dark: false,
  displays: [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
})

let end: () => void = () => {}
const nextEnd = () =>
  new Promise<void>((resolve) => {
    end = resolve
  })

export const standIn: StandIn = { ...usual(), ended: nextEnd() }

let browser: Promise<Browser> | undefined

/** The one Chromium of this process, started when the first window needs it. */
export function theBrowser(): Promise<Browser> {
  browser ??= chromium.launch(chromiumLaunchOptions())
  return browser
}

/** The process is over: its pages go with it, also those that are only being opened. */
export async function endProcess(): Promise<void> {
  const last = browser
  browser = undefined
  await (await last)?.close()
  end()
}

export function freshState(): void {
  Object.assign(standIn, usual(), { ended: nextEnd() })
}
