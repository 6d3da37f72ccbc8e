import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { app } from 'electron'
import { autostartEntry, autostartFile, hiddenFlag } from '../shell/autostart.ts'

/**
 * Starts the program at login, into the tray, or no longer. Linux has no login items: an entry of the desktop does it.
 * Throws where the entry cannot be written.
 */
export function setStartAtLogin(wanted: boolean): void {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: wanted, args: [hiddenFlag] })
    return
  }
  const file = autostartFile(process.env, homedir())
  if (!wanted) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, autostartEntry(...program()))
}

/** An AppImage runs from a mount that is another one each time: its own file is what has to be started. */
function program(): [string, string[]] {
  if (process.env.APPIMAGE) return [process.env.APPIMAGE, []]
  return [process.execPath, app.isPackaged ? [] : [app.getAppPath()]]
}

/** Whether this start is one at login: a Mac says so itself and passes no arguments. */
export function startedAtLogin(args: readonly string[]): boolean {
  if (args.includes(hiddenFlag)) return true
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}
