/**
 * A stand-in for the `electron` module under plain Node, for machines where its binary is not installed: windows are
 * pages of a real Chromium, the built preload script runs in them, and message ports reach the built main process. It
 * has what this app uses, and no more; anything else fails loudly, unknown events and menu roles included.
 */
import { powerMonitor } from './desktop-parts.ts'
import { app, handlers, ipcMain } from './process.ts'
import { freshState } from './state.ts'

export { dialog, Menu, Notification, nativeImage, nativeTheme, powerMonitor, safeStorage, screen, shell, Tray } from './desktop-parts.ts'
export { app, ipcMain, protocol, session } from './process.ts'
export { type StandIn, standIn } from './state.ts'
export { BrowserWindow } from './window.ts'

/** A new process, as it were: nobody listens any more, and nothing is open. */
export function newProcess(): void {
  app.removeAllListeners()
  app.isQuitting = false
  ipcMain.removeAllListeners()
  powerMonitor.removeAllListeners()
  handlers.clear()
  freshState()
}
