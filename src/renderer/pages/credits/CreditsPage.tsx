import { Page } from '../../components/frame/Page.tsx'

export default function CreditsPage() {
  return <Page title="Credits">{null}</Page>
}
