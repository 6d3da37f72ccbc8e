import { z } from 'zod'
import { UserError } from '../../../shared/errors.ts'
import { explainFolder } from '../folder-problem.ts'
import type { Screen } from './screen.ts'

/** Where it may be looked for help. */
export interface Places {
  dataFolder: string
  logFolder: string
}

const diskFull = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT'])
const unwritable = new Set(['SQLITE_READONLY', 'SQLITE_CANTOPEN', 'EACCES', 'EPERM', 'EROFS'])

const ownerDetails = z.object({
  pid: z.number(),
  machine: z.string(),
  startedAt: z.number(),
  host: z.enum(['headless', 'desktop']),
  url: z.string().optional(),
})

/**
 * Why the program could not start, as a screen: what happened, what it means, what to do. Never a stack trace.
 * @param locale how the person reads dates; the system's by default, as the zone
 */
export function explainStart(error: unknown, places: Places, locale?: string, zone?: string): Screen {
  const owner = ownerDetails.safeParse(error instanceof UserError ? error.details?.owner : null)
  if (owner.success && error instanceof UserError) {
    const { host, url, pid, machine, startedAt } = owner.data
    const since = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: zone }).format(startedAt)
    const program = host === 'headless' ? 'the headless server' : 'the desktop app'
    return {
      title: 'This workspace is open elsewhere',
      text: [
        `It belongs to ${program}${url ? ` at ${url}` : ''}: process ${pid} on the machine ${machine}, since ${since}.`,
        error.advice ?? '',
      ],
      actions: ['retry', 'folder', 'quit'],
    }
  }
  const told =
    error instanceof UserError ? error : explainFolder(error, 'Make room or give yourself the right to write there, then try again.')
  if (told) return { title: titleOf(told), text: [told.message, told.advice ?? ''], actions: ['retry', 'folder', 'quit'] }
  const code = codeOf(error)
  if (diskFull.has(code)) {
    return {
      title: 'The disk is full',
      text: [
        `There is no room left for ${places.dataFolder}. Nothing was changed and nothing is sent.`,
        'Make room on that drive, then try again.',
      ],
      actions: ['retry', 'folder', 'quit'],
    }
  }
  if (unwritable.has(code)) {
    return {
      title: 'The data folder cannot be written',
      text: [
        `Campaign Desk may not write to ${places.dataFolder}. Nothing was changed and nothing is sent.`,
        'Give yourself the right to write there (and to the files in it), then try again.',
      ],
      actions: ['retry', 'folder', 'quit'],
    }
  }
  return {
    title: 'Campaign Desk could not start',
    text: [
      'Something unexpected stopped it. Your data was not changed, and nothing is sent.',
      `Try again. If it happens once more, the log in ${places.logFolder} says what it was.`,
    ],
    actions: ['retry', 'logs', 'quit'],
  }
}

function titleOf({ message }: UserError): string {
  if (message.includes('already open')) return 'This workspace is open elsewhere'
  if (message.includes('newer version')) return 'This workspace needs a newer Campaign Desk'
  return 'Your workspace cannot be opened'
}

/** SQLite tells more than needed after the first two words: SQLITE_IOERR_WRITE, SQLITE_READONLY_DIRECTORY. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return ''
  return code.startsWith('SQLITE_') ? code.split('_').slice(0, 2).join('_') : code
}

/** The page crashed again and again; the engine did not. */
export const crashLoopScreen: Screen = {
  title: 'The window keeps closing',
  text: [
    'The page crashed three times within a minute. Your campaigns go on: only the window is affected.',
    'Try again. If it happens once more, restart the computer or install the newest version.',
  ],
  actions: ['retry', 'logs', 'quit'],
}
