import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { notFound, UserError } from '../../../../shared/errors.ts'
import type { ColumnMapping, ContactImport, ImportInput } from '../../../../shared/schemas/contacts.ts'
import type { EngineContext } from '../../context.ts'
import { rememberFields } from '../../db/contacts/contacts.ts'
import {
  getImportRow,
  type ImportPlan,
  type ImportRow,
  insertImport,
  isUploadTaken,
  listImports,
  listRejects,
  toImport,
} from '../../db/contacts/imports.ts'
import { saveUpload, uploadPath, writeUploadPiece } from '../../db/contacts/uploads.ts'
import { cancelImport } from '../../lifecycle/import/verbs.ts'
import { os } from '../base.ts'
import { cursorAfter, idFromCursor } from '../cursor.ts'
import { analyzeUpload } from './analyze-upload.ts'

/** The routes of `contacts` that are about files. */
export const imports = {
  uploadChunk: os.contacts.uploadChunk.handler(({ input, context }) => {
    const bytes = Buffer.from(input.data, 'base64')
    if (bytes.length === 0) {
      throw new UserError('BAD_REQUEST', input.offset === 0 ? 'The file is empty. Nothing was kept.' : 'This piece of the file is empty.', {
        advice: 'Choose a file with at least one row.',
      })
    }
    if (input.uploadId === undefined && input.offset > 0) throw lostUpload()
    const uploadId = input.uploadId ?? context.ports.random.uuid()
    const { offset, last } = input
    const sizeBytes = writeUploadPiece(context.folder, uploadId, { offset, bytes, last })
    if (sizeBytes === null) throw lostUpload()
    return { uploadId, sizeBytes }
  }),

  analyzeImport: os.contacts.analyzeImport.handler(async ({ input, context }) => {
    const uploadId = takeUpload(context, input)
    const { analysis } = await analyzeUpload(join(context.folder, uploadPath(uploadId)))
    return { uploadId, ...analysis }
  }),

  import: os.contacts.import.handler(async ({ input, context }) => {
    const path = uploadPath(takeUpload(context, input))
    const id = await begin(context, input, path).catch((error: unknown) => {
      // A file that was sent by itself may be tried again with another mapping; text that came along is of no more use.
      if (input.content !== undefined) rmSync(join(context.folder, path), { force: true })
      throw error
    })
    return load(context, id)
  }),

  listImports: os.contacts.listImports.handler(({ context }) => listImports(context.db).map(toImport)),

  getImport: os.contacts.getImport.handler(({ input, context }) => load(context, input.id)),

  cancelImport: os.contacts.cancelImport.handler(({ input, context }) => {
    const before = context.commit('imports.cancel', (tx) => {
      const row = must(getImportRow(tx, input.id), input.id)
      if (!cancelImport(tx, row.id, cancelled(row))) {
        throw new UserError('CONFLICT', 'This import has ended already.', {
          advice: 'Filter the contacts by this import to change or delete them.',
        })
      }
      return row
    })
    // The file of a running one goes when its worker has noticed.
    if (before.status === 'queued') rmSync(join(context.folder, before.uploadPath), { force: true })
    return load(context, input.id)
  }),

  rejected: os.contacts.rejected.handler(({ input, context }) => {
    const row = must(getImportRow(context.db, input.id), input.id)
    const after = idFromCursor(input.cursor) ?? 0
    const rejects = listRejects(context.db, row.id, after, input.limit + 1)
    const items = rejects.slice(0, input.limit)
    const nextCursor = cursorAfter(items, rejects.length > input.limit)
    return { items: items.map(({ line, reason, row: text }) => ({ line, reason, row: text })), nextCursor, total: row.rejected }
  }),
}

/** Looks at the file and leaves the import as a job. Returns its id. @throws UserError BAD_REQUEST, CONFLICT, NOT_FOUND */
async function begin(ctx: EngineContext, input: ImportInput, path: string): Promise<number> {
  const { analysis, plan, refusal } = await analyzeUpload(join(ctx.folder, path))
  if (refusal !== null) throw new UserError('BAD_REQUEST', refusal, { advice: 'Nothing was imported.' })
  const mapping = checkMapping(input.mapping ?? analysis.mapping)
  const whole: ImportPlan = { ...plan, mapping, duplicates: input.duplicates, tags: input.tags }
  return ctx.commit('imports.add', (tx) => {
    if (isUploadTaken(tx, path))
      throw new UserError('CONFLICT', 'This file is being imported already.', { advice: 'Wait for that import to end.' })
    rememberFields(
      tx,
      mapping.filter((entry) => entry.field.startsWith('custom:')).map((entry) => entry.field.slice('custom:'.length)),
    )
    const made = insertImport(tx, { fileName: input.fileName, uploadPath: path, bytesTotal: analysis.sizeBytes, plan: whole })
    tx.emit({ type: 'import.changed', message: 'A file was handed in' })
    return made
  })
}

function cancelled(row: ImportRow): string {
  const kept = row.created + row.merged
  if (kept === 0) return 'Cancelled before anything was imported.'
  return `Cancelled after ${row.rowsRead.toLocaleString('en')} rows. ${row.created.toLocaleString('en')} new contacts and ${row.merged.toLocaleString('en')} merged ones stay.`
}

/** The upload that is meant; text that came along is kept as one. */
function takeUpload(ctx: EngineContext, source: Pick<ImportInput, 'uploadId' | 'content'>): string {
  if ((source.uploadId === undefined) === (source.content === undefined)) {
    throw new UserError('BAD_REQUEST', 'It is not clear which file is meant.', { advice: 'Give either uploadId or content.' })
  }
  if (source.uploadId !== undefined) return source.uploadId
  const uploadId = ctx.ports.random.uuid()
  saveUpload(ctx.folder, uploadId, source.content ?? '')
  return uploadId
}

function checkMapping(mapping: ColumnMapping[]): ColumnMapping[] {
  const advice = { advice: 'Correct the mapping and try again. Nothing was imported.' }
  const fields = mapping.map((entry) => entry.field).filter((field) => field !== 'ignore')
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice) throw new UserError('BAD_REQUEST', `Two columns are mapped to ${twice}.`, advice)
  if (!fields.includes('email')) throw new UserError('BAD_REQUEST', 'No column is mapped to email.', advice)
  return mapping
}

function lostUpload(): UserError {
  return new UserError('CONFLICT', 'The beginning of this file is not here any more.', { advice: 'Choose the file again.' })
}

function must(row: ImportRow | null, id: number): ImportRow {
  if (!row) throw notFound('import', id)
  return row
}

function load(ctx: EngineContext, id: number): ContactImport {
  return toImport(must(getImportRow(ctx.db, id), id))
}
