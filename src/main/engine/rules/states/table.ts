/** From which states a verb leads, and to which; where it leads to several, whoever asks says to which. */
export interface Transition<State extends string> {
  from: readonly State[]
  to: readonly State[]
}

/** What may happen to a thing that has a state: every verb with its transition. Nothing else changes its state. */
export type States<State extends string, Verb extends string = string> = Readonly<Record<Verb, Transition<State>>>

/** Whether a verb is allowed in a state. */
export function allows<State extends string, Verb extends string>(states: States<State, Verb>, verb: Verb, from: State): boolean {
  return states[verb].from.includes(from)
}

/** Every pair of states that some verb leads through, `from` before `to`. */
export function pairsOf<State extends string>(states: States<State>): [from: State, to: State][] {
  const all = Object.values<Transition<State>>(states)
  return all.flatMap(({ from, to }) => from.flatMap((one): [State, State][] => to.map((other) => [one, other])))
}
