import type { Audience } from '../../../shared/schemas/campaigns.ts'
import type { AudienceModule } from './audience.ts'
import { discovery } from './discovery.ts'
import { list } from './list.ts'

/** What each audience means. A new member of the union does not compile until it stands here. */
export const audiences: { readonly [K in Audience]: AudienceModule } = { list, discovery }
