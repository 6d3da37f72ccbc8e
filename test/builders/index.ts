/**
 * What tests and benchmarks put into a workspace before they look. Nobody else writes its tables by SQL
 * (`test/host/builders.test.ts`): a table that changes is changed here, and nowhere in the tests.
 */
export * from './bulk.ts'
export * from './campaigns.ts'
export * from './contacts.ts'
export * from './discovery.ts'
export * from './enrollments.ts'
export * from './inbox.ts'
export * from './mailboxes.ts'
export * from './sends.ts'
export type { Row } from './tables.ts'
export * from './workspace.ts'
