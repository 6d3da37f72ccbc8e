import { counted } from '../words/counts.ts'

/** The pause between two messages of a mailbox, e.g. `about 3 minutes apart`. */
export function gapInWords(seconds: number): string {
  return seconds === 0 ? 'no pause between messages' : `about ${lengthInWords(seconds)} apart`
}

/**
 * The same as a setting, with how far chance moves it either way: `3 minutes, give or take 30 seconds`.
 * @param jitter seconds from the shortest to the longest pause
 */
export function pauseInWords(seconds: number, jitter: number): string {
  const either = Math.round(jitter / 2)
  if (seconds === 0 && either === 0) return 'none'
  return either === 0 ? lengthInWords(seconds) : `${lengthInWords(seconds)}, give or take ${lengthInWords(either)}`
}

function lengthInWords(seconds: number): string {
  if (seconds < 90) return counted(seconds, 'second', 'seconds')
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? counted(minutes, 'minute', 'minutes') : counted(Math.round(minutes / 60), 'hour', 'hours')
}
