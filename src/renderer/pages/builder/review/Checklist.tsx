import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Review } from '../../../../shared/schemas/campaigns.ts'
import type { Plan } from '../../../../shared/schemas/plan.ts'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import { isMac, keysInWords, useCommands } from '../../../hooks/commands.tsx'
import type { LiveValue } from '../../../hooks/use-live.ts'
import { campaignStatusViews } from '../../../lib/campaigns/words.ts'
import { counted } from '../../../lib/words/counts.ts'
import { builderAudiences } from '../audiences/index.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { itemPlaces, stepTitles } from '../draft/steps.ts'

/** What would stop it and what is worth knowing, each with the way there; the numbers; and the one button. */
export function Checklist({ plan }: { plan: LiveValue<Plan> }) {
  const { id, review, campaign, isDraft } = useBuilder()
  const [asking, setAsking] = useState(false)
  const { Figures, Question } = builderAudiences[campaign.audience]
  const { value, problem } = review
  const ready = isDraft && value?.ready === true
  const ask = () => ready && !document.querySelector('[aria-modal="true"]') && setAsking(true)
  useCommands(ready ? [{ id: 'builder activate', title: 'Activate this campaign', group: 'Campaign', keys: 'mod+enter', run: ask }] : [])
  return (
    <section className="panel checklist" aria-label="Checklist">
      <div className="bd-checklist-scroll">
        {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: review.touch }} />}
        {!value && !problem && <SkeletonRows label="Checking" />}
        {value && (
          <>
            <Figures review={value} plan={plan.value} />
            <Items items={value.items} />
          </>
        )}
      </div>
      <div className="bd-checklist-foot">
        {isDraft && ready && (
          <Button fullWidth onClick={ask} title={keysInWords('mod+enter', isMac)} leftSection={<Icon name="play" />}>
            Activate
          </Button>
        )}
        {isDraft && value && !ready && <p className="muted">{blockersInWords(value)} Nothing was sent.</p>}
        {!isDraft && (
          <>
            <StatusBadge view={campaignStatusViews[campaign.status]} />
            <Button variant="default" size="compact-sm" component={Link} href={`/campaigns/${id}`}>
              Open the campaign
            </Button>
          </>
        )}
      </div>
      {asking && value && <Question review={value} plan={plan.value} onClose={() => setAsking(false)} />}
    </section>
  )
}

function blockersInWords({ items }: Review): string {
  const blockers = items.filter(({ level }) => level === 'blocker').length
  return `${counted(blockers, 'thing has', 'things have')} to be put right before it can be activated.`
}

function Items({ items }: { items: Review['items'] }) {
  if (items.length === 0) {
    return (
      <p className="bd-checklist-fine">
        <Icon name="check" className="hue-good" /> Nothing stands in the way.
      </p>
    )
  }
  return (
    <ul className="bd-checklist-items">
      {[...items]
        .sort((a, b) => a.level.localeCompare(b.level))
        .map((item) => (
          <Item key={`${item.code} ${item.message}`} item={item} />
        ))}
    </ul>
  )
}

function Item({ item }: { item: Review['items'][number] }) {
  const { id } = useBuilder()
  const { step, link } = itemPlaces[item.code]
  const { href, label } = link ?? { href: `/campaigns/${id}/build/${step}`, label: `Go to ${stepTitles[step].toLowerCase()}` }
  return (
    <li>
      <Icon name={item.level === 'blocker' ? 'alert' : 'info'} className={item.level === 'blocker' ? 'hue-needs' : 'hue-waiting'} />
      <div>
        <p>
          <span className="visually-hidden">{item.level === 'blocker' ? 'Stops it: ' : 'Worth knowing: '}</span>
          {item.message}
        </p>
        <Link href={href} className="bd-text-link">
          {label}
        </Link>
      </div>
    </li>
  )
}
