import { readFile } from 'node:fs/promises'
import { protocol, type WebFrameMain } from 'electron'
import { findPageFile } from '../page-files.ts'
import { securityHeaders } from '../page-policy.ts'

const scheme = 'app'
const origin = `${scheme}://campaign-desk`

export const pageUrl = `${origin}/`

/** Has to be called before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Serves the built renderer, and nothing else, at `pageUrl`. */
export function servePage(rendererFolder: string): void {
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url)
    const file = `${url.protocol}//${url.host}` === origin ? await findPageFile(rendererFolder, url.pathname) : null
    if (!file) return new Response('There is nothing at this address.', { status: 404, headers: securityHeaders })
    const headers = { ...securityHeaders, 'content-type': file.type, 'cache-control': file.caching }
    return new Response(new Uint8Array(await readFile(file.path)), { headers })
  })
}

/** Whether a frame is our own page at the top of a window. */
export function isOwnPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && URL.parse(frame.url)?.href.startsWith(pageUrl) === true
}
