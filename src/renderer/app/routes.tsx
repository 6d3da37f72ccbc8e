import { type ComponentType, lazy } from 'react'

/** A page of the interface. Each is a chunk of its own, loaded when somebody goes there. */
interface Route {
  path: string
  page: ComponentType
}

const TodayPage = lazy(() => import('../pages/today/TodayPage.tsx'))
const CampaignsPage = lazy(() => import('../pages/campaigns/CampaignsPage.tsx'))
const CampaignPage = lazy(() => import('../pages/campaign/CampaignPage.tsx'))
const BuilderPage = lazy(() => import('../pages/builder/BuilderPage.tsx'))
const ContactsPage = lazy(() => import('../pages/contacts/ContactsPage.tsx'))
const ImportPage = lazy(() => import('../pages/contacts/ImportPage.tsx'))
const InboxPage = lazy(() => import('../pages/inbox/InboxPage.tsx'))
const MailboxesPage = lazy(() => import('../pages/mailboxes/MailboxesPage.tsx'))
const MailboxSetupPage = lazy(() => import('../pages/mailboxes/MailboxSetupPage.tsx'))
const ProvidersPage = lazy(() => import('../pages/providers/ProvidersPage.tsx'))
const CreditsPage = lazy(() => import('../pages/credits/CreditsPage.tsx'))
const SettingsPage = lazy(() => import('../pages/settings/SettingsPage.tsx'))

/** The first that matches is shown. Paths are those of the address after `#`, in the workspace or below `/sandbox`. */
export const routes: readonly Route[] = [
  { path: '/', page: TodayPage },
  { path: '/campaigns', page: CampaignsPage },
  { path: '/campaigns/:id/build/:step?', page: BuilderPage },
  { path: '/campaigns/:id/:tab?', page: CampaignPage },
  { path: '/contacts', page: ContactsPage },
  { path: '/contacts/import', page: ImportPage },
  { path: '/inbox/:id?', page: InboxPage },
  { path: '/mailboxes', page: MailboxesPage },
  { path: '/mailboxes/new', page: MailboxSetupPage },
  { path: '/providers', page: ProvidersPage },
  { path: '/credits', page: CreditsPage },
  { path: '/settings/:part?', page: SettingsPage },
]
