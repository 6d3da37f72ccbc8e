import { UserError } from '../../shared/errors.ts'
import type { Preferences, UpdateStatus } from '../../shared/schemas/host.ts'
import type { Machine } from './machine.ts'
import { platformName } from './platform.ts'
import { createSignals } from './signals.ts'

/** A server has no tray, no notifications and no browser of its own: it says so. */
export function createHeadlessMachine(about: { version: string; dataFolder: string; logFolder: string }): Machine {
  const none: Preferences = {
    startAtLogin: false,
    keepRunning: true,
    notifyReplies: false,
    notifyProblems: false,
    checkForUpdates: false,
  }
  const update: UpdateStatus = {
    state: 'off',
    version: null,
    percent: null,
    message: 'The headless server does not update itself. Install a newer version the way this one was installed.',
    checkedAt: null,
  }
  return {
    info: async () => ({
      kind: 'headless',
      platform: platformName(),
      ...about,
      secrets: 'file',
      secretsMessage: '',
    }),
    preferences: () => none,
    setPreferences: async () => cannot('These choices belong to the desktop app.', 'A server starts and stops as its machine is told to.'),
    openLogs: async () => cannot('A server opens no folders.', `The log is in ${about.logFolder}.`),
    openLink: async () => cannot('A server opens no browser.', 'Open the address yourself.'),
    updates: {
      status: () => update,
      check: async () => update,
      download: async () => cannot(update.message, 'Nothing was changed.'),
      install: async () => cannot(update.message, 'Nothing was changed.'),
    },
    signals: createSignals(),
  }
}

function cannot(message: string, advice: string): never {
  throw new UserError('PRECONDITION_FAILED', message, { advice })
}
