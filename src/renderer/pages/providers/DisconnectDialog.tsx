import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import type { ProviderKind } from '../../../shared/schemas/discovery.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { audiences } from '../../lib/audiences/index.ts'
import { providerNames } from '../../lib/discovery/providers.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'
import { toasts } from '../../stores/toasts.ts'

const shownAtMost = 5

interface Props {
  kind: ProviderKind
  onGone(): void
  onClose(): void
}

/** Names the campaigns that would go without. */
export function DisconnectDialog({ kind, onGone, onClose }: Props) {
  const desk = useDesk()
  const action = useAction()
  const all = useStore(desk.campaigns.store, (state) => state.items)
  const using = all.filter((campaign) => uses(campaign, kind))
  const name = providerNames[kind]
  const disconnect = async () => {
    const done = await action.run(async () => {
      await desk.client.providers.disconnect({ kind })
    })
    if (!done) return
    toasts.say(`${name} is disconnected.`)
    onGone()
    onClose()
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        Keep it
      </Button>
      <ActionButton color="red" busy={action.busy} busyLabel="Disconnecting" onClick={() => void disconnect()}>
        Disconnect {name}
      </ActionButton>
    </>
  )
  return (
    <Dialog title={`Disconnect ${name}?`} problem={action.problem} actions={actions} onClose={onClose}>
      <p>Its key is deleted from this computer. What it found stays.</p>
      {using.length > 0 && (
        <div>
          <p>{kind === 'clay' ? 'These campaigns get addresses from it:' : 'These campaigns find nobody new without it:'}</p>
          <ul className="provider-campaigns">
            {using.slice(0, shownAtMost).map((campaign) => (
              <li key={campaign.id}>{campaign.name}</li>
            ))}
            {using.length > shownAtMost && <li className="muted">and {using.length - shownAtMost} more</li>}
          </ul>
        </div>
      )}
      {using.length === 0 && <p className="muted">No campaign uses it now.</p>}
    </Dialog>
  )
}

function uses({ audience, discovery, testMode, status }: CampaignRow, kind: ProviderKind): boolean {
  if (testMode || status === 'completed' || status === 'cancelled') return false
  return audiences[audience].asks(kind, discovery)
}
