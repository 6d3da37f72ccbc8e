import { useRef, useState } from 'react'
import { type Problem, toProblem } from '../../../lib/words/problem.ts'

export interface BulkResult {
  done: number[]
  /** How many could not be, and why the first of them. */
  failed: number
  problem: Problem | null
}

export interface Bulk {
  /** What runs now: of how many, so many are through. */
  running: { verb: string; through: number; all: number } | null
  run(verb: string, ids: readonly number[], work: (id: number) => Promise<unknown>): Promise<BulkResult>
  stop(): void
}

const atOnce = 4

/** One thing done with many rows: a few at a time, with a number and a way to stop. What was done stays done. */
export function useBulk(): Bulk {
  const [running, setRunning] = useState<Bulk['running']>(null)
  const stopped = useRef(false)
  return {
    running,
    stop: () => {
      stopped.current = true
    },
    async run(verb, ids, work) {
      stopped.current = false
      setRunning({ verb, through: 0, all: ids.length })
      const result = await eachInTurn(ids, work, {
        isStopped: () => stopped.current,
        onThrough: (through) => setRunning({ verb, through, all: ids.length }),
      })
      setRunning(null)
      return result
    },
  }
}

/** Works through the ids in their order, four at a time. A failure of one does not end the others; no answer at all does. */
export async function eachInTurn(
  ids: readonly number[],
  work: (id: number) => Promise<unknown>,
  { isStopped, onThrough }: { isStopped(): boolean; onThrough(through: number): void },
): Promise<BulkResult> {
  const result: BulkResult = { done: [], failed: 0, problem: null }
  let next = 0
  let away = false
  async function worker(): Promise<void> {
    while (next < ids.length && !away && !isStopped()) {
      const id = ids[next++]
      if (id === undefined) return
      try {
        await work(id)
        result.done.push(id)
      } catch (error) {
        result.failed += 1
        result.problem ??= toProblem(error)
        away ||= toProblem(error).code === 'UNREACHABLE'
      }
      onThrough(result.done.length + result.failed)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return result
}
