/** The mailbox that somebody new hears from: spread evenly, and the same at every asking. Undefined where there is none. */
export function chosenMailbox(enrollmentId: number, mailboxIds: readonly number[]): number | undefined {
  return mailboxIds[enrollmentId % Math.max(1, mailboxIds.length)]
}
