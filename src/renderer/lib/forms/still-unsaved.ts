/** What is left of the changes of a form once `saved` is kept: what was typed while it was on its way stays. */
export function stillUnsaved<T extends object>(changed: T, saved: T): T {
  return Object.fromEntries(Object.entries(changed).filter(([key, value]) => value !== saved[key as keyof T])) as T
}
