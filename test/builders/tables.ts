/** What rows are made of: the columns of the schema, with what is JSON in them as the values that it says. */
import type * as main from '../../src/main/engine/db/core/schema.ts'
import type * as recurring from '../../src/main/engine/db/core/schema-recurring.ts'

type Schema = typeof main & typeof recurring

/** A table, as the schema calls it: `campaignMailboxes` is `campaign_mailboxes`. */
export type TableName = { [Key in keyof Schema]: Schema[Key] extends { $inferInsert: unknown } ? Key : never }[keyof Schema]

interface Server {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string
}

/** Columns that hold JSON. */
interface Json {
  campaigns: { days: number[] }
  contacts: { customFields?: Record<string, string> }
  mailboxes: { smtp: Server; imap: Server }
  discoveries: { criteria: object; enrichment: string[] }
  creators: { answer?: object | null }
  imports: { options: object }
}

type Columns<Name extends TableName> = Schema[Name]['$inferInsert']
type JsonOf<Name extends TableName> = Name extends keyof Json ? Json[Name] : Record<never, never>

/** A row to be written: what a column may be left out for stands in the schema. */
export type Row<Name extends TableName> = Omit<Columns<Name>, keyof JsonOf<Name>> & JsonOf<Name>

/** A row of which a test has to say only what is named here. */
export type Given<Name extends TableName, Needed extends keyof Row<Name> = never> = Partial<Row<Name>> & Pick<Row<Name>, Needed>
