import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/**
 * Every address under which somebody of a campaign is known: those that were written to, also before the contact got
 * another one or was deleted, and the contact's. In lower case. What a person asks for holds for all of them.
 */
export function addressesOfPerson(db: Db, enrollmentId: number): string[] {
  return statement(
    db,
    `select lower("to") from sends where enrollment_id = @enrollmentId and purpose = 'step' and "to" <> ''
     union
     select c.email_key from enrollments e join contacts c on c.id = e.contact_id where e.id = @enrollmentId`,
  )
    .pluck()
    .all({ enrollmentId }) as string[]
}
