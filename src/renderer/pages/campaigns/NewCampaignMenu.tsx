import { Menu } from '@mantine/core'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Icon } from '../../components/Icon.tsx'
import type { NewCampaign } from '../../hooks/use-new-campaign.ts'
import { audiences } from '../../lib/audiences/index.ts'

/** A campaign for each audience, with what it is for. */
export function NewCampaignMenu({ newCampaign }: { newCampaign: NewCampaign }) {
  return (
    <Menu position="bottom-start" shadow="md" width={320} transitionProps={{ duration: 120 }}>
      <Menu.Target>
        <ActionButton size="compact-md" leftSection={<Icon name="plus" />} busy={newCampaign.busy} busyLabel="One moment">
          New campaign
        </ActionButton>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.values(audiences).map(({ kind, icon, title, offer }) => (
          <Menu.Item key={kind} leftSection={<Icon name={icon} />} onClick={() => newCampaign.run(kind)}>
            {title}
            <span className="new-campaign-words">{offer}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
