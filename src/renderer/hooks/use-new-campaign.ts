import { useLocation } from 'wouter'
import type { Audience } from '../../shared/schemas/campaigns.ts'
import { audiences } from '../lib/audiences/index.ts'
import { toProblem } from '../lib/words/problem.ts'
import type { Desk } from '../stores/desk.ts'
import { toasts } from '../stores/toasts.ts'
import { useCommands } from './commands.tsx'
import { useDesk } from './desk-context.tsx'
import { type RunningAction, useAction } from './use-action.ts'

export interface NewCampaign extends Omit<RunningAction, 'run'> {
  /** Makes a draft for this audience, and opens it in the builder. */
  run(audience: Audience): void
}

/** A new campaign, from wherever one is. Its name is a beginning, changed in the builder's heading. */
export function useNewCampaign(): NewCampaign {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { run, ...action } = useAction()
  return { ...action, run: (audience) => void run(async () => navigate(await makeCampaign(desk, audience))) }
}

/** The same in the palette, on every page; a failure is said at the screen's edge. */
export function useNewCampaignCommand(): void {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { run } = useAction()
  const start = (audience: Audience) =>
    void run(async () => {
      try {
        navigate(await makeCampaign(desk, audience))
      } catch (error) {
        const { message, advice } = toProblem(error)
        const action = { label: 'Try again', run: () => start(audience) }
        toasts.say(`No campaign was made. ${message} ${advice}`, { hue: 'needs', action, seconds: 12 })
      }
    })
  useCommands(
    Object.values(audiences).map(({ kind, command: { id, title } }) => ({ id, title, group: 'Campaigns', run: () => start(kind) })),
  )
}

/** Makes a draft, and returns where it is built. Where there is one mailbox there is nothing to choose: it is chosen. */
async function makeCampaign(desk: Desk, audience: Audience): Promise<string> {
  const mailboxes = await desk.client.mailboxes.list()
  const mailboxIds = mailboxes.length === 1 ? mailboxes.map(({ id }) => id) : []
  const { id } = await desk.client.campaigns.create({ name: 'New campaign', audience, mailboxIds })
  desk.campaigns.touch('all')
  return `/campaigns/${id}/build`
}
