/** So long other work waits at most, milliseconds. */
const turnMs = 8

/** Does long work in turns, so that messages and screens get theirs in between. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  let ends = performance.now() + turnMs
  for (;;) {
    const turn = work.next()
    if (turn.done) return turn.value
    if (performance.now() < ends) continue
    await new Promise<void>((resolve) => setImmediate(resolve))
    ends = performance.now() + turnMs
  }
}
