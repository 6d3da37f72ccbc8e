import type { Review } from '../../../../shared/schemas/campaigns.ts'

export const builderSteps = ['audience', 'sequence', 'schedule', 'review'] as const
export type BuilderStep = (typeof builderSteps)[number]

export const stepTitles: Record<BuilderStep, string> = {
  audience: 'Audience',
  sequence: 'Sequence',
  schedule: 'Schedule',
  review: 'Review',
}

type ItemCode = Review['items'][number]['code']

/** Where each thing that the review finds is put right, and what it is called in a word. */
export const itemPlaces: Record<
  ItemCode,
  { step: Exclude<BuilderStep, 'review'>; word: string; link: { href: string; label: string } | null }
> = {
  no_recipients: { step: 'audience', word: 'Nobody yet', link: null },
  no_criteria: { step: 'audience', word: 'Whom to look for', link: null },
  no_provider: { step: 'audience', word: 'Not connected', link: { href: '/providers', label: 'Connect it' } },
  provider_problem: { step: 'audience', word: 'Provider', link: { href: '/providers', label: 'Open providers' } },
  test_mode: { step: 'audience', word: 'Test mode', link: null },
  no_steps: { step: 'sequence', word: 'No step yet', link: null },
  template_error: { step: 'sequence', word: 'Text to correct', link: null },
  missing_variables: { step: 'sequence', word: 'Gaps', link: null },
  no_mailbox: { step: 'schedule', word: 'No mailbox', link: null },
  mailbox_paused: { step: 'schedule', word: 'Mailbox paused', link: { href: '/mailboxes', label: 'Open mailboxes' } },
  mailbox_untested: { step: 'schedule', word: 'Mailbox untested', link: { href: '/mailboxes', label: 'Test it' } },
  no_gap: { step: 'schedule', word: 'No gap', link: { href: '/mailboxes', label: 'Set a gap' } },
  no_postal_address: { step: 'schedule', word: 'No address', link: { href: '/settings', label: 'Enter the address' } },
  empty_window: { step: 'schedule', word: 'No time', link: null },
  sends_today_exceed_credits: { step: 'schedule', word: 'Credits', link: { href: '/credits', label: 'Open credits' } },
}
