/** How often a service may be asked: at once `burst` times, then once every `everyMs`. */
export interface Limit {
  burst: number
  everyMs: number
}

/**
 * When the next request may go, by one number that is kept between them (GCRA): `freeAt`, when the limit would be wholly
 * unused again. In any span of T ms at most `burst + T / everyMs` requests go. All in milliseconds of one clock.
 * @returns `at`, not before `now`; and the next `freeAt`, if the request is made.
 */
export function nextTurn(limit: Limit, freeAt: number, now: number): { at: number; freeAt: number } {
  const start = Math.max(freeAt, now)
  return { at: Math.max(now, start - (limit.burst - 1) * limit.everyMs), freeAt: start + limit.everyMs }
}
