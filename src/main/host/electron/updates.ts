import { app } from 'electron'
import type { AppUpdater } from 'electron-updater'
import { UserError } from '../../../shared/errors.ts'
import type { UpdateStatus } from '../../../shared/schemas/host.ts'
import type { Log } from '../../engine/ports/machine.ts'

import type { Updates } from '../machine.ts'
import { afterNews, explainUpdateError, firstUpdateStatus, nextCheckIn, type UpdateNews, whyNoUpdates } from '../shell/update-state.ts'

const answerMs = 100

export interface UpdateOptions {
  log: Log
  /** Whether to look once a day. */
  wanted(): boolean
  onChange(status: UpdateStatus): void
  /** Finishes what is in flight, so that nothing is left to keep the program from ending. */
  finish(): Promise<void>
}

export interface DesktopUpdates extends Updates {
  /** The wish to look once a day was changed. */
  replan(): void
  end(): void
}

/** Newer versions, by three decisions of a person: look, fetch, restart into it. Nothing is fetched or installed unasked. */
export function createUpdates({ log, wanted, onChange, finish }: UpdateOptions): DesktopUpdates {
  const whyNot = whyNoUpdates({ packaged: app.isPackaged, platform: process.platform, appImage: Boolean(process.env.APPIMAGE) })
  let status = firstUpdateStatus(whyNot)
  let timer: NodeJS.Timeout | undefined
  let loading: Promise<AppUpdater> | null = null

  function heard(news: UpdateNews): void {
    status = afterNews(status, news)
    onChange(status)
  }

  function failed(error: unknown): void {
    log.warn({ error: String(error) }, 'looking for a newer version failed')
    heard({ type: 'failed', error: explainUpdateError(error), at: new Date().toISOString() })
  }

  /** Loaded when it is first needed: most starts never do. */
  function updater(): Promise<AppUpdater> {
    loading ??= import('electron-updater').then(({ default: { autoUpdater } }) => {
      autoUpdater.autoDownload = false
      autoUpdater.autoInstallOnAppQuit = false
      autoUpdater.logger = null
      autoUpdater.on('error', failed)
      autoUpdater.on('download-progress', ({ percent }) => heard({ type: 'progress', percent }))
      autoUpdater.on('update-downloaded', ({ version }) => heard({ type: 'downloaded', version }))
      return autoUpdater
    })
    return loading
  }

  async function check(): Promise<UpdateStatus> {
    if (status.state === 'off' || status.state === 'checking' || status.state === 'downloading') return status
    heard({ type: 'checking' })
    try {
      const found = await (await updater()).checkForUpdates()
      const at = new Date().toISOString()
      if (found?.isUpdateAvailable) heard({ type: 'available', version: found.updateInfo.version, at })
      else heard({ type: 'none', at })
    } catch (error) {
      failed(error)
    }
    replan()
    return status
  }

  async function finishAndInstall(): Promise<void> {
    const ready = await updater()
    await finish()
    ready.quitAndInstall()
  }

  function replan(): void {
    clearTimeout(timer)
    const wait = nextCheckIn(status, wanted(), Date.now())
    if (wait === null) return
    timer = setTimeout(() => void check(), wait)
    timer.unref?.()
  }

  replan()
  return {
    status: () => status,
    check,
    async download() {
      if (status.state !== 'available') throw notNow(status, 'There is no newer version to fetch.')
      heard({ type: 'progress', percent: 0 })
      // How it goes on is heard by events; an error too.
      void (await updater()).downloadUpdate().catch(failed)
      return status
    },
    async install() {
      if (status.state !== 'ready') throw notNow(status, 'There is no newer version that is ready to be installed.')
      // The answer is on its way first: what asked is about to lose its port.
      setTimeout(() => void finishAndInstall().catch(failed), answerMs)
    },
    replan,
    end: () => clearTimeout(timer),
  }
}

function notNow(status: UpdateStatus, message: string): UserError {
  return new UserError('CONFLICT', message, { advice: status.message })
}
