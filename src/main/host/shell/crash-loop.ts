const loopMs = 60_000
const loopCount = 3

/** When the page crashed lately, with this time added, and whether it is the third within a minute. */
export function countCrash(earlier: readonly number[], now: number): { lately: number[]; loop: boolean } {
  const lately = [...earlier.filter((at) => now - at < loopMs && at <= now), now]
  return { lately, loop: lately.length >= loopCount }
}
