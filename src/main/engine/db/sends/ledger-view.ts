import type { CreditDay, LedgerEntry } from '../../../../shared/schemas/workspace.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

interface Row {
  id: number
  at: number
  day: string
  kind: LedgerEntry['kind']
  credits: number
  campaignId: number | null
  recipientId: number | null
  campaignName: string | null
  fullName: string | null
  email: string | null
}

/**
 * The ledger with the names of what a credit was for, the newest first.
 * @param filter `day`: a local date; `before`: only entries with a smaller id
 */
export function ledgerPage(
  db: Db,
  filter: { day?: string | undefined; before?: number | undefined },
  limit: number,
): { items: LedgerEntry[]; nextBefore: number | null; total: number } {
  const byDay = filter.day === undefined ? '' : 'and l.day = @day'
  const values = { day: filter.day ?? null, before: filter.before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 }
  const rows = statement(
    db,
    `select l.id, l.at, l.day, l.kind, l.credits, l.campaign_id as campaignId, e.id as recipientId, c.name as campaignName,
            p.full_name as fullName, p.email
     from ledger l left join campaigns c on c.id = l.campaign_id left join enrollments e on e.id = l.enrollment_id
     left join contacts p on p.id = e.contact_id
     where l.id < @before ${byDay} order by l.id desc limit @limit`,
  ).all(values) as Row[]
  const total = (
    filter.day === undefined
      ? statement(db, 'select count(*) from ledger').pluck().get()
      : statement(db, 'select count(*) from ledger where day = ?').pluck().get(filter.day)
  ) as number
  const items = rows.slice(0, limit)
  return { items: items.map(toEntry), nextBefore: rows.length > limit ? (items.at(-1)?.id ?? null) : null, total }
}

function toEntry({ at, fullName, email, ...row }: Row): LedgerEntry {
  return { ...row, at: new Date(at).toISOString(), personName: fullName || email || null }
}

/**
 * Credits used on `today` and the days before it.
 * @param today local date in the workspace's zone
 */
export function lastDays(db: Db, today: string, count: number): CreditDay[] {
  const days = Array.from({ length: count }, (_, back) => daysBefore(today, back))
  const rows = statement(db, 'select day, used from credit_days where day >= ?').all(days.at(-1) ?? today) as CreditDay[]
  const used = new Map(rows.map((row) => [row.day, row.used]))
  return days.map((day) => ({ day, used: used.get(day) ?? 0 }))
}

/** Calendar days: clocks that change make no difference. */
function daysBefore(day: string, back: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - back * 86_400_000).toISOString().slice(0, 10)
}

/** Credits of a local day: all of them, and those of messages by campaign. */
export function creditsOn(db: Db, day: string): { credits: number; byCampaign: Map<number, number> } {
  const rows = statement(
    db,
    `select campaign_id as campaignId, sum(credits) as credits, sum(credits) filter (where kind = 'message') as messages
     from ledger where day = ? group by campaign_id`,
  ).all(day) as { campaignId: number | null; credits: number; messages: number | null }[]
  return {
    credits: rows.reduce((sum, { credits }) => sum + credits, 0),
    byCampaign: new Map(rows.map(({ campaignId, messages }) => [campaignId ?? 0, messages ?? 0])),
  }
}
