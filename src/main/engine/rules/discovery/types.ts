export interface DayPlanItem {
  id: number
  /** Index into mailboxes. */
  mailbox: number
  kind: 'follow_up' | 'carried' | 'new'
  /** Not before, UTC ms. */
  notBefore: number
}

export interface DayPlan {
  /** In the order of their times (UTC ms). */
  slots: { id: number; at: number }[]
  /** What is not for today, in the order in which it asked for room. */
  left: { id: number; why: 'credits' | 'daily_cap' | 'window' }[]
}
