import type { AudienceView } from './audience.ts'

/** People whom somebody chose get the messages once. */
export const list: AudienceView<'list'> = {
  kind: 'list',
  word: 'List',
  icon: 'people',
  title: 'People you choose',
  offer: 'A sequence for contacts that you pick or import',
  command: { id: 'new campaign', title: 'New campaign for people you choose', keys: 'c' },
  does: 'Writes to a list of people',
  nobodyYet: {
    words: 'Choose its people in the builder: all your contacts, some of them, or a pasted list of addresses.',
    link: 'Choose people',
  },
  findsPeople: false,
  hasRuns: false,
  asks: () => false,
}
