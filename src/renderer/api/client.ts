import type { Place } from '../../shared/place.ts'
import { createHttpClient } from './http.ts'
import { createPortClient } from './port.ts'
import type { Client } from './types.ts'

declare global {
  interface Window {
    /** The marker that the preload sets; nothing stands behind it. */
    readonly campaignDesk?: { readonly host: 'desktop' }
  }
}

/** The one place that knows which host the page runs in. */
export function createClient(page: Window, place: Place = 'workspace'): Client {
  return page.campaignDesk?.host === 'desktop' ? createPortClient(page, place) : createHttpClient(page.location.origin, place)
}
