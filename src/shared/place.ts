export const places = ['workspace', 'sandbox'] as const

/** Whose engine a page shows: the workspace's, or the sandbox's. */
export type Place = (typeof places)[number]

export function isPlace(value: unknown): value is Place {
  return places.some((place) => place === value)
}
