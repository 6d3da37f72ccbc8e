import { Page } from '../../components/frame/Page.tsx'

export default function InboxPage() {
  return <Page title="Inbox">{null}</Page>
}
