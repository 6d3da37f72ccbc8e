import { Page } from '../../components/frame/Page.tsx'

export default function MailboxSetupPage() {
  return <Page title="MailboxSetup">{null}</Page>
}
