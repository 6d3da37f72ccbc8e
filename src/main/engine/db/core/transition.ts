import type { States } from '../../rules/states/table.ts'

/**
 * The condition of a statement that changes a state: that the row is in a state from which the verb leads. Written into
 * the statement's text, so that an index on one state is still used.
 * @param column as the statement names it, e.g. `status` or `s.status`
 */
export function mayChange<Verb extends string>(states: States<string, Verb>, verb: Verb, column = 'status'): string {
  const [first, ...others] = states[verb].from.map((state) => `'${state}'`)
  return others.length === 0 ? `${column} = ${first}` : `${column} in (${[first, ...others].join(', ')})`
}
