import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

export interface JsonFile<T> {
  get(): T
  /** Replaces the file in one step. Throws where it cannot be written. */
  set(value: T): void
}

/** A small file of this program's own choices. One that is missing, damaged or of another form counts as `otherwise`. */
export function jsonFile<T>(path: string, schema: z.ZodType<T>, otherwise: T): JsonFile<T> {
  let current = read() ?? otherwise

  function read(): T | null {
    try {
      const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
      return parsed.success ? parsed.data : null
    } catch {
      return null
    }
  }

  return {
    get: () => current,
    set(value) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      const draft = `${path}.new`
      writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
      renameSync(draft, path)
      current = value
    },
  }
}
