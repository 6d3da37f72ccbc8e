/**
 * Scrolling through more rows than a browser can lay out (Chromium stops at about 33 million pixels, and draws
 * unsteadily well before). The scrolled element is only so tall; small movements move the rows as far as the wheel said,
 * large ones (the scrollbar is dragged) go to the same part of the list. Pure; all lengths in pixels.
 */

/** What is scrolled is at most this tall. */
export const tallest = 4_000_000

export interface Extent {
  /** All rows one below the other. */
  content: number
  /** The part of the element in which rows are seen. */
  view: number
}

/** Where one is: `top` as the browser has it, `offset` what is added to it to get the place in the content. */
export interface ScrollPlace {
  top: number
  offset: number
}

/** How tall the scrolled element is. */
export function heightOf({ content }: Extent): number {
  return Math.min(content, tallest)
}

/** The place in the content that is at the upper edge of the view. */
export function positionOf(place: ScrollPlace, extent: Extent): number {
  return Math.max(0, Math.min(place.top + place.offset, farthest(extent)))
}

/** The browser scrolled to `top`. */
export function scrolledTo(top: number, before: ScrollPlace, extent: Extent): ScrollPlace {
  if (extent.content <= tallest) return { top, offset: 0 }
  const far = Math.abs(top - before.top) > Math.max(2_000, 3 * extent.view)
  const reach = heightOf(extent) - extent.view
  if (!far) return { top, offset: positionOf({ top, offset: before.offset }, extent) - top }
  return { top, offset: (top / reach) * farthest(extent) - top }
}

/** Where the browser has to be, so that its scrollbar says which part of the list `position` is. */
export function placeAt(position: number, extent: Extent): ScrollPlace {
  const at = Math.max(0, Math.min(position, farthest(extent)))
  if (extent.content <= tallest) return { top: at, offset: 0 }
  const top = Math.round((at / farthest(extent)) * (heightOf(extent) - extent.view))
  return { top, offset: at - top }
}

/** Whether the browser stands at an edge that is none in the content: it could not be scrolled further. */
export function isStuck(place: ScrollPlace, extent: Extent): boolean {
  const position = positionOf(place, extent)
  const reach = heightOf(extent) - extent.view
  return (place.top <= 0 && position > 0.5) || (place.top >= reach - 1 && position < farthest(extent) - 0.5)
}

function farthest(extent: Extent): number {
  return Math.max(0, extent.content - extent.view)
}
