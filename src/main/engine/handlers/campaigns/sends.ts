import { notFound, UserError } from '../../../../shared/errors.ts'
import { iso, isoOrNull } from '../../../../shared/instant.ts'
import type { SendRow, Wait } from '../../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../../context.ts'
import { findSend, pageOfSends, type SendViewRow } from '../../db/sends/sends-view.ts'
import { confirmNotSent, confirmSent } from '../../lifecycle/send/machine.ts'
import { toWait } from '../../rules/sending/gate.ts'
import { explainSend, factsNow } from '../../views/sending/waiting.ts'
import { os } from '../base.ts'
import { cursorAfter, idFromCursor } from '../cursor.ts'

export const sends = {
  list: os.sends.list.handler(({ input, context }) => {
    const { cursor, limit, ...filter } = input
    const { rows, total, more } = pageOfSends(context.db, filter, { before: idFromCursor(cursor), limit })
    const shared = factsNow(context)
    return { items: rows.map((row) => toSendRow(context, row, shared)), nextCursor: cursorAfter(rows, more), total }
  }),

  resolve: os.sends.resolve.handler(({ input, context }) => {
    context.commit('send.resolve', (tx) => {
      const send = findSend(tx, input.id)
      if (!send) throw notFound('message', input.id)
      if (send.status !== 'unconfirmed') {
        throw new UserError('CONFLICT', `This message is ${send.status}; there is nothing to decide about it.`, {
          advice: 'It may have been decided elsewhere. Reload the list.',
        })
      }
      const message = { purpose: 'step', id: send.id } as const
      if (input.outcome === 'sent') confirmSent(tx, message, 'It was sent, as you decided')
      else confirmNotSent(tx, message)
    })
    const row = findSend(context.db, input.id)
    if (!row) throw notFound('message', input.id)
    return toSendRow(context, row, factsNow(context))
  }),
}

function toSendRow(ctx: EngineContext, row: SendViewRow, shared: ReturnType<typeof factsNow>): SendRow {
  return {
    ...row,
    dueAt: iso(row.dueAt),
    claimedAt: isoOrNull(row.claimedAt),
    sentAt: isoOrNull(row.sentAt),
    waiting: waitOf(ctx, row, shared),
  }
}

function waitOf(ctx: EngineContext, row: SendViewRow, shared: ReturnType<typeof factsNow>): Wait | null {
  if (row.status === 'unconfirmed')
    return { reason: 'unconfirmed', message: row.reason || 'It is not known whether it was sent; you decide', until: null }
  if (row.status !== 'scheduled') return null
  const closed = explainSend(ctx, row.id, shared)
  return closed && toWait(closed)
}
