import { Tabs } from '@mantine/core'
import { useState } from 'react'
import { audiences } from '../../../lib/audiences/index.ts'
import { builderAudiences } from '../audiences/index.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { usePlan } from '../draft/use-plan.ts'
import { Checklist } from './Checklist.tsx'
import { FirstMessages } from './FirstMessages.tsx'
import { PlanMap } from './PlanMap.tsx'
import { PlanTable } from './PlanTable.tsx'

/** Before anything leaves: what would stop it, and exactly who gets what and when. */
export function ReviewStep() {
  const { base, campaign } = useBuilder()
  const plan = usePlan()
  const { WhatItDoes } = builderAudiences[campaign.audience]
  // Before the first day there is nobody to list.
  const nobodyYet = audiences[campaign.audience].findsPeople && base.campaign.stats.recipients === 0
  const [chosen, setTab] = useState<string | null>(null)
  const tab = chosen ?? (WhatItDoes ? 'words' : 'plan')
  const [day, setDay] = useState('')
  return (
    <div className="bd-review-step">
      <Checklist plan={plan} />
      <Tabs className="panel review-tabs" value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List>
          {WhatItDoes && <Tabs.Tab value="words">What it does</Tabs.Tab>}
          {!nobodyYet && <Tabs.Tab value="plan">By day and hour</Tabs.Tab>}
          {!nobodyYet && <Tabs.Tab value="messages">Who gets what</Tabs.Tab>}
          <Tabs.Tab value="letters">First ten messages</Tabs.Tab>
        </Tabs.List>
        {WhatItDoes && (
          <Tabs.Panel value="words" className="bd-review-panel">
            <WhatItDoes />
          </Tabs.Panel>
        )}
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
