import { mkdirSync } from 'node:fs'
import { shell } from 'electron'
import { UserError } from '../../../shared/errors.ts'
import type { Preferences } from '../../../shared/schemas/host.ts'
import type { JsonFile } from '../json-file.ts'
import type { Machine } from '../machine.ts'
import { platformName } from '../platform.ts'
import type { Signals } from '../signals.ts'
import type { Folders } from './folders.ts'
import { setStartAtLogin } from './login.ts'
import { secretsState } from './secrets.ts'
import type { DesktopUpdates } from './updates.ts'

interface Parts {
  version: string
  folders: Folders
  preferences: JsonFile<Preferences>
  updates: DesktopUpdates
  signals: Signals
}

/** What the desktop answers to the `host` noun. */
export function createDesktopMachine({ version, folders, preferences, updates, signals }: Parts): Machine {
  return {
    updates,
    signals,
    info: async () => {
      const { secrets, message } = secretsState()
      return {
        kind: 'desktop',
        version,
        platform: platformName(),
        dataFolder: folders.data,
        logFolder: folders.logs,
        secrets,
        secretsMessage: message,
      }
    },
    preferences: () => preferences.get(),
    async setPreferences(patch) {
      const before = preferences.get()
      const after = { ...before, ...patch }
      if (after.startAtLogin !== before.startAtLogin) startAtLogin(after.startAtLogin)
      preferences.set(after)
      if (after.checkForUpdates !== before.checkForUpdates) updates.replan()
      return after
    },
    openLogs: () => openFolder(folders.logs),
    openLink: (url) => shell.openExternal(url),
  }
}

/** @throws UserError PRECONDITION_FAILED where the file manager did not open */
export async function openFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const problem = await shell.openPath(folder)
  if (problem !== '')
    throw new UserError('PRECONDITION_FAILED', `The folder ${folder} could not be opened.`, {
      advice: 'Open it in your file manager yourself.',
    })
}

function startAtLogin(wanted: boolean): void {
  try {
    setStartAtLogin(wanted)
  } catch (error) {
    throw new UserError(
      'PRECONDITION_FAILED',
      `The entry for the start at login could not be ${wanted ? 'written' : 'removed'}. Nothing was changed.`,
      {
        advice: `The system said: ${(error as NodeJS.ErrnoException).code ?? 'an unknown error'}.`,
      },
    )
  }
}
