import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import { Icon } from '../../../components/Icon.tsx'
import { SimulateButton } from '../../../components/simulation/SimulateButton.tsx'
import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { useProviders } from '../../../hooks/use-providers.ts'
import { daysSentence, placeOfZone } from '../../../lib/campaigns/schedule-sentence.ts'
import { missingFor, providerPlace } from '../../../lib/discovery/providers.ts'
import { clubCredits, enricherWords, hoursInWords, perRunInWords, whomInWords } from '../../../lib/discovery/words.ts'
import { counted } from '../../../lib/words/counts.ts'
import { RunBegins } from '../discovery/RunBegins.tsx'
import { useDiscovery } from '../discovery/use-discovery.ts'
import { useEstimate } from '../discovery/use-estimate.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useOutlook } from '../draft/use-outlook.ts'

/** A recurring campaign in words: there is no list of people to read before they are found. */
export function WhatItDoes() {
  const { id, campaign, steps } = useBuilder()
  const desk = useDesk()
  const { reading } = useClock()
  const { discovery } = useDiscovery()
  const estimate = useEstimate(id, discovery)
  const outlook = useOutlook()
  const { schedule, testMode } = campaign
  const invented = testMode || desk.place === 'sandbox'
  const today = estimate.value
  const known = useProviders().value
  const missing = discovery.enrichment.flatMap((one) => {
    const words = invented || !known ? null : missingFor(one, known)
    return words === null ? [] : [{ one, words }]
  })
  const next = outlook.value?.nextRunAt ?? today?.beginsAt
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable with the keyboard
    <section className="scroll bd-promise" aria-label="What it does" tabIndex={0}>
      <dl>
        <Fact name="Whom it looks for">{whomInWords(discovery.criteria)}</Fact>
        <Fact name="When">
          {counted(discovery.runs, 'run', 'runs')},{' '}
          {hoursInWords(schedule, daysSentence(schedule.days), placeOfZone(schedule.zone), reading.hour12)}, {perRunInWords(discovery)}
          {next && (
            <>
              , {outlook.value?.runsDone ? 'next' : 'first'} run <RunBegins at={next} />
            </>
          )}
          .
        </Fact>
        {today && (
          <Fact name="Each run">
            {today.perRun === 0
              ? 'Nobody right now: the credits of the day or the rest of its window do not do for anybody more.'
              : `Looks for up to ${counted(today.perRun, 'person', 'people')}, and writes on the same day to those who have an address.`}
          </Fact>
        )}
        <Fact name="Addresses">
          {invented
            ? 'Invented, with an address for about three in four.'
            : `From ${discovery.enrichment.map((one) => enricherWords[one].name).join(', then ')}; the first that has one wins. Each is checked before it is used.`}
          {missing.map(({ one, words }) => (
            <span key={one} className="bd-promise-missing">
              <Icon name="alert" className="hue-waiting" />
              {enricherWords[one].name} is passed over until it is set up.
              <Link href={providerPlace(one)} className="bd-text-link">
                {words}
              </Link>
            </span>
          ))}
        </Fact>
        <Fact name="Costs a run">
          {testMode
            ? 'Nothing: no provider is asked, no message is sent, and no credit is used.'
            : desk.place === 'sandbox'
              ? 'Nothing real: nobody is asked and nothing leaves. Messages and replies use the invented credits of the sandbox.'
              : today
                ? `${clubCredits(today.searchCostPerRun + (today.enrichmentCostPerRun ?? 0))} at most${clayToo(discovery.enrichment)}, and a credit for each message sent and each reply.`
                : 'Not known right now.'}
        </Fact>
        <Fact name="Messages">
          {counted(steps.length, 'message', 'messages')} to each, until they answer.{steps.length > 1 && ` ${whoGoesFirst(discovery)}`}
        </Fact>
        <Fact name="It ends">
          After {counted(discovery.runs, 'run', 'runs')}, when everybody is through; days on which nothing could run do not count. It pauses
          after three runs that found nobody new.
        </Fact>
        {steps.length > 0 && (
          <Fact name="See it first">
            <SimulateButton campaignId={id} />
          </Fact>
        )}
      </dl>
    </section>
  )
}

function whoGoesFirst({ followUpsFirst }: DiscoveryAudience): string {
  return followUpsFirst
    ? 'Follow-ups take the credits of a day before new people do.'
    : 'New people take the credits of a day before follow-ups do.'
}

function clayToo(chain: readonly string[]): string {
  return chain.some((one) => one.startsWith('clay')) ? ', what Clay charges' : ''
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
