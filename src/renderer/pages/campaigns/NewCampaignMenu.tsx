import { Menu } from '@mantine/core'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Icon } from '../../components/Icon.tsx'
import type { NewCampaign } from '../../hooks/use-new-campaign.ts'

/** Both kinds of campaign, each with what it is for. */
export function NewCampaignMenu({ newCampaign }: { newCampaign: NewCampaign }) {
  return (
    <Menu position="bottom-start" shadow="md" width={320} transitionProps={{ duration: 120 }}>
      <Menu.Target>
        <ActionButton size="compact-md" leftSection={<Icon name="plus" />} busy={newCampaign.busy} busyLabel="One moment">
          New campaign
        </ActionButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="people" />} onClick={newCampaign.run}>
          People you choose
          <span className="new-campaign-words">A sequence for contacts that you pick or import</span>
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="search" />} onClick={newCampaign.runDaily}>
          New people every day
          <span className="new-campaign-words">Finds creators, gets their addresses, and writes the same day</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
