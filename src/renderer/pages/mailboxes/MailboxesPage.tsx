import { Page } from '../../components/frame/Page.tsx'

export default function MailboxesPage() {
  return <Page title="Mailboxes">{null}</Page>
}
