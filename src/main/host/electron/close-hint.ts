import { join } from 'node:path'
import { dialog } from 'electron'
import { z } from 'zod'
import { jsonFile } from '../json-file.ts'
import { closeHint } from '../shell/close-hint.ts'
import { notify } from './notifications.ts'

interface Ways {
  tray(): boolean
  reopen(): void
  quitInstead(): void
}

/** Says once, at the first close of the window, that the program goes on and where. */
export function createCloseHint(folder: string, { tray, reopen, quitInstead }: Ways): { say(): void } {
  const told = jsonFile(join(folder, 'hints.json'), z.object({ closed: z.boolean() }), { closed: false })

  async function ask(hint: { title: string; body: string }): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'info',
      message: hint.title,
      detail: hint.body,
      buttons: ['Keep running', 'Quit when I close it'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (response === 1) quitInstead()
  }

  return {
    say() {
      if (told.get().closed) return
      told.set({ closed: true })
      const hint = closeHint(process.platform, process.env, tray())
      if (hint.ask || !notify(hint, reopen)) void ask(hint)
    },
  }
}
