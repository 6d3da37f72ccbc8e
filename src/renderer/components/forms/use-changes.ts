import { useState } from 'react'
import { stillUnsaved } from '../../lib/forms/still-unsaved.ts'

/** What a person changed in a form and has not saved. */
export interface Changes<T> {
  /** It stands above what is kept, and only it is sent: what somebody else changes meanwhile stays. */
  changed: Partial<T>
  isChanged: boolean
  set(change: Partial<T>): void
  /** This field is as it is kept. */
  drop(field: keyof T): void
  takeBack(): void
  /** These were saved; what was typed while they were on their way is still to be. */
  saved(sent: Partial<T>): void
}

/** The changes of a form over something that is kept. */
export function useChanges<T extends object>(): Changes<T> {
  const [changed, setChanged] = useState<Partial<T>>({})
  return {
    changed,
    isChanged: Object.keys(changed).length > 0,
    set: (change) => setChanged({ ...changed, ...change }),
    drop(field) {
      const { [field]: _, ...rest } = changed
      setChanged(rest as Partial<T>)
    },
    takeBack: () => setChanged({}),
    saved: (sent) => setChanged((now) => stillUnsaved(now, sent)),
  }
}
