import { Page } from '../../components/frame/Page.tsx'

export default function CampaignPage() {
  return <Page title="Campaign">{null}</Page>
}
