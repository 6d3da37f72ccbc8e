/** Imports: one row each, with all that is needed to go on after a crash, and the rows that were not taken. */
import { and, desc, eq, gt, inArray, ne } from 'drizzle-orm'
import { z } from 'zod'
import { type ContactImport, columnMapping, importAnalysis } from '../../../../shared/schemas/contacts.ts'
import { csvLine } from '../../rules/contacts/csv/write.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { importRejects, imports } from '../core/schema.ts'
import { statement } from '../core/statement.ts'

export type ImportRow = typeof imports.$inferSelect

/** How a file is to be read; fixed when the import is made, so that a resumed one reads it the same way. */
const importPlan = z.object({
  encoding: importAnalysis.shape.encoding,
  /** Bytes of the byte order mark. */
  skip: z.number().int(),
  delimiter: importAnalysis.shape.delimiter,
  newline: z.enum(['\n', '\r']),
  hasHeader: z.boolean(),
  /** Columns of the header; null where there is none. */
  width: z.number().int().nullable(),
  mapping: z.array(columnMapping),
  duplicates: z.enum(['merge', 'skip']),
  tags: z.array(z.string()),
})
export type ImportPlan = z.infer<typeof importPlan>

export function readPlan(row: ImportRow): ImportPlan {
  return importPlan.parse(JSON.parse(row.options))
}

export function insertImport(tx: Tx, made: { fileName: string; uploadPath: string; bytesTotal: number; plan: ImportPlan }): number {
  const { id } = tx.orm
    .insert(imports)
    .values({
      fileName: made.fileName,
      uploadPath: made.uploadPath,
      status: 'queued',
      options: JSON.stringify(made.plan),
      bytesTotal: made.bytesTotal,
      startedAt: tx.at,
    })
    .returning({ id: imports.id })
    .get()
  return id
}

export function getImportRow(db: Db, id: number): ImportRow | null {
  return db.orm.select().from(imports).where(eq(imports.id, id)).get() ?? null
}

/** The newest hundred. */
export function listImports(db: Db): ImportRow[] {
  return db.orm.select().from(imports).orderBy(desc(imports.id)).limit(100).all()
}

/** The one to work on: what a crash interrupted goes first, then in the order they were asked for. */
export function nextImport(db: Db): ImportRow | null {
  const id = statement(db, `select id from imports where status in ('queued', 'running') order by status = 'queued', id limit 1`)
    .pluck()
    .get() as number | undefined
  return id === undefined ? null : getImportRow(db, id)
}

/** Files that queued and running imports still need; paths inside the workspace folder. */
export function neededUploads(db: Db): Set<string> {
  const open = db.orm
    .select({ path: imports.uploadPath })
    .from(imports)
    .where(inArray(imports.status, ['queued', 'running']))
    .all()
  return new Set(open.map((row) => row.path))
}

export function toImport(row: ImportRow): ContactImport {
  const { id, fileName, status, reason, bytesTotal, bytesRead, rowsRead, created, merged, skipped, rejected } = row
  return {
    id,
    fileName,
    status,
    reason,
    bytesTotal,
    bytesRead,
    rowsRead,
    created,
    merged,
    skipped,
    rejected,
    startedAt: new Date(row.startedAt).toISOString(),
    finishedAt: row.finishedAt === null ? null : new Date(row.finishedAt).toISOString(),
  }
}

export interface Reject {
  line: number
  reason: string
  row: string
}

/** Rejected rows in the order of the file. @param after id of the last one of the page before */
export function listRejects(db: Db, importId: number, after: number, limit: number): (Reject & { id: number })[] {
  return db.orm
    .select({ id: importRejects.id, line: importRejects.line, reason: importRejects.reason, row: importRejects.row })
    .from(importRejects)
    .where(and(eq(importRejects.importId, importId), gt(importRejects.id, after)))
    .orderBy(importRejects.id)
    .limit(limit)
    .all()
}

/** The rejected rows as a CSV file, in pieces: line number, reason, the row as it stood. */
export function* rejectedCsv(db: Db, importId: number): Generator<string> {
  yield csvLine(['line', 'reason', 'row'])
  for (let after = 0; ; ) {
    const rejects = listRejects(db, importId, after, 500)
    const last = rejects.at(-1)
    if (!last) return
    yield rejects.map(({ line, reason, row }) => csvLine([line, reason, row])).join('')
    after = last.id
  }
}

/** Whether another import that has not ended reads this file. */
export function isUploadTaken(db: Db, uploadPath: string, except = 0): boolean {
  const open = db.orm
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.uploadPath, uploadPath), ne(imports.id, except), inArray(imports.status, ['queued', 'running'])))
    .get()
  return open !== undefined
}
