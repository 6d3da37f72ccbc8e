import { z } from 'zod'
import { type Preferences, preferences } from '../../../shared/schemas/host.ts'

/** Nothing starts by itself before somebody wants it; a look for a newer version once a day is all that is asked for. */
export const firstPreferences: Preferences = {
  startAtLogin: false,
  keepRunning: true,
  notifyReplies: true,
  notifyProblems: true,
  checkForUpdates: true,
}

/** As kept in a file: a version that knew fewer choices left some out. */
export const keptPreferences: z.ZodType<Preferences> = z
  .looseObject(preferences.partial().shape)
  .transform((kept) => preferences.parse({ ...firstPreferences, ...kept }))
