import type { Tx } from '../../db/core/commit.ts'
import { insertEnrollment, type NewEnrollment } from '../../db/enrollments/enrollments.ts'

/**
 * Puts one person into a campaign as `pending`: the one way in, however its audience comes by them. Whether they are
 * welcome (rules 7 and 9) is asked before. Returns their enrollment; null where they, or somebody under their address, are
 * in it already (rule 1).
 */
export function enter(tx: Tx, person: NewEnrollment): number | null {
  return insertEnrollment(tx, person)
}
