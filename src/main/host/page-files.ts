import { stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

export interface PageFile {
  path: string
  sizeBytes: number
  type: string
  /** For Cache-Control: names below /assets/ carry a hash of their content, all others are asked for anew. */
  caching: string
}

/**
 * The file of the built renderer for a URL's path; null where there is none. Paths without an extension are places
 * inside the page and get the page itself. Nothing outside `folder` and nothing hidden is ever found.
 */
export async function findPageFile(folder: string, pathname: string): Promise<PageFile | null> {
  const wanted = decode(pathname)
  if (wanted === null) return null
  const relative = extname(wanted) === '' ? 'index.html' : wanted
  const path = normalize(join(folder, relative))
  if (!path.startsWith(folder + sep) || path.slice(folder.length).includes(`${sep}.`)) return null
  const type = types[extname(path)]
  if (!type) return null
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) return null
  const caching = wanted.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  return { path, sizeBytes: found.size, type, caching }
}

function decode(pathname: string): string | null {
  try {
    const decoded = decodeURIComponent(pathname)
    return decoded.includes('\0') || decoded.includes('\\') ? null : decoded
  } catch {
    return null
  }
}
