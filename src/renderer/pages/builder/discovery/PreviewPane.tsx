import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { Provider } from '../../../../shared/schemas/discovery.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { useProviders } from '../../../hooks/use-providers.ts'
import { asksForSomething, clubCredits, criteriaProblems } from '../../../lib/discovery/words.ts'
import { formatCount } from '../../../lib/words/counts.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { askedFor, type LastPreview, useLastPreview } from './last-preview.ts'
import { PreviewPeople } from './PreviewPeople.tsx'
import { RunFigures } from './RunFigures.tsx'
import { useDiscovery } from './use-discovery.ts'
import { useEstimate } from './use-estimate.ts'

/** Whom it would find: the first ten, when somebody asks and the price was named; below, what a run comes to. */
export function PreviewPane() {
  const { id, campaign, draft } = useBuilder()
  const desk = useDesk()
  const { discovery } = useDiscovery()
  const [last, keep] = useLastPreview(id)
  const estimate = useEstimate(id, discovery)
  const providers = useProviders()
  const action = useAction()
  const { testMode } = campaign
  const invented = testMode || desk.place === 'sandbox'
  const club = providers.value?.find(({ kind }) => kind === 'influencers_club')
  const asked = askedFor(discovery.criteria, testMode)
  const stale = last !== null && last.asked !== asked
  const blocked = invented ? null : missingOf(club)
  const canLook = blocked === null && Object.keys(criteriaProblems(discovery.criteria)).length === 0
  const price = invented ? 'free' : estimate.value ? `costs ${clubCredits(estimate.value.previewCost)}` : 'costs credits there'

  const look = () =>
    action.run(async () => {
      const { criteria } = discovery
      // Whether it is in test mode is asked of what is kept.
      await draft.autosave.flush()
      const preview = await desk.client.discovery.preview({ id, discovery, testMode })
      keep({ asked, criteria, testMode, preview })
      providers.touch()
    })

  // It works again: what it said before is no longer so.
  const onChecked = () => {
    action.clear()
    providers.touch()
  }

  return (
    <section className="panel bd-preview" aria-label="Whom it finds">
      <div className="panel-head bd-preview-head">
        <h2>Whom it finds</h2>
        {last && canLook && (
          <ActionButton
            size="compact-sm"
            variant={stale ? 'filled' : 'default'}
            busy={action.busy}
            busyLabel="Looking"
            onClick={() => void look()}
          >
            Look again · {price}
          </ActionButton>
        )}
      </div>
      <div className="bd-preview-body">
        {action.problem && !blocked && <ProblemNote problem={action.problem} action={{ label: 'Dismiss', run: action.clear }} />}
        {blocked && <Blocked why={blocked} connected={club?.connected === true} onChecked={onChecked} />}
        {stale && <Stale />}
        {last ? (
          <Found last={last} stale={stale} />
        ) : (
          <div className="empty bd-preview-empty">
            <h2>See the first ten</h2>
            <p>
              {asksForSomething(discovery.criteria) || canLook
                ? 'Their names, how many follow them, and how many match in all. No message is sent.'
                : 'Say whom you look for first: a niche, some words, a place or a number of followers.'}
            </p>
            {canLook && (
              <ActionButton mt={8} busy={action.busy} busyLabel="Looking" onClick={() => void look()}>
                {invented ? 'Show ten invented people · free' : `Show the first ten · ${price}`}
              </ActionButton>
            )}
          </div>
        )}
      </div>
      <RunFigures estimate={estimate} invented={invented} creditsLeft={club?.creditsLeft ?? last?.preview.creditsLeft ?? null} />
    </section>
  )
}

/** Why nobody can be looked for, in words; null: it can. */
function missingOf(club: Provider | undefined): string | null {
  if (!club) return null
  if (!club.connected) return 'People are found by Influencers Club, which is not connected yet.'
  return club.problem === '' ? null : club.problem
}

interface BlockedProps {
  why: string
  connected: boolean
  onChecked(): void
}

function Blocked({ why, connected, onChecked }: BlockedProps) {
  const { isDraft, draft } = useBuilder()
  const desk = useDesk()
  const checking = useAction()
  const check = () =>
    checking.run(async () => {
      await desk.client.providers.check({ kind: 'influencers_club' })
      onChecked()
    })
  return (
    <>
      <div className="note" role={connected ? 'alert' : undefined}>
        <Icon name={connected ? 'alert' : 'info'} className={connected ? 'hue-needs' : 'hue-waiting'} />
        <div>
          <p>{why}</p>
          <p>
            <Link href="/providers?connect=influencers_club" className="bd-text-link">
              {connected ? 'Open its key' : 'Connect Influencers Club'}
            </Link>
          </p>
        </div>
        {connected && (
          <ActionButton size="compact-sm" variant="default" busy={checking.busy} busyLabel="Checking" onClick={() => void check()}>
            Check again
          </ActionButton>
        )}
        {!connected && isDraft && (
          <Button size="compact-sm" variant="default" onClick={() => draft.editSettings({ testMode: true })}>
            Try it in test mode
          </Button>
        )}
      </div>
      {checking.problem && <ProblemNote problem={checking.problem} />}
    </>
  )
}

function Stale() {
  return (
    <div className="note" role="status">
      <Icon name="clock" className="hue-waiting" />
      <div>
        <p>You changed what it looks for: these are the people of before.</p>
      </div>
    </div>
  )
}

/** So many of those who match are handed out by the provider. */
const handedOut = 10_000

function Found({ last: { preview, criteria, testMode }, stale }: { last: LastPreview; stale: boolean }) {
  return (
    <>
      <p className="bd-preview-total">
        <strong>{formatCount(preview.total)}</strong> {preview.total === 1 ? 'person matches' : 'people match'}
        {testMode && <span className="muted"> · invented</span>}
        {preview.total > handedOut && <span className="muted"> · {formatCount(handedOut)} of them at most are handed out</span>}
      </p>
      <PreviewPeople preview={preview} platform={criteria.platform} stale={stale} />
    </>
  )
}
