import { z } from 'zod'
import { flag, id, instant, line, ok } from '../schemas/common.ts'
import {
  claySettings,
  discoveryAudience,
  discoveryPreview,
  enrichmentTry,
  optionKind,
  platform,
  provider,
  providerKind,
} from '../schemas/discovery.ts'
import { creatorPage, creatorQuery, discoveryOutlook, run, runPage, runQuery } from '../schemas/runs.ts'
import { base } from './base.ts'

const one = z.strictObject({ id })

/** Whom a recurring campaign looks for. */
export const discovery = {
  preview: base
    .route({
      method: 'POST',
      path: '/discovery/preview',
      tags: ['Discovery'],
      summary: "The first ten who match, how many there are, and what a run costs. Costs ten results of the provider's credits",
    })
    .input(
      z.strictObject({
        id: id.optional().meta({ description: 'The campaign that it is for' }),
        discovery: discoveryAudience,
        testMode: z.boolean().default(false),
      }),
    )
    .output(discoveryPreview),
  options: base
    .route({ method: 'GET', path: '/discovery/options', tags: ['Discovery'], summary: 'What the provider knows to choose from' })
    .input(
      z.strictObject({
        kind: optionKind,
        platform,
        search: z.string().max(100).default(''),
        id: id.optional().meta({ description: 'The campaign that it is for' }),
        testMode: flag.default(false).meta({ description: 'Ask no real provider' }),
      }),
    )
    .output(z.array(z.object({ value: z.string(), label: z.string() }))),
  estimate: base
    .route({
      method: 'POST',
      path: '/discovery/estimate',
      tags: ['Discovery'],
      summary: 'What a run of today would look for, and what that costs; asks nobody',
    })
    .input(z.strictObject({ id: id.optional(), discovery: discoveryAudience }))
    .output(
      discoveryPreview.pick({ perRun: true, searchCostPerRun: true, enrichmentCostPerRun: true }).extend({
        previewCost: z.number(),
        limitedBy: z
          .string()
          .meta({ description: 'What keeps a run from more people than it was asked for, in words; empty where nothing does' }),
        beginsAt: instant.nullable().meta({ description: 'When the first run of a draft would begin if it were activated now' }),
      }),
    ),
}

/** The days of a recurring campaign. */
export const runs = {
  list: base
    .route({ method: 'GET', path: '/campaigns/{id}/runs', tags: ['Runs'], summary: 'Its days, the latest first' })
    .input(runQuery)
    .output(runPage),
  get: base
    .route({ method: 'GET', path: '/campaigns/{id}/runs/{runId}', tags: ['Runs'], summary: 'One day' })
    .input(z.strictObject({ id, runId: id }))
    .output(run),
  outlook: base
    .route({
      method: 'GET',
      path: '/campaigns/{id}/outlook',
      tags: ['Runs'],
      summary: 'The run that is on, the next one, and who is carried over',
    })
    .input(one)
    .output(discoveryOutlook),
  creators: base
    .route({ method: 'GET', path: '/campaigns/{id}/creators', tags: ['Runs'], summary: 'Whom it found, and what became of them' })
    .input(creatorQuery)
    .output(creatorPage),
  tryAgain: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/runs/try-again',
      tags: ['Runs'],
      summary: 'Ask a provider that failed again now, instead of later',
    })
    .input(one)
    .output(discoveryOutlook),
  decideUnsure: base
    .route({
      method: 'POST',
      path: '/campaigns/{id}/creators/decide',
      tags: ['Runs'],
      summary: 'Creators whose enrichment may have been charged without an answer: ask again, or leave them out',
    })
    .input(z.strictObject({ id, decision: z.enum(['ask_again', 'leave_out']) }))
    .output(z.object({ decided: z.number().int() })),
  exportForClay: base
    .route({ method: 'GET', path: '/campaigns/{id}/clay.csv', tags: ['Runs'], summary: 'Creators that wait for an address, as CSV' })
    .input(one)
    .output(z.object({ fileName: z.string(), content: z.string(), rows: z.number().int() })),
  importFromClay: base
    .route({ method: 'POST', path: '/campaigns/{id}/clay-results', tags: ['Runs'], summary: "A Clay table's export: addresses by our id" })
    .input(z.strictObject({ id, content: z.string().max(5_000_000) }))
    .output(z.object({ addresses: z.number().int(), without: z.number().int(), unknown: z.number().int() })),
}

/** The services that find people and their addresses. */
export const providers = {
  list: base.route({ method: 'GET', path: '/providers', tags: ['Providers'], summary: 'What is connected' }).output(z.array(provider)),
  connect: base
    .route({ method: 'PUT', path: '/providers/{kind}/key', tags: ['Providers'], summary: 'Check a key, and keep it' })
    .input(z.strictObject({ kind: providerKind, key: line(500).min(1) }))
    .output(provider),
  check: base
    .route({ method: 'POST', path: '/providers/{kind}/check', tags: ['Providers'], summary: 'Ask whether the key still works' })
    .input(z.strictObject({ kind: providerKind }))
    .output(provider),
  disconnect: base
    .route({ method: 'DELETE', path: '/providers/{kind}', tags: ['Providers'], summary: 'Forget its key' })
    .input(z.strictObject({ kind: providerKind }))
    .output(ok),
  setClay: base
    .route({
      method: 'PUT',
      path: '/providers/clay/settings',
      tags: ['Providers'],
      summary: 'Which routine or table, and which of its fields mean what',
    })
    .input(claySettings.extend({ webhookToken: line(500).optional().meta({ description: 'Empty removes it; left out: stays' }) }))
    .output(provider),
  tryClay: base
    .route({
      method: 'POST',
      path: '/providers/clay/try',
      tags: ['Providers'],
      summary: 'Run the routine for one creator. Costs what Clay charges for one',
    })
    .input(z.strictObject({ platform, handle: line(100).min(1), fullName: line(200).default('') }))
    .output(enrichmentTry),
  clayTry: base
    .route({ method: 'GET', path: '/providers/clay/try/{id}', tags: ['Providers'], summary: 'How a try stands' })
    .input(z.strictObject({ id: z.string().max(100) }))
    .output(enrichmentTry),
}
