import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { Page } from '../../components/frame/Page.tsx'

/** The campaign of this address does not exist, or not any more. */
export function Gone({ name }: { name?: string | undefined }) {
  return (
    <Page title="Campaign not found">
      <div className="empty" role="status">
        <h2>{name ? `“${name}” was deleted` : 'There is no such campaign'}</h2>
        <p>{name ? 'Somebody deleted it, maybe in another window. Its contacts are still there.' : 'It may have been deleted.'}</p>
        <p>
          <Button mt="xs" variant="default" component={Link} href="/campaigns">
            Back to campaigns
          </Button>
        </p>
      </div>
    </Page>
  )
}
