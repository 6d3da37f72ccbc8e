import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { Icon } from '../Icon.tsx'

const SimulateDialog = lazy(() => import('./SimulateDialog.tsx'))

export const simulatedDays = 30

/** Shows what the next weeks of a campaign would bring. Asks nobody, sends nothing. */
export function SimulateButton({ campaignId }: { campaignId: number }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" leftSection={<Icon name="flask" />} onClick={() => setOpen(true)}>
        Simulate {simulatedDays} days
      </Button>
      <Simulate campaignId={campaignId} open={open} onClose={() => setOpen(false)} />
    </>
  )
}

/** The same, where something else opens it. */
export function Simulate({ campaignId, open, onClose }: { campaignId: number; open: boolean; onClose(): void }) {
  if (!open) return null
  return (
    <Suspense>
      <SimulateDialog campaignId={campaignId} days={simulatedDays} onClose={onClose} />
    </Suspense>
  )
}
