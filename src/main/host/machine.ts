import type { HostInfo, Preferences, UpdateStatus } from '../../shared/schemas/host.ts'
import type { Signals } from './signals.ts'

/** What the `host` noun asks of the program around the engine. Methods throw UserError where this one cannot. */
export interface Machine {
  info(): Promise<HostInfo>
  preferences(): Preferences
  setPreferences(patch: Partial<Preferences>): Promise<Preferences>
  openLogs(): Promise<void>
  /** @param url https, checked already */
  openLink(url: string): Promise<void>
  updates: Updates
  signals: Signals
}

/** A newer version is asked for, fetched and installed by three decisions of a person. */
export interface Updates {
  status(): UpdateStatus
  check(): Promise<UpdateStatus>
  /** Begins to fetch it; how far it is is said by signals. */
  download(): Promise<UpdateStatus>
  /** Finishes what is in flight, then restarts into it. */
  install(): Promise<void>
}
