import type { EngineContext } from '../../context.ts'
import { getCursor, setCursor } from '../../db/inbox/mail-reading.ts'
import type { OtherFolder } from '../../ports/mail.ts'

import { notThereYet, type Reading, readFolder } from './read-folder.ts'

/** Stands for the fact that the folders of a mailbox have been looked at. */
const looked = 'folder:'

/**
 * Reads what filters, phones and people moved out of the inbox before it was read there: an answer that was archived or
 * thrown away is an answer. The first look only notes where each folder stands; one that appears later is read.
 * @returns whether everything that is there has been read
 * @throws MailReadError where the server fails or lies
 */
export async function readOthers(ctx: EngineContext, reading: Reading): Promise<boolean> {
  const { account } = reading
  const { mailboxId } = account
  const folders = await ctx.ports.reader.others(account)
  if (getCursor(ctx.db, mailboxId, looked) === null) {
    ctx.commit('sync.folders', (tx) => {
      setCursor(tx, mailboxId, looked, notThereYet)
      for (const folder of folders) setCursor(tx, mailboxId, `folder:${folder.path}`, endOf(folder))
    })
    return true
  }
  for (const folder of folders) {
    const role = `folder:${folder.path}` as const
    const cursor = getCursor(ctx.db, mailboxId, role)
    if (cursor?.uidValidity === folder.uidValidity && cursor.uid >= folder.uidNext - 1) continue
    if (cursor === null) ctx.commit('sync.cursor', (tx) => setCursor(tx, mailboxId, role, notThereYet))
    const outcome = await readFolder(ctx, role, reading)
    if (outcome === 'more') return false
    // It may refuse for a moment: what lies in it is looked for again.
    if (outcome === 'passed') continue
    // Behind old mail too, which was moved there and not read.
    ctx.commit('sync.cursor', (tx) => setCursor(tx, mailboxId, role, endOf(folder)))
  }
  return true
}

function endOf({ uidValidity, uidNext }: OtherFolder) {
  return { uidValidity, uid: Math.max(0, uidNext - 1) }
}
