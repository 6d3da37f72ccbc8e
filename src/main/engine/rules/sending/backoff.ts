/** Minutes to wait after the first, second, … failed attempt. What is still failing after the last has failed. */
const retryMinutes = [5, 15, 60, 180, 360, 720]

/** How many times a message is tried before it counts as failed. */
export const maxAttempts = retryMinutes.length + 1

/**
 * How long to wait before the next attempt, in milliseconds; null when it was the last one.
 * @param attempts attempts made so far, at least 1
 * @param random uniform in [0, 1): up to a fifth is added, so that what failed together does not return together
 */
export function retryDelayMs(attempts: number, random: number): number | null {
  const minutes = retryMinutes[attempts - 1]
  if (minutes === undefined) return null
  return Math.round(minutes * 60_000 * (1 + random * 0.2))
}

/** An answer by hand is waited for: it is tried sooner, and a person hears sooner that it does not get through. */
const answerRetryMinutes = [1, 5, 15, 60]

/** How many times an answer by hand is tried before it counts as failed. */
export const maxAnswerAttempts = answerRetryMinutes.length + 1

/** As `retryDelayMs`, for an answer by hand. */
export function answerRetryDelayMs(attempts: number, random: number): number | null {
  const minutes = answerRetryMinutes[attempts - 1]
  return minutes === undefined ? null : Math.round(minutes * 60_000 * (1 + random * 0.2))
}

/** Minutes for which a mailbox rests after its first, second, … failure in a row to reach its server. */
const mailboxMinutes = [1, 2, 5, 15]

/** How long a mailbox rests when its server cannot be reached or asks to come back later, in milliseconds. */
export function mailboxRestMs(failuresInRow: number): number {
  return (mailboxMinutes[Math.min(failuresInRow, mailboxMinutes.length) - 1] ?? 1) * 60_000
}
