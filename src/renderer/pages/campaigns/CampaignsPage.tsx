import { useCallback, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { ActionButton } from '../../components/ActionButton.tsx'
import { ActivateDialog, type CampaignAction, ResumeDialog } from '../../components/CampaignDialogs.tsx'
import { CampaignTable } from '../../components/CampaignTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Page } from '../../components/frame/Page.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { RecipientsPanel } from '../../components/RecipientsPanel.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { useDesk } from '../../desk-context.tsx'
import { formatCount } from '../../lib/counts.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'
import { useAction } from '../../use-action.ts'

/** Campaigns above, the recipients of the chosen one below; both live. */
export default function CampaignsPage() {
  const desk = useDesk()
  const { items, loaded, total, nextCursor, loadingMore, problem } = useStore(desk.campaigns.store)
  const chosenId = useStore(desk.recipients.choice, (choice) => choice.campaignId)
  const connectionProblem = useStore(desk.connection.store, (state) => state.problem)
  const pausing = useAction()
  const [asked, setAsked] = useState<{ id: number; action: CampaignAction } | null>(null)

  const choose = useCallback(
    (id: number) => {
      if (desk.recipients.choice.getState().campaignId === id) return
      desk.person.close()
      desk.recipients.choose({ campaignId: id, filter: 'all', search: '' })
    },
    [desk],
  )
  const firstId = items[0]?.id
  const chosen = items.find((campaign) => campaign.id === chosenId)
  useEffect(() => {
    if (!chosen && firstId !== undefined) choose(firstId)
  }, [chosen, firstId, choose])

  const { run } = pausing
  const onAction = useCallback(
    ({ id }: CampaignRow, action: CampaignAction) => {
      // Pausing sends nothing, so it needs no second word: it is done at once.
      if (action === 'pause') void run(async () => desk.campaigns.patch(id, await desk.client.campaigns.pause({ id })))
      else setAsked({ id, action })
    },
    [desk, run],
  )

  const retry = () => {
    desk.connection.retryNow()
    desk.campaigns.touch('all')
  }
  if (!loaded) {
    const shown = problem ?? connectionProblem
    return (
      <Page title="Campaigns">
        {shown ? (
          <ProblemNote problem={shown} action={{ label: 'Try now', run: retry }} />
        ) : (
          <section className="panel panel-whole" aria-label="Campaigns">
            <SkeletonRows label="Loading campaigns" />
          </section>
        )}
      </Page>
    )
  }
  const askedCampaign = items.find((campaign) => campaign.id === asked?.id)
  return (
    <Page title="Campaigns">
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: retry }} />}
      {pausing.problem && <ProblemNote problem={pausing.problem} action={{ label: 'Dismiss', run: pausing.clear }} />}
      <section className={items.length === 0 ? 'panel panel-whole' : 'panel panel-campaigns'} aria-label="Campaigns">
        {items.length === 0 ? (
          <EmptyState title="No campaigns yet">
            Campaigns are set up through the API for now. As soon as there is one, it appears here with its recipients.
          </EmptyState>
        ) : (
          <div className="scroll">
            <CampaignTable campaigns={items} chosenId={chosen?.id ?? null} onChoose={choose} onAction={onAction} />
            {nextCursor !== null && (
              <div className="more">
                <ActionButton
                  size="xs"
                  variant="default"
                  busy={loadingMore}
                  busyLabel="Loading"
                  onClick={() => void desk.campaigns.loadMore()}
                >
                  Load more ({formatCount(items.length)} of {formatCount(total)})
                </ActionButton>
              </div>
            )}
          </div>
        )}
      </section>
      {chosen && <RecipientsPanel campaign={chosen} />}
      {askedCampaign && asked?.action === 'activate' && <ActivateDialog campaign={askedCampaign} onClose={() => setAsked(null)} />}
      {askedCampaign && asked?.action === 'resume' && <ResumeDialog campaign={askedCampaign} onClose={() => setAsked(null)} />}
    </Page>
  )
}
