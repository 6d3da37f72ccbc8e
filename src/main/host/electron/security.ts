import { app, type Session } from 'electron'
import { pageUrl } from './page.ts'

/** Every page of this app, however it came to be: it stays where it is and opens nothing. Call before the first window. */
export function lockPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** No permission is granted, and nothing is loaded but our own page. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOurs(details.url) }))
}

function isOurs(url: string): boolean {
  return url.startsWith(pageUrl) || url.startsWith('devtools://') || url.startsWith('data:') || url.startsWith('blob:')
}
