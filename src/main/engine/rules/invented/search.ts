/** One page of a search among invented creators, by the rules of a real one. */
import type { Criteria } from '../../../../shared/schemas/discovery.ts'
import { type InventedCreator, type World, worldOf } from './creators.ts'

/** As the real service: so many handles can be left out, and so many results had of one search. */
const mostExcluded = 10_000
const mostResults = 10_000

export interface Search {
  criteria: Criteria
  /** The newest first. */
  exclude: readonly string[]
  /** From 1. */
  page: number
  limit: number
}

/** @param world of these criteria, where it is at hand */
export function searchInvented(search: Search, world: World = worldOf(search.criteria)): { total: number; creators: InventedCreator[] } {
  const { criteria, exclude, page, limit } = search
  const out = new Set([...criteria.excludeHandles, ...exclude].slice(0, mostExcluded).map((handle) => handle.toLowerCase()))
  const from = (page - 1) * limit
  const until = Math.min(from + limit, mostResults)
  const creators: InventedCreator[] = []
  let total = 0
  for (let rank = 0; rank < world.size; rank++) {
    if (out.size > 0 && out.has(world.handleAt(rank))) continue
    if (total >= from && total < until) creators.push(world.at(rank))
    total++
  }
  return { total, creators }
}
