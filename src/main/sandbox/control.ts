import { UserError } from '../../shared/errors.ts'
import type { SandboxStatus } from '../../shared/schemas/host.ts'
import type { Engine } from '../engine/engine.ts'

/** A sandbox that runs. */
export interface OpenSandbox {
  engine: Engine
  /** The campaign that waits there to be tried. */
  campaignId: number
  /** What its clock shows, UTC milliseconds. */
  now(): number
  zone: string
  pace(): number
  setPace(pace: number): void
  /** Stops it and removes its folder. */
  close(): Promise<void>
}

/** The sandbox as pages see it: closed, or open. What opens and closes it happens one after the other. */
export interface SandboxControl {
  status(): SandboxStatus
  /** Opens it where it is closed. */
  open(): Promise<SandboxStatus>
  /** Throws it away and opens a new one, at the same pace. */
  startOver(): Promise<SandboxStatus>
  /** @throws UserError PRECONDITION_FAILED while it is closed */
  setPace(pace: number): SandboxStatus
  /** Closes it and throws it away. Safe to call twice. */
  close(): Promise<SandboxStatus>
  /**
   * Its engine; `ended` aborts when that is closed.
   * @throws UserError PRECONDITION_FAILED while it is closed
   */
  running(): { context: Engine['context']; ended: AbortSignal }
}

/** Twenty minutes pass in a second. */
const defaultPace = 1200

/** @param begin makes a new one, from nothing */
export function createSandboxControl(begin: (pace: number) => Promise<OpenSandbox>): SandboxControl {
  let current: { sandbox: OpenSandbox; end: AbortController } | null = null
  let turn: Promise<unknown> = Promise.resolve()

  function inTurn(work: () => Promise<void>): Promise<SandboxStatus> {
    const done = turn.then(work).then(status)
    turn = done.catch(() => undefined)
    return done
  }

  function status(): SandboxStatus {
    if (!current) return { state: 'closed', campaignId: null, now: null, zone: null, pace: defaultPace }
    const { campaignId, now, zone, pace } = current.sandbox
    return { state: 'open', campaignId, now: new Date(now()).toISOString(), zone, pace: pace() }
  }

  async function open(pace: number): Promise<void> {
    if (!current) current = { sandbox: await begin(pace), end: new AbortController() }
  }

  async function close(): Promise<void> {
    const closing = current
    current = null
    // Whoever follows its events is let go first.
    closing?.end.abort()
    await closing?.sandbox.close()
  }

  function opened() {
    if (current) return current
    throw new UserError('PRECONDITION_FAILED', 'The sandbox is closed.', { advice: 'Open it, and try again.' })
  }

  return {
    status,
    open: () => inTurn(() => open(defaultPace)),
    startOver: () =>
      inTurn(async () => {
        const pace = current?.sandbox.pace() ?? defaultPace
        await close()
        await open(pace)
      }),
    setPace(pace) {
      opened().sandbox.setPace(pace)
      return status()
    },
    close: () => inTurn(close),
    running() {
      const { sandbox, end } = opened()
      return { context: sandbox.engine.context, ended: end.signal }
    },
  }
}
