export interface RunSizeInput {
  /** Credits of the day that are not used yet. */
  creditsLeft: number
  /** Credits that other campaigns' messages of today need. */
  others: number
  /** Due today in this campaign. */
  followUps: number
  /** Found before and not written to. */
  carried: number
  /** Its part of the credits among recurring campaigns; null: alone. */
  share: number | null
  /** At most so many new people a day; null: as many as there is room for. */
  perRun: number | null
  /** Messages that fit into the rest of the window by gap and caps. */
  fits: number
  followUpsFirst: boolean
}

export interface RunSize {
  /** New people to look for. */
  wanted: number
  /** Where nobody is wanted: what takes the room, in words. */
  reason: string
}

/** How many new people a run looks for, and what keeps it from more. */
export function runSize(input: RunSizeInput): RunSize {
  const { creditsLeft, others, carried, perRun, fits, followUpsFirst } = input
  const followUps = followUpsFirst ? input.followUps : 0
  const credits = Math.min(creditsLeft - others, input.share ?? Number.POSITIVE_INFINITY) - followUps
  const room = Math.min(credits, fits - followUps)
  const wanted = Math.floor(Math.max(0, Math.min(room, perRun ?? Number.POSITIVE_INFINITY) - carried))
  if (wanted > 0) return { wanted, reason: '' }
  return { wanted: 0, reason: room < 1 ? noRoom(input, followUps, credits) : carriedFirst(carried) }
}

function noRoom({ creditsLeft, others, share, fits }: RunSizeInput, followUps: number, credits: number): string {
  if (creditsLeft < 1) return "Today's credits are used up."
  if (credits < 1) return `${creditsOf(creditsLeft)} needed by ${neededBy({ others, followUps, share, creditsLeft })}.`
  if (fits < 1) return "Nothing more fits into today's sending window and daily limits."
  return "Follow-ups need the rest of today's sending window and daily limits."
}

function neededBy({
  others,
  followUps,
  share,
  creditsLeft,
}: {
  others: number
  followUps: number
  share: number | null
  creditsLeft: number
}) {
  // Where its part is what ends first, the others are those it shares with.
  const shared = others > 0 || (share !== null && share < creditsLeft)
  if (followUps < 1) return 'other campaigns'
  return shared ? 'follow-ups and other campaigns' : 'follow-ups'
}

function creditsOf(count: number): string {
  return count === 1 ? 'The 1 credit left today is' : `The ${count} credits left today are`
}

function carriedFirst(carried: number): string {
  return carried === 1 ? 'Somebody found on an earlier day goes first today.' : `${carried} people found on earlier days go first today.`
}
