import { useLocation } from 'wouter'
import { useCommands } from './commands.tsx'
import { useDesk } from './desk-context.tsx'
import { toProblem } from './lib/problem.ts'
import type { Desk } from './stores/desk.ts'
import { toasts } from './stores/toasts.ts'
import { type RunningAction, useAction } from './use-action.ts'

export interface NewCampaign extends Omit<RunningAction, 'run'> {
  /** Makes a draft and opens it in the builder. */
  run(): void
}

/** A new campaign, from wherever one is. Its name is a beginning, changed in the builder's heading. */
export function useNewCampaign(): NewCampaign {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { run, ...action } = useAction()
  return { ...action, run: () => void run(async () => navigate(await makeCampaign(desk))) }
}

/** The same in the palette, on every page; a failure is said at the screen's edge. */
export function useNewCampaignCommand(): void {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { run } = useAction()
  const start = () =>
    void run(async () => {
      try {
        navigate(await makeCampaign(desk))
      } catch (error) {
        const { message, advice } = toProblem(error)
        toasts.say(`No campaign was made. ${message} ${advice}`, { hue: 'needs', action: { label: 'Try again', run: start }, seconds: 12 })
      }
    })
  useCommands([{ id: 'new campaign', title: 'New campaign', group: 'Campaigns', run: start }])
}

/** Makes a draft, and returns where it is built. Where there is one mailbox there is nothing to choose: it is chosen. */
async function makeCampaign(desk: Desk): Promise<string> {
  const mailboxes = await desk.client.mailboxes.list()
  const mailboxIds = mailboxes.length === 1 ? mailboxes.map(({ id }) => id) : []
  const { id } = await desk.client.campaigns.create({ name: 'New campaign', mailboxIds })
  desk.campaigns.touch('all')
  return `/campaigns/${id}/build`
}
