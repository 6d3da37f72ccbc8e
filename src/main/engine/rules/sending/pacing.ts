/**
 * The gap rule: when a mailbox may send again after a message left at `at` (UTC ms). The jitter lies around the gap,
 * never below half of it, so that the average stays what the operator chose.
 * @param random uniform in [0, 1)
 */
export function nextSendAt(at: number, gapSeconds: number, jitterSeconds: number, random: number): number {
  const seconds = gapSeconds + jitterSeconds * (random - 0.5)
  return at + Math.round(Math.max(seconds, gapSeconds / 2) * 1000)
}
