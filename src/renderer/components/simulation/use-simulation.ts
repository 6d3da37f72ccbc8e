import { useEffect, useState } from 'react'
import type { Simulation } from '../../../shared/schemas/runs.ts'
import { useDesk } from '../../hooks/desk-context.tsx'
import { type Problem, toProblem } from '../../lib/words/problem.ts'

const pollMs = 500

/** Runs a simulation while somebody looks at it: asked for how it stands twice a second, and stopped when they leave. */
export function useSimulation(campaignId: number, days: number): { simulation: Simulation | null; problem: Problem | null; again(): void } {
  // Each part of the client is made when it is asked for: only the whole of it stays the same.
  const { client } = useDesk()
  const [simulation, setSimulation] = useState<Simulation | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn is a simulation of its own
  useEffect(() => {
    let left = false
    let running: Simulation | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    setSimulation(null)
    setProblem(null)

    async function follow(ask: () => Promise<Simulation>): Promise<void> {
      try {
        running = await ask()
        const { id, state } = running
        if (left) stop()
        else {
          setSimulation(running)
          if (state === 'running') timer = setTimeout(() => void follow(() => client.simulations.get({ id })), pollMs)
        }
      } catch (error) {
        if (!left) setProblem(toProblem(error))
      }
    }

    function stop(): void {
      if (running?.state !== 'running') return
      // Nobody waits for it any more; a host that is away has lost it anyway.
      client.simulations.cancel({ id: running.id }).catch(() => {})
    }

    void follow(() => client.simulations.start({ campaignId, days }))
    return () => {
      left = true
      clearTimeout(timer)
      stop()
    }
  }, [client, campaignId, days, turn])
  return { simulation, problem, again: () => setTurn((before) => before + 1) }
}
