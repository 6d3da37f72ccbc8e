import type { Client } from '../../../api/types.ts'

/** All rejected rows of an import as a CSV file, made in the page, so that it is the same on every host. */
export async function rejectedFile(client: Client, id: number): Promise<Blob> {
  const parts = ['\ufeffline,reason,row\r\n']
  let cursor: string | undefined
  do {
    const page = await client.contacts.rejected({ id, limit: 500, ...(cursor !== undefined && { cursor }) })
    parts.push(page.items.map(({ line, reason, row }) => `${line},${quoted(reason)},${quoted(row)}\r\n`).join(''))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return new Blob(parts, { type: 'text/csv;charset=utf-8' })
}

function quoted(text: string): string {
  // What a spreadsheet would take for a formula stays text.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
