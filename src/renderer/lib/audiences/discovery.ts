import type { AudienceView } from './audience.ts'

/** New people are found every day. */
export const discovery: AudienceView<'discovery'> = {
  kind: 'discovery',
  word: 'Daily',
  icon: 'search',
  title: 'New people every day',
  offer: 'Finds creators, gets their addresses, and writes the same day',
  command: { id: 'new daily campaign', title: 'New campaign with new people every day', keys: 'd' },
  does: 'Looks for people by itself, day after day',
  nobodyYet: {
    words: 'Each run finds new people; those with an address stand here. Whom it looks for is set in the builder.',
    link: 'See whom it looks for',
  },
  findsPeople: true,
  hasRuns: true,
  asks: (provider, discovery) =>
    provider === 'influencers_club' || (discovery?.enrichment.some((one) => one === 'clay_routine' || one === 'clay_table') ?? false),
}
