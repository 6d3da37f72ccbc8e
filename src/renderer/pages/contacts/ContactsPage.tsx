import { Page } from '../../components/frame/Page.tsx'

export default function ContactsPage() {
  return <Page title="Contacts">{null}</Page>
}
