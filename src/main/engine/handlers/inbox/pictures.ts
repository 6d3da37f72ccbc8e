import { notFound } from '../../../../shared/errors.ts'
import type { EngineContext } from '../../context.ts'
import { incomingHtml } from '../../db/inbox/inbox-messages.ts'
import { pictureType } from '../../rules/incoming/picture.ts'
import { safeHtml } from '../../rules/incoming/safe-html.ts'
import { needThread } from './present.ts'

const maxPictures = 30
const maxBytesInAll = 12_000_000
const atOnce = 6

/**
 * A message with its remote pictures, fetched now. Nothing of it is kept.
 * @throws UserError NOT_FOUND for a message that is not a mail of this conversation
 */
export async function fetchPictures(ctx: EngineContext, threadId: number, messageId: string): Promise<{ html: string; failed: number }> {
  const thread = needThread(ctx.db, threadId)
  const [, id] = /^in-(\d{1,15})$/.exec(messageId) ?? []
  const html = id === undefined ? null : incomingHtml(ctx.db, thread.enrollmentId, Number(id))
  if (html === null) throw notFound('message', messageId)
  const pictures = await fetchAll(ctx, [...new Set(safeHtml(html).remote)].slice(0, maxPictures))
  const shown = safeHtml(html, pictures)
  return { html: shown.html, failed: new Set(shown.remote).size }
}

async function fetchAll(ctx: EngineContext, addresses: string[]): Promise<Map<string, string>> {
  const pictures = new Map<string, string>()
  const waiting = [...addresses]
  let left = maxBytesInAll
  async function work(): Promise<void> {
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      const picture = await ctx.ports.pictures.fetch(address)
      const type = picture && pictureType(picture.bytes)
      if (!picture || !type || picture.bytes.length > left) continue
      left -= picture.bytes.length
      pictures.set(address, `data:${type};base64,${Buffer.from(picture.bytes).toString('base64')}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return pictures
}
