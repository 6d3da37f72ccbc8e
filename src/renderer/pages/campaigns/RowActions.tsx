import { ActionIcon, Button, Menu } from '@mantine/core'
import type { KeyboardEvent, MouseEvent } from 'react'
import { Link } from 'wouter'
import type { CampaignVerbs } from '../../components/campaign/use-campaign-actions.tsx'
import { Icon } from '../../components/Icon.tsx'
import type { CampaignRow } from '../../stores/campaigns.ts'

interface Props {
  campaign: CampaignRow
  verbs: CampaignVerbs
}

/** What can be done with a campaign from its row; in sight while the row is pointed at or has the focus. */
export function RowActions({ campaign, verbs }: Props) {
  const { id, name, status } = campaign
  const deletable = status === 'draft' || status === 'completed' || status === 'cancelled'
  // The row itself opens the campaign: what is pressed here is not meant for it.
  const own = { onClick: (event: MouseEvent) => event.stopPropagation(), onKeyDown: (event: KeyboardEvent) => event.stopPropagation() }
  return (
    <span className="row-actions" {...own}>
      <Primary campaign={campaign} verbs={verbs} />
      <Menu position="bottom-end" shadow="md" transitionProps={{ duration: 120 }}>
        <Menu.Target>
          <ActionIcon variant="default" size="sm" aria-label={`More for ${name}`}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="right" />} component={Link} href={`/campaigns/${id}`}>
            Open
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="copy" />} onClick={() => verbs.duplicate(campaign)}>
            Duplicate
          </Menu.Item>
          {deletable && (
            <Menu.Item leftSection={<Icon name="trash" />} onClick={() => verbs.ask('delete', campaign)}>
              Delete…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}

function Primary({ campaign, verbs }: Props) {
  const { id, name, status } = campaign
  const button = { size: 'compact-xs', variant: 'default' } as const
  switch (status) {
    case 'draft':
      return (
        <Button {...button} component={Link} href={`/campaigns/${id}/build/review`} aria-label={`Activate ${name}`}>
          Activate
        </Button>
      )
    case 'scheduled':
    case 'active':
      return (
        <Button {...button} onClick={() => verbs.pause(campaign)} aria-label={`Pause ${name}`}>
          Pause
        </Button>
      )
    case 'paused':
      return (
        <Button {...button} onClick={() => verbs.ask('resume', campaign)} aria-label={`Resume ${name}`}>
          Resume
        </Button>
      )
    default:
      return (
        <Button {...button} onClick={() => verbs.duplicate(campaign)} aria-label={`Duplicate ${name}`}>
          Duplicate
        </Button>
      )
  }
}
