import { useCallback, useRef, useState } from 'react'
import { type Problem, toProblem } from '../lib/words/problem.ts'

export interface RunningAction {
  busy: boolean
  problem: Problem | null
  /** Runs it, unless one is running. True when it went well. */
  run(work: () => Promise<void>): Promise<boolean>
  clear(): void
}

/** Something a person asked for: never twice at once, and a failure is shown where it was asked. */
export function useAction(): RunningAction {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const running = useRef(false)
  const run = useCallback(async (work: () => Promise<void>): Promise<boolean> => {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setProblem(null)
    try {
      await work()
      return true
    } catch (error) {
      setProblem(toProblem(error))
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }, [])
  return { busy, problem, run, clear: () => setProblem(null) }
}
