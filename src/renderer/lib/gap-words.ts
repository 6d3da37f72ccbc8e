/** The pause between two messages of a mailbox, e.g. `about 3 minutes apart`. */
export function gapInWords(seconds: number): string {
  if (seconds === 0) return 'no pause between messages'
  if (seconds < 90) return `about ${seconds} seconds apart`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `about ${minutes} minutes apart` : `about ${Math.round(minutes / 60)} hours apart`
}
