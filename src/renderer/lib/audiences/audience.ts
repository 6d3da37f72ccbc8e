import type { Audience } from '../../../shared/schemas/campaigns.ts'
import type { DiscoveryAudience, ProviderKind } from '../../../shared/schemas/discovery.ts'
import type { IconName } from '../words/icons.ts'

/** What any page asks of an audience: its words, and the facts that the screens go by. */
export interface AudienceView<K extends Audience = Audience> {
  kind: K
  /** Who enters, in a word, for a column. */
  word: string
  icon: IconName
  /** Who enters, where it is chosen: `People you choose`. */
  title: string
  /** What such a campaign is for, below its title where a new one is made. */
  offer: string
  /** How a new one is made from the palette; its key counts on the page of the campaigns. */
  command: { id: string; title: string; keys: string }
  /** What a draft would do. */
  does: string
  /** Of a campaign with nobody in it: where its people come from, and what leads to them. */
  nobodyYet: { words: string; link: string }
  /** It finds its people by itself: nobody has to be put in before it is activated. */
  findsPeople: boolean
  /** It goes on by runs, day after day. */
  hasRuns: boolean
  /**
   * Whether a campaign in earnest asks this provider.
   * @param discovery what it looks for; null where it looks for nobody
   */
  asks(provider: ProviderKind, discovery: DiscoveryAudience | null): boolean
}
