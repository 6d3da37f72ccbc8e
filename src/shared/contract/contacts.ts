import { z } from 'zod'
import { id, ok, page, pageQuery } from '../schemas/common.ts'
import {
  bulkAction,
  contact,
  contactImport,
  contactInput,
  contactPage,
  contactPatch,
  contactQuery,
  importAnalysis,
  importAnalyzeInput,
  importInput,
  suppression,
  suppressionInput,
  uploadChunkInput,
  uploadChunkResult,
} from '../schemas/contacts.ts'
import { contactHistory } from '../schemas/history.ts'
import { base } from './base.ts'

const tags = ['Contacts']

export const contacts = {
  list: base
    .route({ method: 'GET', path: '/contacts', tags, summary: 'List, search, filter, sort' })
    .input(contactQuery)
    .output(contactPage),
  create: base
    .route({ method: 'POST', path: '/contacts', tags, successStatus: 201, summary: 'Add one contact; CONFLICT where the address is known' })
    .input(contactInput)
    .output(contact),
  get: base.route({ method: 'GET', path: '/contacts/{id}', tags, summary: 'One contact' }).input(z.strictObject({ id })).output(contact),
  history: base
    .route({ method: 'GET', path: '/contacts/{id}/history', tags, summary: 'The campaigns of a contact, and what happened in them' })
    .input(z.strictObject({ id }))
    .output(contactHistory),
  update: base
    .route({ method: 'PUT', path: '/contacts/{id}', tags, summary: 'Change a contact; what is left out stays' })
    .input(contactPatch)
    .output(contact),
  remove: base
    .route({
      method: 'DELETE',
      path: '/contacts/{id}',
      tags,
      summary: 'Delete; with erase, forget the person and never contact them again',
    })
    .input(z.strictObject({ id, erase: z.union([z.boolean(), z.stringbool()]).default(false) }))
    .output(ok),
  bulk: base
    .route({ method: 'POST', path: '/contacts/bulk', tags, summary: 'Tag, untag, delete or suppress many' })
    .input(bulkAction)
    .output(z.object({ affected: z.number().int() })),
  tags: base
    .route({ method: 'GET', path: '/contacts/tags', tags, summary: 'Tags in use, with how many contacts have each' })
    .output(z.array(z.object({ tag: z.string(), count: z.number().int() }))),
  fields: base
    .route({ method: 'GET', path: '/contacts/fields', tags, summary: 'Names of the custom fields in use' })
    .output(z.array(z.string())),
  uploadChunk: base
    .route({
      method: 'POST',
      path: '/contacts/import/upload',
      tags,
      summary: 'Send a file for an import piece by piece; PUT /api/uploads takes it whole',
    })
    .input(uploadChunkInput)
    .output(uploadChunkResult),
  analyzeImport: base
    .route({ method: 'POST', path: '/contacts/import/analyze', tags, summary: 'Encoding, delimiter, columns and a guessed mapping' })
    .input(importAnalyzeInput)
    .output(importAnalysis),
  import: base
    .route({
      method: 'POST',
      path: '/contacts/import',
      tags,
      successStatus: 202,
      summary: 'Import a CSV file',
      description:
        'JSON with uploadId or content; or the file itself as text/csv, with the options as query parameters (fileName, duplicates, tags). It runs on in the background: follow it with GET /contacts/import/{id} or the event stream.',
    })
    .input(importInput)
    .output(contactImport),
  listImports: base.route({ method: 'GET', path: '/contacts/import', tags, summary: 'The imports so far' }).output(z.array(contactImport)),
  getImport: base
    .route({ method: 'GET', path: '/contacts/import/{id}', tags, summary: 'How far an import is, and how it ended' })
    .input(z.strictObject({ id }))
    .output(contactImport),
  cancelImport: base
    .route({ method: 'POST', path: '/contacts/import/{id}/cancel', tags, summary: 'Stop an import; the contacts made so far stay' })
    .input(z.strictObject({ id }))
    .output(contactImport),
  rejected: base
    .route({
      method: 'GET',
      path: '/contacts/import/{id}/rejected',
      tags,
      summary: 'Rejected rows: line number, reason, the row. As CSV at …/rejected.csv',
    })
    .input(z.strictObject({ id, ...pageQuery }))
    .output(page(z.object({ line: z.number().int(), reason: z.string(), row: z.string() }))),
}

export const suppressions = {
  list: base
    .route({ method: 'GET', path: '/suppressions', tags: ['Suppressions'], summary: 'Addresses and domains that are never written to' })
    .input(z.strictObject({ search: z.string().max(200).optional(), ...pageQuery }))
    .output(page(suppression)),
  add: base
    .route({
      method: 'POST',
      path: '/suppressions',
      tags: ['Suppressions'],
      successStatus: 201,
      summary: 'Never contact this address or domain again',
    })
    .input(suppressionInput)
    .output(suppression),
  remove: base
    .route({
      method: 'DELETE',
      path: '/suppressions/{id}',
      tags: ['Suppressions'],
      summary: 'Lift a suppression that a person set by hand',
    })
    .input(z.strictObject({ id }))
    .output(ok),
}
