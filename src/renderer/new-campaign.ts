import { useLocation } from 'wouter'
import { useDesk } from './desk-context.tsx'
import { type RunningAction, useAction } from './use-action.ts'

export interface NewCampaign extends Omit<RunningAction, 'run'> {
  /** Makes a draft and opens it in the builder. */
  run(): void
}

/** A new campaign, from wherever one is. */
export function useNewCampaign(): NewCampaign {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { run, ...action } = useAction()
  return {
    ...action,
    run: () =>
      void run(async () => {
        const { id } = await desk.client.campaigns.create({ name: 'New campaign' })
        navigate(`/campaigns/${id}/build`)
      }),
  }
}
