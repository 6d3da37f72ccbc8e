import { Notification } from 'electron'
import type { Notice } from '../shell/notices.ts'

/** Shown ones, so that none is collected as garbage before it can be clicked. */
const shown = new Set<Notification>()

/** Shows a notification; a click opens its place. False where the system shows none. */
export function notify({ title, body }: Pick<Notice, 'title' | 'body'>, onClick: () => void): boolean {
  if (!Notification.isSupported()) return false
  const notification = new Notification({ title, body })
  shown.add(notification)
  const forget = () => shown.delete(notification)
  notification.on('click', () => {
    forget()
    onClick()
  })
  notification.on('close', forget)
  notification.on('failed', forget)
  notification.show()
  return true
}
