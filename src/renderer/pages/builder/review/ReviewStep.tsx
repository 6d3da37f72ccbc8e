import { Tabs } from '@mantine/core'
import { useState } from 'react'
import { usePlan } from '../use-plan.ts'
import { Checklist } from './Checklist.tsx'
import { FirstMessages } from './FirstMessages.tsx'
import { PlanMap } from './PlanMap.tsx'
import { PlanTable } from './PlanTable.tsx'

/** Before anything leaves: what would stop it, and exactly who gets what and when. */
export function ReviewStep() {
  const plan = usePlan()
  const [tab, setTab] = useState<string>('plan')
  const [day, setDay] = useState('')
  return (
    <div className="bd-review-step">
      <Checklist plan={plan} />
      <Tabs className="panel review-tabs" value={tab} onChange={(value) => setTab(value ?? 'plan')} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="plan">By day and hour</Tabs.Tab>
          <Tabs.Tab value="messages">Who gets what</Tabs.Tab>
          <Tabs.Tab value="letters">First ten messages</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="plan" className="bd-review-panel">
          <PlanMap
            plan={plan}
            onDay={(chosen) => {
              setDay(chosen)
              setTab('messages')
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="messages" className="bd-review-panel">
          <PlanTable days={plan.value?.days ?? []} day={day} onDay={setDay} />
        </Tabs.Panel>
        <Tabs.Panel value="letters" className="bd-review-panel">
          <FirstMessages />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
