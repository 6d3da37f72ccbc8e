/**
 * Preload with `node --import`, or import first: from then on, `electron` is the stand-in beside this file, and
 * `electron-updater` one for it.
 */
import { registerHooks } from 'node:module'

const standIns: Record<string, string> = {
  electron: new URL('./index.ts', import.meta.url).href,
  'electron-updater': new URL('./updater.ts', import.meta.url).href,
}

registerHooks({
  resolve: (specifier, context, next) => {
    const url = standIns[specifier]
    return url ? { url, shortCircuit: true } : next(specifier, context)
  },
})
