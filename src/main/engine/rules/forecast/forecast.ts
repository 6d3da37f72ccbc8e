import type { StepPlace } from '../sending/next-step.ts'
import { dayStart, localDay, nextMidnight, type Window } from '../sending/window.ts'
import type { Place } from './places.ts'
import { dueTimes, type Openings, openingsOf } from './times.ts'

/** A mailbox that may send. */
export interface ForecastMailbox {
  id: number
  nextSendAt: number
  /** The average pause between two messages, milliseconds. */
  gapMs: number
  dailyCap: number
  claimedToday: number
}

export interface ForecastCampaign {
  id: number
  window: Window
  /** The live steps in their order. */
  steps: readonly StepPlace[]
}

/** Somebody whose next message is planned. Their one row in the queue stands for all that follow. */
export interface ForecastPerson {
  recipientId: number
  /** The row of the next message, where there is one already. */
  sendId: number | null
  /** Indices into the campaigns and mailboxes given. */
  campaign: number
  mailbox: number
  /** Their next message; what follows it hangs on it. */
  place: Place
  /** Not before, UTC milliseconds. */
  dueAt: number
  /** Decides between two that are due at the same time: the id of the Send. */
  order: number
}

export interface ForecastInput {
  now: number
  /** The workspace's zone: credits and caps count its local days. */
  zone: string
  /** `used`: today's, what is in flight included. */
  credits: { limit: number; used: number }
  /** By id. */
  mailboxes: readonly ForecastMailbox[]
  campaigns: readonly ForecastCampaign[]
  people: readonly ForecastPerson[]
  /** Nothing is placed after it. */
  until: number
}

/** Columns of one length, by time. */
export interface Forecast {
  at: number[]
  /** Index into the people given. */
  person: number[]
  /** Index into the steps of the person's campaign. */
  step: number[]
  /** Index into the people → the place at which they still stand at the horizon; null for whoever is through. */
  left: (Place | null)[]
}

/** The messages of one campaign and mailbox: those planned, and a row of follow-ups for each step. */
interface Lane {
  campaign: number
  openings: Openings
  hint: { index: number }
  due: (step: StepPlace, base: number) => number
  queues: { people: number[]; first: number }[]
  /** The one due longest; -1 where nothing is left. */
  head: number
  headQueue: number
}

interface Sender {
  lanes: Lane[]
  mailbox: ForecastMailbox
  free: number
  claimed: number
  /** When its next message leaves; Infinity where there is none. */
  at: number
  lane: Lane | null
}

/** Messages after which the caller may let others have a turn. */
const messagesPerTurn = 2_000
const peoplePerTurn = 10_000

/**
 * What would leave when if nobody answered, by the rules that the engine goes by: within each campaign's window, one
 * message at a time and a gap apart for a mailbox, the one due longest first, no more than cap and credits of a local
 * day, each step after its delay. Yields now and then, so that long work can be done in turns.
 */
export function* forecasting(input: ForecastInput): Generator<void, Forecast> {
  const { now, zone, campaigns, until, credits } = input
  const people = yield* standingOf(input)
  const { dueAt, order, place, before } = people
  let { nextOrder } = people
  const result: Forecast = { at: [], person: [], step: [], left: place }
  const senders = yield* sendersOf(input, before)
  let dayEnds = nextMidnight(now, zone)
  let used = credits.used

  /** Takes the head of a mailbox's lane at this instant, and puts what follows it in its row. */
  function send(sender: Sender, lane: Lane, at: number): void {
    const person = take(lane)
    const here = place[person] as Place
    result.at.push(at)
    result.person.push(person)
    result.step.push(here.step)
    used++
    sender.claimed++
    sender.free = at + sender.mailbox.gapMs
    const next = here.after !== null && here.after.step >= 0 ? here.after : null
    place[person] = next
    if (next) {
      dueAt[person] = lane.due(campaigns[lane.campaign]?.steps[next.step] as StepPlace, at)
      order[person] = nextOrder++
      follow(lane, next.step, person, before)
    }
    findHead(lane, before)
  }

  for (const sender of senders) {
    for (const lane of sender.lanes) findHead(lane, before)
    findNext(sender, dueAt, before)
  }
  for (let turns = 1; ; turns++) {
    if (turns % messagesPerTurn === 0) yield
    const sender = earliest(senders)
    if (sender === null || sender.at > until || sender.lane === null) return result
    if (sender.at >= dayEnds) {
      dayEnds = nextMidnight(sender.at, zone)
      used = 0
      for (const one of senders) one.claimed = 0
    }
    if (used >= credits.limit || sender.claimed >= sender.mailbox.dailyCap) sender.free = dayEnds
    else send(sender, sender.lane, sender.at)
    findNext(sender, dueAt, before)
  }
}

/** Where everybody stands: columns by person, that the forecast moves on. */
interface Standing {
  dueAt: number[]
  order: number[]
  place: (Place | null)[]
  /** Above the order of everybody. */
  nextOrder: number
  /** Whether one person's message comes before another's. */
  before(a: number, b: number): boolean
}

