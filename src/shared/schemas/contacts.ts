import { z } from 'zod'
import { flag, id, instant, line, page, pageQuery } from './common.ts'

/** Custom fields: name → text. Names are usable in templates as `{{name}}`. */
export const customFields = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'A letter, then letters, digits or _ (at most 64)'),
  line(5000),
)

export const tag = line(60).min(1)

export const contact = z.object({
  id,
  email: z.string().meta({ description: 'Normalised: domain in lower-case ASCII (IDNA), local part as given' }),
  firstName: z.string(),
  lastName: z.string(),
  fullName: z.string(),
  companyName: z.string(),
  customFields: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  suppressed: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  lastContactedAt: instant.nullable(),
})
export type Contact = z.infer<typeof contact>

export const contactInput = z.strictObject({
  email: line(320),
  firstName: line(200).default(''),
  lastName: line(200).default(''),
  fullName: line(400).default('').meta({ description: 'Empty: first and last name joined' }),
  companyName: line(300).default(''),
  customFields: customFields.default({}),
  tags: z.array(tag).max(100).default([]),
})
export type ContactInput = z.infer<typeof contactInput>

export const contactPatch = z.strictObject({
  id,
  email: line(320).optional(),
  firstName: line(200).optional(),
  lastName: line(200).optional(),
  fullName: line(400).optional(),
  companyName: line(300).optional(),
  customFields: customFields.optional().meta({ description: 'Replaces all custom fields' }),
  tags: z.array(tag).max(100).optional().meta({ description: 'Replaces all tags' }),
})

export const contactSort = z.enum(['createdAt', 'email', 'lastName', 'companyName', 'lastContactedAt'])

/** What narrows a list of contacts; the same everywhere contacts are chosen. */
export const contactFilter = {
  search: z.string().max(200).optional().meta({ description: 'Words; each is a prefix of a word in name, address or company' }),
  tag: z.string().max(60).optional(),
  domain: z.string().max(255).optional().meta({ description: 'Domain of the address' }),
  companyName: z.string().max(300).optional(),
  importId: id.optional(),
  contacted: flag.optional(),
}

export const contactQuery = z.strictObject({
  ...contactFilter,
  sort: contactSort.default('createdAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
  from: z.enum(['start', 'end']).default('start').meta({ description: '`end` gives the last page' }),
  skip: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000_000)
    .default(0)
    .meta({ description: 'So many are passed over first, for jumping in a long list; the cursor is cheaper for the next page' }),
  ...pageQuery,
})
export type ContactQuery = z.infer<typeof contactQuery>

export const contactPage = page(contact)

/** A choice of contacts: by id, by filter, or everybody. Exactly one is given. */
export const contactSelection = z.strictObject({
  contactIds: z.array(id).max(10_000).optional(),
  filter: z.strictObject(contactFilter).optional(),
  all: z.boolean().optional(),
  exceptIds: z.array(id).max(10_000).optional().meta({ description: 'Taken out of filter or all' }),
})
export type ContactSelection = z.infer<typeof contactSelection>

export const bulkAction = z.strictObject({
  selection: contactSelection,
  action: z.enum(['addTag', 'removeTag', 'delete', 'suppress']),
  tag: tag.optional(),
})

/** Which column of the file feeds which field. `field` starting with `custom:` keeps it as that custom field. */
export const columnMapping = z.strictObject({
  column: z.number().int().min(0).max(9_999),
  field: z.union([
    z.enum(['email', 'firstName', 'lastName', 'fullName', 'companyName', 'tags', 'ignore']),
    z.string().regex(/^custom:[A-Za-z][A-Za-z0-9_]{0,63}$/),
  ]),
})
export type ColumnMapping = z.infer<typeof columnMapping>

export const importSource = {
  uploadId: z
    .string()
    .regex(/^[a-f0-9-]{36}$/)
    .optional()
    .meta({ description: 'A file sent before with PUT /api/uploads' }),
  content: z.string().max(5_000_000).optional().meta({ description: 'The file itself, for small ones' }),
}

/** One piece of a file that is sent by calls. In the order of the file; a piece may be sent again. */
export const uploadChunkInput = z.strictObject({
  uploadId: importSource.uploadId.meta({ description: 'As the first piece was answered with; left out for the first' }),
  offset: z
    .number()
    .int()
    .min(0)
    .max(4 * 1024 ** 3)
    .meta({ description: 'Where in the file this piece begins, in bytes' }),
  data: z.string().max(4_200_000).meta({ description: 'The bytes as base64, at most 3 MB of them' }),
  last: z.boolean().default(false).meta({ description: 'The file ends with this piece' }),
})
export const uploadChunkResult = z.object({ uploadId: z.string(), sizeBytes: z.number().int() })

export const importAnalyzeInput = z.strictObject({ ...importSource })

export const importAnalysis = z.object({
  uploadId: z.string(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  delimiter: z.enum([',', ';', '\t', '|']),
  header: z.array(z.string()),
  hasHeader: z.boolean(),
  mapping: z.array(columnMapping),
  sample: z.array(z.array(z.string())).meta({ description: 'The first rows, at most 10' }),
  sizeBytes: z.number().int(),
  problems: z.array(z.string()),
})
export type ImportAnalysis = z.infer<typeof importAnalysis>

export const importOptions = {
  fileName: line(255).default('contacts.csv'),
  mapping: z.array(columnMapping).max(10_000).optional().meta({ description: 'Left out: guessed from the header' }),
  duplicates: z.enum(['merge', 'skip']).default('merge'),
  tags: z.array(tag).max(20).default([]),
}

export const importInput = z.strictObject({ ...importSource, ...importOptions })
export type ImportInput = z.infer<typeof importInput>

export const importStatus = z.enum(['queued', 'running', 'done', 'cancelled', 'failed'])
export type ImportStatus = z.infer<typeof importStatus>

export const contactImport = z.object({
  id,
  fileName: z.string(),
  status: importStatus,
  reason: z.string().meta({ description: 'Why it failed or was cancelled, in words; empty otherwise' }),
  bytesTotal: z.number().int(),
  bytesRead: z.number().int(),
  rowsRead: z.number().int(),
  created: z.number().int(),
  merged: z.number().int(),
  skipped: z.number().int(),
  rejected: z.number().int(),
  startedAt: instant,
  finishedAt: instant.nullable(),
})
export type ContactImport = z.infer<typeof contactImport>

export const suppressionKind = z.enum(['email', 'domain'])
export const suppressionReason = z.enum(['manual', 'unsubscribed', 'bounced', 'complained', 'imported', 'erased'])

export const suppression = z.object({
  id,
  kind: suppressionKind,
  value: z.string().nullable().meta({ description: 'Null once the person was erased; a hash still blocks them' }),
  reason: suppressionReason,
  note: z.string(),
  createdAt: instant,
})
export type Suppression = z.infer<typeof suppression>

export const suppressionInput = z.strictObject({
  kind: suppressionKind.default('email'),
  value: line(320).min(1),
  reason: suppressionReason.exclude(['erased']).default('manual'),
  note: line(500).default(''),
})
