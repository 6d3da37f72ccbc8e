import { ActionIcon, Menu } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Ask } from '../../components/campaign/CampaignDialogs.tsx'
import type { CampaignVerbs } from '../../components/campaign/use-campaign-actions.tsx'
import { Icon } from '../../components/Icon.tsx'
import { Simulate, simulatedDays } from '../../components/simulation/SimulateButton.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { audiences } from '../../lib/audiences/index.ts'
import { counted } from '../../lib/words/counts.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'
import { toasts } from '../../stores/toasts.ts'
import { resultInWords } from './result-words.ts'

/** What else can be done with the campaign. */
export function CampaignMenu({ campaign, verbs }: { campaign: CampaignRow; verbs: CampaignVerbs }) {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const [asked, setAsked] = useState(false)
  const [simulating, setSimulating] = useState(false)
  const { id, name, status, stats, stepCount, audience } = campaign
  const ended = status === 'completed' || status === 'cancelled'
  const deletable = status === 'draft' || ended

  const sendNext = async () => {
    toasts.say(resultInWords(await desk.client.campaigns.executeNext({ id })), { seconds: 10 })
  }

  return (
    <>
      <Menu position="bottom-end" shadow="md" transitionProps={{ duration: 120 }}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More for this campaign">
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {status === 'active' && (
            <Menu.Item leftSection={<Icon name="send" />} onClick={() => setAsked(true)}>
              Send next now…
            </Menu.Item>
          )}
          {!ended && (
            <Menu.Item leftSection={<Icon name="edit" />} onClick={() => navigate(`/campaigns/${id}/build`)}>
              Edit in the builder
            </Menu.Item>
          )}
          {!ended && audiences[audience].hasRuns && stepCount > 0 && (
            <Menu.Item leftSection={<Icon name="flask" />} onClick={() => setSimulating(true)}>
              Simulate {simulatedDays} days
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Icon name="copy" />} onClick={() => verbs.duplicate(campaign)}>
            Duplicate
          </Menu.Item>
          {!ended && status !== 'draft' && (
            <Menu.Item leftSection={<Icon name="stop" />} onClick={() => verbs.ask('cancel', campaign)}>
              Cancel…
            </Menu.Item>
          )}
          {deletable && (
            <Menu.Item leftSection={<Icon name="trash" />} onClick={() => verbs.ask('delete', campaign)}>
              Delete…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Simulate campaignId={id} open={simulating} onClose={() => setSimulating(false)} />
      {asked && (
        <Ask title="Send what is due now" verb="Send now" busyVerb="Sending" onClose={() => setAsked(false)} work={sendNext}>
          <p>
            Messages of “{name}” that are due leave now, instead of at their turn. Window, gaps, daily caps and credits hold as always;{' '}
            {counted(stats.scheduled, 'message is', 'messages are')} planned in all.
          </p>
        </Ask>
      )}
    </>
  )
}
