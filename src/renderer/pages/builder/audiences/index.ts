import type { Audience } from '../../../../shared/schemas/campaigns.ts'
import type { BuilderAudience } from './audience.ts'
import { discovery } from './discovery.tsx'
import { list } from './list.tsx'

/** Every audience as it is built. Its words and facts for all pages are in `lib/audiences`. */
export const builderAudiences: Readonly<Record<Audience, BuilderAudience>> = { list, discovery }
