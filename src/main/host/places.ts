import type { ProcedureClientInterceptorOptions } from '@orpc/server'
import { hostContract } from '../../shared/contract/index.ts'
import type { Place } from '../../shared/place.ts'
import type { Engine } from '../engine/engine.ts'
import type { Log } from '../engine/ports/machine.ts'

import type { SandboxControl } from '../sandbox/control.ts'
import type { Simulations } from '../sandbox/simulations.ts'
import { forPeople, type HostRouter } from './host-router.ts'
import { createSandboxRouter } from './sandbox-router.ts'
import { createSimulationsRouter } from './simulations-router.ts'

type Context = Engine['context']
type EngineOf = Pick<Engine, 'router' | 'context'>

/** What answers the pages of one process: the engine of each place, and the host around them. */
export interface Places {
  /** All that a page can ask, in either place. */
  router: ReturnType<typeof mergeRouters>
  /**
   * The engine of a place at this moment; `ended` aborts when it is closed.
   * @throws UserError PRECONDITION_FAILED while the sandbox is closed
   */
  engineOf(place: Place): { context: Context; ended: AbortSignal | null }
  log: Log
}

export interface PlacesOptions {
  engine: EngineOf
  host: HostRouter
  sandbox: SandboxControl
  simulations: Simulations
  log: Log
}

export function createPlaces({ engine, host, sandbox, simulations, log }: PlacesOptions): Places {
  return {
    router: mergeRouters(engine.router, host, sandbox, simulations, log),
    engineOf: (place) => (place === 'sandbox' ? sandbox.running() : { context: engine.context, ended: null }),
    log,
  }
}

function mergeRouters(router: Engine['router'], host: HostRouter, sandbox: SandboxControl, simulations: Simulations, log: Log) {
  return {
    ...router,
    host,
    sandbox: createSandboxRouter(sandbox, log),
    simulations: createSimulationsRouter(simulations, router, log),
  }
}

/** Stands in for the context of a call until `forPlace` has found the one that counts. */
export const contextOfPlace = {} as Context

type Call = ProcedureClientInterceptorOptions<Context, Record<never, never>, Record<never, never>> & {
  next(options: ProcedureClientInterceptorOptions<Context, Record<never, never>, Record<never, never>>): Promise<unknown>
}

/**
 * Gives each call of a handler the engine of its place. It is found anew at every call, because the sandbox is closed
 * and begun anew while pages stay connected; the event stream of an engine that was closed ends.
 */
export function forPlace(places: Places, place: Place): (call: Call) => Promise<unknown> {
  return async ({ next, ...call }) => {
    const [noun = ''] = call.path
    // A simulation is the host's, but its campaign is that of the place.
    if (noun in hostContract && noun !== 'simulations') return next(call)
    const { context, ended } = engineOf(places, place, call.path)
    const follows = noun === 'events' && ended !== null
    const signal = follows ? AbortSignal.any(call.signal ? [call.signal, ended] : [ended]) : call.signal
    return next({ ...call, context, signal })
  }
}

function engineOf(places: Places, place: Place, path: readonly string[]): ReturnType<Places['engineOf']> {
  try {
    return places.engineOf(place)
  } catch (error) {
    throw forPeople(error, path.join('.'), places.log)
  }
}

/** The engine of a place for what is no route (files in and out). @throws ORPCError */
export function contextAt(places: Places, place: Place): Context {
  return engineOf(places, place, []).context
}
