import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { app } from 'electron'
import { defaultDataFolder } from '../data-folder.ts'

export interface Folders {
  data: string
  /** Chromium's own files, and what was chosen for this machine. One instance for each data folder follows from it. */
  desktop: string
  logs: string
  /** Why the data folder cannot be used; null where it can. */
  problem: unknown
}

/** Where everything lies. Has to be called before anything else of Electron's is used. */
export function chooseFolders(): Folders {
  const given = app.commandLine.getSwitchValue('data')
  const data = resolve(given || defaultDataFolder())
  const desktop = join(data, 'desktop')
  const problem = prepare(desktop)
  // Without a folder for its own files Chromium would show no window, and so no words either.
  app.setPath('userData', problem === null ? desktop : mkdtempSync(join(tmpdir(), 'campaign-desk-')))
  return { data, desktop, logs: given ? join(data, 'log') : app.getPath('logs'), problem }
}

function prepare(folder: string): unknown {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    return null
  } catch (error) {
    return error
  }
}
