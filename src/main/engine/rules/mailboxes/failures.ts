/**
 * The messages that failed in a mailbox since one left, as it is kept: their ids, separated by spaces, with a `!` before those
 * at which the line broke. Each counts once, however often it is tried: one recipient who cannot be reached says little about
 * the mailbox, five of them do. Pure.
 */
export type Failing = string

interface Entry {
  id: number
  broke: boolean
}

function entriesOf(failing: Failing): Entry[] {
  return failing
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ id: Number(word.replace('!', '')), broke: word.startsWith('!') }))
}

/** Whether a message has failed since another one left. */
export function hasFailed(failing: Failing, id: number): boolean {
  return entriesOf(failing).some((entry) => entry.id === id)
}

/** Whether the line broke at another message as well. */
export function brokeElsewhere(failing: Failing, id: number): boolean {
  return entriesOf(failing).some((entry) => entry.broke && entry.id !== id)
}

/** With a failure more. @param broke whether the line broke */
export function withFailure(failing: Failing, { id, broke }: Entry): Failing {
  const entries = entriesOf(failing).filter((entry) => entry.id !== id)
  const before = entriesOf(failing).find((entry) => entry.id === id)
  return [...entries, { id, broke: broke || before?.broke === true }].map((entry) => `${entry.broke ? '!' : ''}${entry.id}`).join(' ')
}
