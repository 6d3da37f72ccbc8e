import { ActionIcon, Checkbox } from '@mantine/core'
import { type KeyboardEvent, useRef } from 'react'
import { Link } from 'wouter'
import type { Enricher } from '../../../../shared/schemas/discovery.ts'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useProviders } from '../../../hooks/use-providers.ts'
import { missingFor, providerPlace } from '../../../lib/discovery/providers.ts'
import { enricherWords } from '../../../lib/discovery/words.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useDiscovery } from './use-discovery.ts'

const all: readonly Enricher[] = ['clay_routine', 'clay_table', 'influencers_club']

/** Who gives addresses, asked from the top; the first that has one wins. Moved by buttons, or with Alt and the arrows. */
export function Chain() {
  const { campaign, hasEnded } = useBuilder()
  const { discovery, edit } = useDiscovery()
  const desk = useDesk()
  const providers = useProviders()
  const list = useRef<HTMLOListElement>(null)
  const chain = discovery.enrichment
  const invented = campaign.testMode || desk.place === 'sandbox'
  const rows: Enricher[] = [...chain, ...all.filter((one) => !chain.includes(one))]

  function move(one: Enricher, by: number): void {
    const from = chain.indexOf(one)
    const to = from + by
    if (from < 0 || to < 0 || to >= chain.length || hasEnded) return
    const rest = chain.filter((other) => other !== one)
    edit({ enrichment: [...rest.slice(0, to), one, ...rest.slice(to)] })
    // The row has gone to another place; the focus goes with it, to a button that is still of use.
    setTimeout(() => {
      const row = list.current?.querySelector(`[data-enricher="${one}"]`)
      if (row && !row.contains(document.activeElement)) row.querySelector('input')?.focus()
    })
  }

  function toggle(one: Enricher, on: boolean): void {
    // Somebody has to give addresses: the last one stays.
    if (!on && chain.length === 1) return
    edit({ enrichment: on ? [...chain, one] : chain.filter((other) => other !== one) })
  }

  function onKeyDown(event: KeyboardEvent, one: Enricher): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    move(one, event.key === 'ArrowUp' ? -1 : 1)
  }

  return (
    <section aria-label="Who gives addresses" className="bd-discovery-part">
      <h2>Who gives addresses</h2>
      <p className="small muted">Asked from the top; the first that has an address wins, and nobody after it is asked or paid.</p>
      {providers.problem && !providers.value && (
        <ProblemNote problem={providers.problem} action={{ label: 'Try again', run: providers.touch }} />
      )}
      <ol ref={list} className="bd-chain">
        {rows.map((one) => {
          const index = chain.indexOf(one)
          const { name, cost } = enricherWords[one]
          const missing = !invented && providers.value ? missingFor(one, providers.value) : null
          return (
            <li key={one} data-enricher={one} data-chosen={index >= 0} onKeyDown={(event) => onKeyDown(event, one)}>
              <span className="bd-chain-place" aria-hidden="true">
                {index >= 0 ? index + 1 : ''}
              </span>
              <div className="bd-chain-words">
                <Checkbox
                  size="xs"
                  label={name}
                  description={cost}
                  checked={index >= 0}
                  readOnly={hasEnded}
                  aria-disabled={(index >= 0 && chain.length === 1) || undefined}
                  title={index >= 0 && chain.length === 1 ? 'One has to stay' : undefined}
                  onChange={(event) => !hasEnded && toggle(one, event.currentTarget.checked)}
                />
                {missing && (
                  <Link href={providerPlace(one)} className="bd-text-link bd-chain-link">
                    {missing}
                    <span className="visually-hidden"> ({name})</span>
                  </Link>
                )}
              </div>
              {index >= 0 && chain.length > 1 && !hasEnded && (
                <span className="bd-chain-moves">
                  <ActionIcon
                    variant="default"
                    size="sm"
                    aria-label={`Ask ${name} earlier`}
                    data-disabled={index === 0 || undefined}
                    aria-disabled={index === 0 || undefined}
                    onClick={() => move(one, -1)}
                  >
                    <Icon name="up" />
                  </ActionIcon>
                  <ActionIcon
                    variant="default"
                    size="sm"
                    aria-label={`Ask ${name} later`}
                    data-disabled={index === chain.length - 1 || undefined}
                    aria-disabled={index === chain.length - 1 || undefined}
                    onClick={() => move(one, 1)}
                  >
                    <Icon name="down" />
                  </ActionIcon>
                </span>
              )}
            </li>
          )
        })}
      </ol>
      {invented && <p className="small muted">Here addresses are invented, and none of these is asked.</p>}
    </section>
  )
}
