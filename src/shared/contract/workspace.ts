import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { streamEvent } from '../events.ts'
import {
  creditDay,
  credits as creditsToday,
  engineStatus,
  ledgerPage,
  ledgerQuery,
  workspacePatch,
  workspace as workspaceRow,
} from '../schemas/workspace.ts'
import { base } from './base.ts'

export const workspace = {
  get: base
    .route({ method: 'GET', path: '/workspace', tags: ['Workspace'], summary: 'Name, zone, postal address, daily credits' })
    .output(workspaceRow),
  update: base
    .route({ method: 'PUT', path: '/workspace', tags: ['Workspace'], summary: 'Change it; what is left out stays' })
    .input(workspacePatch)
    .output(workspaceRow),
}

export const credits = {
  get: base.route({ method: 'GET', path: '/credits', tags: ['Credits'], summary: "Today's credits" }).output(creditsToday),
  setLimit: base
    .route({ method: 'PUT', path: '/credits', tags: ['Credits'], summary: 'Change the plan' })
    .input(z.strictObject({ limit: z.number().int().min(0).max(1_000_000) }))
    .output(creditsToday),
  ledger: base
    .route({ method: 'GET', path: '/credits/ledger', tags: ['Credits'], summary: 'Every credit that was used, and for what' })
    .input(ledgerQuery)
    .output(ledgerPage),
  days: base
    .route({ method: 'GET', path: '/credits/days', tags: ['Credits'], summary: 'What was used on each of the last days' })
    .input(z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }))
    .output(z.array(creditDay)),
}

export const engine = {
  status: base
    .route({ method: 'GET', path: '/engine', tags: ['Engine'], summary: 'What it does now, and every reason why something waits' })
    .output(engineStatus),
  pause: base
    .route({ method: 'POST', path: '/engine/pause', tags: ['Engine'], summary: 'Stop all sending; replies are still read' })
    .output(engineStatus),
  resume: base.route({ method: 'POST', path: '/engine/resume', tags: ['Engine'], summary: 'Send again' }).output(engineStatus),
}

export const events = {
  stream: base
    .route({
      method: 'GET',
      path: '/events',
      tags: ['Events'],
      summary: 'The event stream (text/event-stream)',
      description:
        'Resumes after `after` or the Last-Event-ID header, whichever is later. Left out: from now on. A comment line every few seconds keeps the connection open.',
    })
    .input(z.strictObject({ after: z.coerce.number().int().min(0).optional() }))
    .output(eventIterator(streamEvent)),
}
