const firstMs = 500
const longestMs = 10_000

/**
 * How long to wait before the next try to connect, in milliseconds: doubling from half a second to ten, spread by up
 * to a fifth so that several pages do not come back in the same instant.
 * @param failures tries that have failed in a row, from 1
 * @param random in [0, 1)
 */
export function reconnectDelay(failures: number, random: number): number {
  const base = Math.min(longestMs, firstMs * 2 ** Math.min(20, Math.max(0, failures - 1)))
  return Math.round(base * (0.8 + 0.2 * random))
}
