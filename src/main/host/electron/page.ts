import { readFile } from 'node:fs/promises'
import { protocol, type WebFrameMain } from 'electron'
import { findPageFile } from '../page-files.ts'
import { securityHeaders } from '../page-policy.ts'
import { type Screen, screenHtml, screenPath } from '../shell/screen.ts'

const scheme = 'app'
export const pageOrigin = `${scheme}://campaign-desk`

export const pageUrl = `${pageOrigin}/`
export const screenUrl = `${pageOrigin}${screenPath}`

/** Has to be called before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Serves the built renderer, and the screen that stands in for it, under one strict policy; nothing else. */
export function handlePageRequests(rendererFolder: string, screen: () => Screen | null): void {
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url)
    if (`${url.protocol}//${url.host}` !== pageOrigin) return nothing()
    if (url.pathname === screenPath) return words(screen())
    const file = await findPageFile(rendererFolder, url.pathname)
    if (!file) return nothing()
    const headers = { ...securityHeaders, 'content-type': file.type, 'cache-control': file.caching }
    return new Response(new Uint8Array(await readFile(file.path)), { headers })
  })
}

function words(screen: Screen | null): Response {
  if (!screen) return nothing()
  const headers = { ...securityHeaders, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  return new Response(screenHtml(screen), { headers })
}

function nothing(): Response {
  return new Response('There is nothing at this address.', { status: 404, headers: securityHeaders })
}

/** Whether a frame is our own page at the top of a window. */
export function isOwnPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && URL.parse(frame.url)?.href.startsWith(pageUrl) === true
}