function* standingOf({ people }: ForecastInput): Generator<void, Standing> {
  const dueAt: number[] = []
  const order: number[] = []
  const place: (Place | null)[] = []
  let nextOrder = 1
  for (const person of people) {
    if (dueAt.push(person.dueAt) % peoplePerTurn === 0) yield
    order.push(person.order)
    place.push(person.place)
    if (person.order >= nextOrder) nextOrder = person.order + 1
  }
  const before = (a: number, b: number) => {
    const first = dueAt[a] as number
    const second = dueAt[b] as number
    return first < second || (first === second && (order[a] as number) < (order[b] as number))
  }
  return { dueAt, order, place, nextOrder, before }
}

/** The whole forecast at once. */
export function forecast(input: ForecastInput): Forecast {
  const work = forecasting(input)
  for (;;) {
    const turn = work.next()
    if (turn.done) return turn.value
  }
}

/** Mailboxes with their lanes, each with the people of it in the order of the queue. */
function* sendersOf(input: ForecastInput, before: (a: number, b: number) => boolean): Generator<void, Sender[]> {
  const { now, zone, campaigns, mailboxes, people, until } = input
  const openings = new Map<string, Openings>()
  const zones = new Map<string, Lane['due']>()
  const senders = mailboxes.map(
    (mailbox): Sender => ({
      lanes: [],
      mailbox,
      free: Math.max(now, mailbox.nextSendAt),
      claimed: mailbox.claimedToday,
      at: Number.POSITIVE_INFINITY,
      lane: null,
    }),
  )
  const lanes = new Map<number, Lane>()
  for (const [index, person] of people.entries()) {
    if ((index + 1) % peoplePerTurn === 0) yield
    const key = person.mailbox * campaigns.length + person.campaign
    let lane = lanes.get(key)
    if (!lane) {
      const campaign = campaigns[person.campaign] as ForecastCampaign
      const { window } = campaign
      const shared = kept(openings, JSON.stringify(window), () =>
        openingsOf(window, Math.min(now, dayStart(localDay(now, zone), zone)), until),
      )
      const due = kept(zones, window.zone, () => dueTimes(window.zone))
      const queues = Array.from({ length: campaign.steps.length + 1 }, () => ({ people: [] as number[], first: 0 }))
      lane = { campaign: person.campaign, openings: shared, hint: { index: 0 }, due, queues, head: -1, headQueue: 0 }
      lanes.set(key, lane)
      senders[person.mailbox]?.lanes.push(lane)
    }
    lane.queues[0]?.people.push(index)
  }
  for (const lane of lanes.values()) {
    // They come in order from the index; only who is not planned yet may stand behind.
    lane.queues[0]?.people.sort((a, b) => (before(a, b) ? -1 : 1))
    yield
  }
  return senders
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

/** Where two leave at one instant, the mailbox that was added first comes first: as the engine takes them. */
function earliest(senders: readonly Sender[]): Sender | null {
  let best: Sender | null = null
  for (const sender of senders) if (best === null || sender.at < best.at) best = sender
  return best
}

function findHead(lane: Lane, before: (a: number, b: number) => boolean): void {
  lane.head = -1
  for (let index = 0; index < lane.queues.length; index++) {
    const queue = lane.queues[index] as Lane['queues'][number]
    const person = queue.people[queue.first]
    if (person === undefined || (lane.head !== -1 && !before(person, lane.head))) continue
    lane.head = person
    lane.headQueue = index
  }
}

/** The first instant at which one of the heads may leave, and of those that may then, the one due longest. */
function findNext(sender: Sender, dueAt: readonly number[], before: (a: number, b: number) => boolean): void {
  sender.at = Number.POSITIVE_INFINITY
  sender.lane = null
  for (const lane of sender.lanes) {
    if (lane.head === -1) continue
    const at = lane.openings.next(Math.max(sender.free, dueAt[lane.head] as number), lane.hint)
    if (at > sender.at || at === Number.POSITIVE_INFINITY) continue
    if (at === sender.at && sender.lane !== null && !before(lane.head, sender.lane.head)) continue
    sender.at = at
    sender.lane = lane
  }
}

function take(lane: Lane): number {
  const queue = lane.queues[lane.headQueue] as Lane['queues'][number]
  queue.first++
  // What has left is let go, now and then.
  if (queue.first > 10_000 && queue.first * 2 > queue.people.length) {
    queue.people = queue.people.slice(queue.first)
    queue.first = 0
  }
  return lane.head
}

/** Puts a follow-up into the row of its step: almost always at the end; a change of the clocks may put it before others. */
function follow(lane: Lane, step: number, person: number, before: (a: number, b: number) => boolean): void {
  const { people, first } = lane.queues[step + 1] as Lane['queues'][number]
  let index = people.length
  while (index > first && before(person, people[index - 1] as number)) index--
  if (index === people.length) people.push(person)
  else people.splice(index, 0, person)
}
