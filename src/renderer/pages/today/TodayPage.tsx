import { Page } from '../../components/frame/Page.tsx'

export default function TodayPage() {
  return <Page title="Today">{null}</Page>
}
