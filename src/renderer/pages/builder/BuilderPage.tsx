import { Page } from '../../components/frame/Page.tsx'

export default function BuilderPage() {
  return <Page title="Builder">{null}</Page>
}
