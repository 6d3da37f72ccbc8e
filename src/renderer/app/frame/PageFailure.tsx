import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { Page } from '../../components/frame/Page.tsx'

interface Props {
  /** Where the person is: another place begins anew. */
  place: string
  children: ReactNode
}

interface State {
  failedAt: string | null
}

/** A page that fails to draw itself takes nothing with it: the frame stays, with words and a way on. */
export class PageFailure extends Component<Props, State> {
  override state: State = { failedAt: null }

  static getDerivedStateFromProps({ place }: Props, { failedAt }: State): State | null {
    return failedAt === null || failedAt === '' || failedAt === place ? null : { failedAt: null }
  }

  static getDerivedStateFromError(): State {
    return { failedAt: '' }
  }

  override componentDidCatch(): void {
    this.setState({ failedAt: this.props.place })
  }

  override render(): ReactNode {
    if (this.state.failedAt === null) return this.props.children
    return (
      <Page title="This page failed">
        <p>Something on this page could not be shown. Nothing was changed, and sending goes on as planned.</p>
        <p className="muted">Show it again, or choose another page on the left.</p>
        <Button mt="md" onClick={() => this.setState({ failedAt: null })}>
          Show it again
        </Button>
      </Page>
    )
  }
}
