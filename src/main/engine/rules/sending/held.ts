import type { WaitReason } from '../../../../shared/schemas/campaigns.ts'

/** What of its own a planned message waits for, until a person acts. */
export const heldReasons = ['recipient_paused', 'missing_variable', 'template_error'] as const

export type Held = (typeof heldReasons)[number]

interface HeldPolicy {
  reason: WaitReason
  /** Where the row has no words of its own. */
  message: string
  /** What leads out of it. */
  wayOut: string
  /** Whether somebody has to see to it; what was meant so waits on purpose. */
  isTask: boolean
  /** Whether an edit of a text, a contact or a mailbox may have mended it: it is tried again. */
  isMended: boolean
}

const untilThen = 'until then it does not end.'

const policies: Readonly<Record<Held, HeldPolicy>> = {
  recipient_paused: {
    reason: 'recipient_paused',
    message: 'You paused this person',
    wayOut: `Let them go on, or take them out of the campaign; ${untilThen}`,
    isTask: false,
    isMended: false,
  },
  missing_variable: {
    reason: 'missing_variable',
    message: 'A variable of the message is empty for this person',
    wayOut: `Fill it in, give it a fallback, or take them out of the campaign; ${untilThen}`,
    isTask: true,
    isMended: true,
  },
  template_error: {
    reason: 'template_error',
    message: 'The template cannot be filled in',
    wayOut: `Mend it, or take them out of the campaign; ${untilThen}`,
    isTask: true,
    isMended: true,
  },
}

/** Of a version that knows more, whose folder was put back: it waits, and says so. */
const unknown: HeldPolicy = {
  reason: 'template_error',
  message: 'It waits for something that this version of Campaign Desk does not know',
  wayOut: `Go on with the newer version, or take them out of the campaign; ${untilThen}`,
  isTask: true,
  isMended: false,
}

/** Holds that an edit may have mended. */
export const mendable: readonly Held[] = heldReasons.filter((held) => policies[held].isMended)

/** What follows from what holds a message. @param held as it is stored: also what this version does not know */
export function heldPolicy(held: string): HeldPolicy {
  return isHeld(held) ? policies[held] : unknown
}

function isHeld(held: string): held is Held {
  return (heldReasons as readonly string[]).includes(held)
}

/** Why a message is held, as a named reason. @param reason words of its own, where it has any */
export function heldWait(held: string, reason: string): { reason: WaitReason; message: string } {
  const policy = heldPolicy(held)
  return { reason: policy.reason, message: reason || policy.message }
}

/** What may hold a planned message. */
export interface HeldFacts {
  isPersonPaused: boolean
  /** Why it could not be written, as the last try found; null where nothing was found, or it was not tried. */
  unwritten: Held | null
}

/** What holds a planned message; null: nothing. The one place that decides it. */
export function heldBy({ isPersonPaused, unwritten }: HeldFacts): Held | null {
  return isPersonPaused ? 'recipient_paused' : unwritten
}
