import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where this person's data lies when nobody says otherwise: `$XDG_DATA_HOME` (or ~/.local/share) on Linux, AppData on
 * Windows, Application Support on a Mac; below it, `campaign-desk`.
 */
export function defaultDataFolder(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string {
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'campaign-desk')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'campaign-desk')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'campaign-desk')
}
