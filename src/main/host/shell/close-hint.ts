export interface CloseHint {
  title: string
  body: string
  /** A notification may pass unseen. Where the window may be hard to find again, a dialog asks instead. */
  ask: boolean
}

/**
 * What is said when the window is closed for the first time and the program stays.
 * @param tray whether an icon could be put into the tray
 */
export function closeHint(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, tray: boolean): CloseHint {
  if (!tray || !showsTray(platform, env)) {
    return {
      title: 'Campaign Desk keeps running',
      body: 'Your campaigns go on without the window. This desktop may show no tray: to bring the window back, start Campaign Desk again. You can change this in Settings.',
      ask: true,
    }
  }
  const where = platform === 'darwin' ? 'menu bar' : 'tray'
  return {
    title: 'Campaign Desk keeps running',
    body: `Your campaigns go on without the window. Its icon is in the ${where}, where you can also pause or quit.`,
    ask: false,
  }
}

/** GNOME without an extension shows no tray; Electron cannot tell whether there is one. */
function showsTray(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform !== 'linux') return true
  const desktop = (env.XDG_CURRENT_DESKTOP ?? '').toLowerCase().split(':')
  return desktop.some((name) => name !== '') && (!desktop.includes('gnome') || desktop.includes('ubuntu'))
}
