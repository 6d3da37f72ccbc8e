import { Page } from '../../components/frame/Page.tsx'

export default function ImportPage() {
  return <Page title="Import">{null}</Page>
}
