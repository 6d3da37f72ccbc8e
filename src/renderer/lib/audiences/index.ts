import type { Audience } from '../../../shared/schemas/campaigns.ts'
import type { AudienceView } from './audience.ts'
import { discovery } from './discovery.ts'
import { list } from './list.ts'

/** Every audience, in the order in which they are offered. What the builder shows of each is in `pages/builder/audiences`. */
export const audiences: { readonly [K in Audience]: AudienceView<K> } = { list, discovery }
