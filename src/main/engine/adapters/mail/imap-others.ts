import type { ImapFlow, ListResponse } from 'imapflow'
import type { OtherFolder } from '../../ports/mail.ts'

import { isRefusal } from './imap-client.ts'
import type { Folders } from './imap-folder.ts'

/** Whoever has more folders than that has them looked at in the order of the server, archive and bin first. */
const maxFolders = 100
const statusQuery = { uidNext: true, uidValidity: true } as const

/** What is read anyway, what is ours, and views of what lies elsewhere. */
const passedOver = new Set(['\\Inbox', '\\Sent', '\\Junk', '\\Drafts', '\\Flagged', '\\Important'])
const first = ['\\All', '\\Archive', '\\Trash']

/** Folders into which a filter or a person may have moved mail, with where their numbering stands. */
export async function listOthers(client: ImapFlow, known: Folders): Promise<OtherFolder[]> {
  // One command for all where the server can (RFC 5819), else one for each.
  const listed = await client.list(client.capabilities.has('LIST-STATUS') ? { statusQuery } : {})
  const others: OtherFolder[] = []
  for (const folder of choose(listed, known)) {
    const status = folder.status && 'uidNext' in folder.status ? folder.status : await statusOf(client, folder.path)
    const { uidNext, uidValidity } = status ?? {}
    if (uidNext && uidValidity) others.push({ path: folder.path, uidNext: Number(uidNext), uidValidity: String(uidValidity) })
  }
  return others
}

function choose(listed: ListResponse[], known: Folders): ListResponse[] {
  const paths = new Set(['INBOX', known.sent, known.spam])
  const open = listed.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'))
  // One folder that holds everything but spam and bin (Gmail): the others are labels of it.
  const all = open.find(({ flags }) => flags.has('\\All'))
  const wanted = open.filter(
    (folder) =>
      !paths.has(folder.path) && !passedOver.has(folder.specialUse ?? '') && (!all || folder === all || folder.specialUse === '\\Trash'),
  )
  const rank = ({ specialUse }: ListResponse) => (first.includes(specialUse ?? '') ? 0 : 1)
  return wanted.sort((a, b) => rank(a) - rank(b)).slice(0, maxFolders)
}

/** Null for a folder that may not be looked into, or is gone. */
async function statusOf(client: ImapFlow, path: string) {
  try {
    const status = await client.status(path, statusQuery)
    return status || null
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}
