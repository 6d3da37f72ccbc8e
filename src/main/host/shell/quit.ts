/** How long a message in flight is waited for before a second wish to quit is asked about. */
export const patienceMs = 20_000

/** A quit that is under way since an instant; `null` while nobody asked; `done` once nothing is left to finish. */
export type Quitting = { since: number } | 'done' | null

/**
 * What a wish to quit leads to: `begin` finishing what is in flight, go on waiting (`wait`), `ask` whether to give it
 * up, or `go` because nothing is left.
 */
export function answerQuit(quitting: Quitting, now: number): 'begin' | 'wait' | 'ask' | 'go' {
  if (quitting === null) return 'begin'
  if (quitting === 'done') return 'go'
  return now - quitting.since >= patienceMs ? 'ask' : 'wait'
}

export const finishingWords = {
  title: 'Finishing the message in flight',
  body: 'Campaign Desk ends as soon as the server has taken it. This is a matter of seconds.',
}

export const giveUpWords = {
  message: 'A message is still on its way to the server',
  detail:
    'If you quit now, it is not known whether it left. Campaign Desk looks for it in the Sent folder at the next start, and asks you if it is not there. It is never sent twice.',
  buttons: ['Keep waiting', 'Quit now'],
}
