import { join } from 'node:path'
import { app, type BrowserWindow, nativeImage } from 'electron'
import { badgePicture, countInWords } from '../shell/glance.ts'

/** The number of unread conversations on the dock, the launcher or the taskbar's button. */
export function showBadge(unread: number, window: BrowserWindow | null, folder: string): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(unread)
    return
  }
  if (!window) return
  const picture = badgePicture(unread)
  const words = picture === null ? '' : `${countInWords(unread, 'conversation', 'conversations')} unread`
  window.setOverlayIcon(picture === null ? null : nativeImage.createFromPath(join(folder, `${picture}.png`)), words)
}
