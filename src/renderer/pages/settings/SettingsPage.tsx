import { Page } from '../../components/frame/Page.tsx'

export default function SettingsPage() {
  return <Page title="Settings">{null}</Page>
}
