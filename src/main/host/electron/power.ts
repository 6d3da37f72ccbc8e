import { powerMonitor } from 'electron'
import type { Log } from '../../engine/ports/machine.ts'

/**
 * Sleep and wake. Nothing has to be done before a sleep: a message in flight is covered by its two commits. After it
 * the engine is told at once, also after a short nap that its own clock would not notice: it reads replies before it
 * sends anything. A locked screen changes nothing; the log says so, for whoever looks for a gap.
 * @param wake tells the engine
 * @param shutdown the system goes down: end soon
 * @returns how to end it
 */
export function watchPower(wake: () => void, log: Log, shutdown: () => void): () => void {
  const listeners = {
    suspend: () => log.info({}, 'the machine goes to sleep'),
    resume: () => {
      log.info({}, 'the machine woke up')
      wake()
    },
    locked: () => log.info({}, 'the screen was locked'),
    unlocked: () => log.info({}, 'the screen was unlocked'),
    // The system waits a little for whoever asks it to.
    down: (event?: { preventDefault(): void }) => {
      event?.preventDefault()
      shutdown()
    },
  }
  powerMonitor.on('suspend', listeners.suspend)
  powerMonitor.on('resume', listeners.resume)
  powerMonitor.on('lock-screen', listeners.locked)
  powerMonitor.on('unlock-screen', listeners.unlocked)
  if (process.platform !== 'win32') powerMonitor.on('shutdown', listeners.down)
  return () => {
    powerMonitor.off('suspend', listeners.suspend)
    powerMonitor.off('resume', listeners.resume)
    powerMonitor.off('lock-screen', listeners.locked)
    powerMonitor.off('unlock-screen', listeners.unlocked)
    powerMonitor.off('shutdown', listeners.down)
  }
}
