/** A page of a search, at most. */
const mostAtOnce = 50

/** Where a search stands: pages of `pageSize`, the next one counted from 1. */
export interface SearchPlace {
  nextPage: number
  pageSize: number
}

/** Results of a search that were asked for so far. */
export function resultsBefore({ nextPage, pageSize }: SearchPlace): number {
  return (nextPage - 1) * pageSize
}

/**
 * The next page of a search: never more people than are still missing, because each result is bought. A page can only begin
 * at a multiple of its size, so that the last ones may be smaller than what is missing.
 * @param missing at least 1
 */
export function pageToAsk(place: SearchPlace, missing: number): { page: number; limit: number } {
  const offset = resultsBefore(place)
  let limit = Math.max(1, Math.min(mostAtOnce, Math.floor(missing)))
  while (offset % limit !== 0) limit--
  return { page: offset / limit + 1, limit }
}
