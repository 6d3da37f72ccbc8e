import { join } from 'node:path'

/** Started at login it goes to the tray without a window. */
export const hiddenFlag = '--hidden'

/** Where a Linux desktop looks for what starts at login. */
export function autostartFile(env: NodeJS.ProcessEnv, home: string): string {
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'autostart', 'campaign-desk.desktop')
}

/** A desktop entry that starts the program hidden, by the rules of the Desktop Entry Specification. */
export function autostartEntry(program: string, args: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Campaign Desk',
    'Comment=Keeps your campaigns running',
    `Exec=${[program, ...args, hiddenFlag].map(quote).join(' ')}`,
    'Icon=campaign-desk',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Quoted for Exec, and its backslashes doubled once more as in every value; a percent sign would be a field code. */
function quote(text: string): string {
  const inQuotes = text.replace(/[\\"`$]/g, '\\$&')
  return `"${inQuotes}"`.replace(/\\/g, '\\\\').replace(/%/g, '%%')
}
