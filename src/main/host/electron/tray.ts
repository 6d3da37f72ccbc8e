import { join } from 'node:path'
import { Menu, type NativeImage, nativeImage, Tray } from 'electron'
import type { Glance, TrayIcon } from '../shell/glance.ts'

export interface TrayActions {
  open(): void
  pause(): void
  resume(): void
  quit(): void
}

export interface DeskTray {
  show(glance: Glance): void
  /** In place of everything else, while the program ends. */
  say(words: string): void
  remove(): void
}

/**
 * The icon in the tray with today's numbers. Null where the system lets nobody have one.
 * @param folder with the pictures; a Mac gets the ones in black, which it colours itself
 */
export function createTray(folder: string, actions: TrayActions): DeskTray | null {
  const picture = (icon: TrayIcon) => load(folder, icon)
  let tray: Tray
  try {
    tray = new Tray(picture('normal'))
  } catch {
    return null
  }
  let shown = ''
  // A Mac opens the menu at a click.
  if (process.platform !== 'darwin') tray.on('click', actions.open)

  return {
    show(glance) {
      const next = JSON.stringify(glance)
      if (next === shown) return
      shown = next
      tray.setImage(picture(glance.icon))
      tray.setToolTip(glance.tooltip)
      tray.setContextMenu(menuOf(glance, actions))
    },
    say(words) {
      shown = ''
      tray.setToolTip(words)
      tray.setContextMenu(
        Menu.buildFromTemplate([{ label: words, enabled: false }, { type: 'separator' }, { label: 'Quit', click: actions.quit }]),
      )
    },
    remove: () => tray.destroy(),
  }
}

function menuOf(glance: Glance, actions: TrayActions): Menu {
  return Menu.buildFromTemplate([
    { label: 'Open Campaign Desk', click: actions.open },
    { type: 'separator' },
    ...glance.lines.map((label) => ({ label, enabled: false })),
    { type: 'separator' },
    glance.paused ? { label: 'Resume sending', click: actions.resume } : { label: 'Pause all sending', click: actions.pause },
    { type: 'separator' },
    { label: 'Quit', click: actions.quit },
  ])
}

function load(folder: string, icon: TrayIcon): NativeImage {
  const mac = process.platform === 'darwin'
  const image = nativeImage.createFromPath(join(folder, mac ? `${icon}Template.png` : `${icon}.png`))
  if (mac) image.setTemplateImage(true)
  return image
}
