import { app, dialog } from 'electron'
import { answerQuit, finishingWords, giveUpWords, type Quitting } from '../shell/quit.ts'
import type { Screen } from '../shell/screen.ts'

export interface QuitOptions {
  /** Whether something runs that has to be finished. */
  busy(): boolean
  /** Finishes it. */
  finish(): Promise<void>
  /** It takes a moment: say so. */
  say(words: Screen): void
}

export interface Quitter {
  /** True from the first wish on. */
  begun(): boolean
  /** Finishes everything, without ending the program yet. */
  finish(): Promise<void>
}

/** A finish that takes no longer than this is not worth words. */
const quickMs = 300

const finishing: Screen = { title: finishingWords.title, text: [finishingWords.body], actions: [] }

/**
 * Every way to end the program leads through here: the message in flight is finished first. Whoever wants to quit once
 * more after 20 seconds is asked whether to give it up.
 */
export function holdQuit({ busy, finish, say }: QuitOptions): Quitter {
  let quitting: Quitting = null
  let finished: Promise<void> | null = null
  let asking = false

  function begin(): Promise<void> {
    quitting ??= { since: Date.now() }
    const words = setTimeout(() => say(finishing), quickMs)
    finished ??= finish().finally(() => {
      clearTimeout(words)
      quitting = 'done'
    })
    return finished
  }

  async function ask(): Promise<void> {
    if (asking) return
    asking = true
    const { response } = await dialog.showMessageBox({ type: 'warning', ...giveUpWords, defaultId: 0, cancelId: 0, noLink: true })
    asking = false
    if (response === 1) app.exit(0)
  }

  app.on('before-quit', (event) => {
    if (quitting === null && !busy()) return
    const answer = answerQuit(quitting, Date.now())
    if (answer === 'go') return
    event.preventDefault()
    if (answer === 'begin') void begin().finally(() => app.quit())
    if (answer === 'wait') say(finishing)
    if (answer === 'ask') void ask()
  })

  return { begun: () => quitting !== null, finish: begin }
}
