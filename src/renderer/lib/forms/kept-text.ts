import type { Patch } from './autosave.ts'

/** What was typed and not saved when a page went away, e.g. because the engine was away too. */
export interface KeptText {
  /** What it was typed on, for telling what was changed elsewhere since. */
  base: unknown
  unsaved: [string, Patch][]
}

/** A place of this machine that outlives the page; absent where the browser gives none. */
export interface KeepingPlace {
  read(): KeptText | null
  keep(text: KeptText): void
  forget(): void
}

/** Keeps the text of one campaign under a key of its own. A full or forbidden store keeps nothing, and harms nothing. */
export function keepingPlace(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null, key: string): KeepingPlace {
  const name = `campaign-desk unsaved ${key}`
  return {
    read() {
      try {
        const text: unknown = JSON.parse(storage?.getItem(name) ?? 'null')
        return isKeptText(text) ? text : null
      } catch {
        return null
      }
    },
    keep(text) {
      try {
        storage?.setItem(name, JSON.stringify(text))
      } catch {
        // Nothing more can be done for it here; the page goes on trying to save.
      }
    },
    forget() {
      try {
        storage?.removeItem(name)
      } catch {
        // It was not kept either.
      }
    },
  }
}

function isKeptText(value: unknown): value is KeptText {
  if (typeof value !== 'object' || value === null || !('base' in value) || !('unsaved' in value)) return false
  const { unsaved } = value
  return (
    Array.isArray(unsaved) &&
    unsaved.every((one) => Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'object' && one[1] !== null)
  )
}
