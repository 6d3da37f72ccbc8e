import { z } from 'zod'

export const leastWidth = 1000
export const leastHeight = 640
const usual = { width: 1280, height: 800 }
/** So much of the title bar has to be in reach for a window to be moved by hand. */
const grip = { width: 120, height: 32 }

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** Where the window was, in the screen's points. */
export const windowPlace = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
})
export type WindowPlace = z.infer<typeof windowPlace>

export interface NextPlace {
  /** Left out: in the middle of the first display. */
  x?: number
  y?: number
  width: number
  height: number
  maximized: boolean
}

/**
 * Where a window opens: where it was, as far as the displays that are there now let it. One whose title bar is out of
 * reach (a display was taken away) opens in the middle instead.
 * @param displays the areas that windows may use, the main one first
 */
export function placeWindow(kept: WindowPlace | null, displays: readonly Rectangle[]): NextPlace {
  const [main] = displays
  if (!kept) return { ...sizeWithin(usual, main), maximized: false }
  // As large as it will be there: one that shrinks may get out of reach.
  const home = displays.find((display) => isGrippable({ ...kept, ...sizeWithin(kept, display) }, display))
  const size = sizeWithin(kept, home ?? main)
  return home ? { x: kept.x, y: kept.y, ...size, maximized: kept.maximized } : { ...size, maximized: kept.maximized }
}

function isGrippable(window: Rectangle, display: Rectangle): boolean {
  const across = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x)
  const below = window.y - display.y
  return across >= grip.width && below >= 0 && below <= display.height - grip.height
}

/** Not larger than the display, and not smaller than what the pages need. */
function sizeWithin(wanted: { width: number; height: number }, display: Rectangle | undefined): { width: number; height: number } {
  return {
    width: Math.max(leastWidth, Math.min(wanted.width, display?.width ?? wanted.width)),
    height: Math.max(leastHeight, Math.min(wanted.height, display?.height ?? wanted.height)),
  }
}
