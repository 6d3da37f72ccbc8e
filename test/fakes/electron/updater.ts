/** A stand-in for `electron-updater`: tests say what is published, and see what was fetched and installed. */
import { KnownEmitter } from './emitter.ts'

class AutoUpdater extends KnownEmitter {
  autoDownload = true
  autoInstallOnAppQuit = true
  logger: unknown = console
  published: string | null = null
  problem: Error | null = null
  downloads = 0
  installs = 0

  constructor() {
    super(['error', 'download-progress', 'update-downloaded', 'update-available', 'update-not-available', 'checking-for-update'])
  }
  async checkForUpdates() {
    if (this.problem) throw this.problem
    return { isUpdateAvailable: this.published !== null, updateInfo: { version: this.published ?? '0.1.0' } }
  }
  async downloadUpdate(): Promise<string[]> {
    this.downloads++
    this.emit('download-progress', { percent: 50 })
    this.emit('update-downloaded', { version: this.published })
    return []
  }
  quitAndInstall(): void {
    this.installs++
  }
}

export const autoUpdater = new AutoUpdater()
export default { autoUpdater }
