import type { IconName } from '../../lib/words/icons.ts'

/** What the sidebar shows, in its order; `keys` go there. */
export interface Destination {
  path: string
  title: string
  icon: IconName
  keys: string
  part: 'work' | 'set-up'
}

export const destinations: readonly Destination[] = [
  { path: '/', title: 'Today', icon: 'today', keys: 'g t', part: 'work' },
  { path: '/campaigns', title: 'Campaigns', icon: 'campaigns', keys: 'g c', part: 'work' },
  { path: '/contacts', title: 'Contacts', icon: 'people', keys: 'g p', part: 'work' },
  { path: '/inbox', title: 'Inbox', icon: 'mail', keys: 'g i', part: 'work' },
  { path: '/mailboxes', title: 'Mailboxes', icon: 'mailbox', keys: 'g m', part: 'set-up' },
  { path: '/credits', title: 'Credits', icon: 'credits', keys: 'g r', part: 'set-up' },
  { path: '/settings', title: 'Settings', icon: 'settings', keys: 'g s', part: 'set-up' },
]
