import type { Place } from '../../../shared/place.ts'

const sandboxBase = '/sandbox'

/** Where a page of the interface lies, in the address after `#`: pages of the sandbox below `/sandbox`. */
export function baseOf(place: Place): string {
  return place === 'sandbox' ? sandboxBase : ''
}

/** Which engine an address (the part after `#`) belongs to. */
export function placeOf(location: string): Place {
  return location === sandboxBase || location.startsWith(`${sandboxBase}/`) ? 'sandbox' : 'workspace'
}

/** Goes to a page of either place, e.g. `goTo('workspace', '/inbox/12')`. */
export function goTo(place: Place, path: string): void {
  window.location.hash = `${baseOf(place)}${path === '/' && place === 'sandbox' ? '' : path}`
}
