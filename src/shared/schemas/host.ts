import { z } from 'zod'
import { instant } from './common.ts'

/** What the program is that serves this page, and what it can do on this machine. */
export const hostInfo = z.object({
  kind: z.enum(['desktop', 'headless']),
  version: z.string(),
  platform: z.enum(['mac', 'windows', 'linux']),
  dataFolder: z.string().meta({ description: 'Where everything is kept' }),
  logFolder: z.string(),
  secrets: z
    .enum(['keychain', 'weak', 'none', 'file'])
    .meta({ description: '`weak`: the system keeps no key of its own (Linux without a keyring); `none`: passwords cannot be kept at all' }),
  secretsMessage: z.string().meta({ description: 'In words what that means and what to do; empty where all is well' }),
})
export type HostInfo = z.infer<typeof hostInfo>

/** What a person chose for this machine; kept beside the workspaces, not in one. */
export const preferences = z.object({
  startAtLogin: z.boolean(),
  keepRunning: z.boolean().meta({ description: 'Closing the window leaves it running in the tray' }),
  notifyReplies: z.boolean(),
  notifyProblems: z.boolean(),
  checkForUpdates: z.boolean().meta({ description: 'Looks for a new version once a day; never installs one by itself' }),
})
export type Preferences = z.infer<typeof preferences>

export const preferencesPatch = z.strictObject({
  startAtLogin: z.boolean().optional(),
  keepRunning: z.boolean().optional(),
  notifyReplies: z.boolean().optional(),
  notifyProblems: z.boolean().optional(),
  checkForUpdates: z.boolean().optional(),
})

export const updateStatus = z.object({
  state: z.enum(['off', 'idle', 'checking', 'available', 'downloading', 'ready', 'failed']),
  version: z.string().nullable().meta({ description: 'The newer version, where there is one' }),
  percent: z.number().nullable(),
  message: z.string().meta({ description: 'In words, also why updates are off' }),
  checkedAt: instant.nullable(),
})
export type UpdateStatus = z.infer<typeof updateStatus>

/** Said to an open page by its host: a notification was clicked, a link was followed, an update came. */
export const hostSignal = z.union([
  z.object({ type: z.literal('open'), path: z.string().meta({ description: 'A place in the interface, e.g. /inbox/12' }) }),
  z.object({ type: z.literal('update'), update: updateStatus }),
  z.object({ type: z.literal('hello') }),
])
export type HostSignal = z.infer<typeof hostSignal>

/** The sandbox: an engine of its own with invented people, a clock that runs fast, and nothing that reaches a network. */
export const sandboxStatus = z.object({
  state: z.enum(['closed', 'open']),
  campaignId: z.number().int().nullable().meta({ description: 'The campaign that waits there to be tried' }),
  now: instant.nullable().meta({ description: 'What its clock shows' }),
  zone: z.string().nullable(),
  pace: z.number().meta({ description: 'Its seconds for each of ours; 0 while it stands still' }),
})
export type SandboxStatus = z.infer<typeof sandboxStatus>
