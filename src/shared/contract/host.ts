import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { id, ok } from '../schemas/common.ts'
import { hostInfo, hostSignal, preferences, preferencesPatch, sandboxStatus, updateStatus } from '../schemas/host.ts'
import { simulation } from '../schemas/runs.ts'
import { base } from './base.ts'

const tags = ['Host']

/** What the program around the engine can do; answered by the host, not by the engine. */
export const host = {
  info: base.route({ method: 'GET', path: '/host', tags, summary: 'Which program this is, and where it keeps things' }).output(hostInfo),
  preferences: base
    .route({ method: 'GET', path: '/host/preferences', tags, summary: 'What was chosen for this machine' })
    .output(preferences),
  setPreferences: base
    .route({
      method: 'PUT',
      path: '/host/preferences',
      tags,
      summary: 'Change it; what is left out stays. PRECONDITION_FAILED where this host cannot',
    })
    .input(preferencesPatch)
    .output(preferences),
  openLogs: base
    .route({ method: 'POST', path: '/host/open-logs', tags, summary: 'Show the log folder in the file manager (desktop)' })
    .output(ok),
  openLink: base
    .route({ method: 'POST', path: '/host/open-link', tags, summary: 'Open an https address in the system browser (desktop)' })
    .input(z.strictObject({ url: z.url({ protocol: /^https$/ }).max(2000) }))
    .output(ok),
  update: base.route({ method: 'GET', path: '/host/update', tags, summary: 'Whether a newer version is there' }).output(updateStatus),
  checkForUpdate: base
    .route({ method: 'POST', path: '/host/update/check', tags, summary: 'Look for a newer version' })
    .output(updateStatus),
  downloadUpdate: base
    .route({ method: 'POST', path: '/host/update/download', tags, summary: 'Fetch the newer version' })
    .output(updateStatus),
  installUpdate: base
    .route({ method: 'POST', path: '/host/update/install', tags, summary: 'Finish what is in flight, then restart into it' })
    .output(ok),
  signals: base
    .route({ method: 'GET', path: '/host/signals', tags, summary: 'What the host says to an open page (text/event-stream)' })
    .output(eventIterator(hostSignal)),
}

export const sandbox = {
  status: base
    .route({ method: 'GET', path: '/sandbox', tags: ['Sandbox'], summary: 'Whether it is open, and its clock' })
    .output(sandboxStatus),
  open: base
    .route({ method: 'POST', path: '/sandbox/open', tags: ['Sandbox'], summary: 'Open it, with a campaign ready to be tried' })
    .output(sandboxStatus),
  startOver: base
    .route({ method: 'POST', path: '/sandbox/start-over', tags: ['Sandbox'], summary: 'Throw it away and begin anew' })
    .output(sandboxStatus),
  setPace: base
    .route({ method: 'PUT', path: '/sandbox/pace', tags: ['Sandbox'], summary: 'How fast its clock runs' })
    .input(z.strictObject({ pace: z.number().min(0).max(86_400) }))
    .output(sandboxStatus),
  close: base
    .route({ method: 'POST', path: '/sandbox/close', tags: ['Sandbox'], summary: 'Close it; it is thrown away' })
    .output(sandboxStatus),
}

const oneSimulation = z.strictObject({ id: z.string().max(100) })

/** A campaign's next weeks, run by the engine itself on a copy with invented people. */
export const simulations = {
  start: base
    .route({
      method: 'POST',
      path: '/simulations',
      tags: ['Simulations'],
      summary: 'Simulate the days of a draft; asks nobody, sends nothing',
    })
    .input(z.strictObject({ campaignId: id, days: z.number().int().min(1).max(90).default(30) }))
    .output(simulation),
  get: base
    .route({ method: 'GET', path: '/simulations/{id}', tags: ['Simulations'], summary: 'How it stands' })
    .input(oneSimulation)
    .output(simulation),
  cancel: base
    .route({ method: 'POST', path: '/simulations/{id}/cancel', tags: ['Simulations'], summary: 'Stop it and throw it away' })
    .input(oneSimulation)
    .output(simulation),
}
