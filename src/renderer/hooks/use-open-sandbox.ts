import { goTo } from '../lib/browser/place.ts'
import { useDesk } from './desk-context.tsx'
import { type RunningAction, useAction } from './use-action.ts'

export interface OpenSandbox extends Omit<RunningAction, 'run'> {
  /** Opens it (it is made anew where it is closed) and goes to the campaign that waits there. */
  run(): void
}

/** The sandbox, one click away. */
export function useOpenSandbox(): OpenSandbox {
  const desk = useDesk()
  const { run, ...action } = useAction()
  return {
    ...action,
    run: () =>
      void run(async () => {
        const { campaignId } = await desk.client.sandbox.open()
        goTo('sandbox', campaignId === null ? '/' : `/campaigns/${campaignId}/build/review`)
      }),
  }
}
