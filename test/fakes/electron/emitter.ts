import { EventEmitter } from 'node:events'

/** An emitter that refuses names of events which Electron does not have: a typing error would wait forever. */
export class KnownEmitter extends EventEmitter {
  private readonly known: ReadonlySet<string>

  constructor(known: readonly string[]) {
    super()
    this.known = new Set([...known, 'newListener', 'removeListener'])
  }

  override on(name: string, listener: (...args: never[]) => void): this {
    this.check(name)
    return super.on(name, listener as (...args: unknown[]) => void)
  }

  override once(name: string, listener: (...args: never[]) => void): this {
    this.check(name)
    return super.once(name, listener as (...args: unknown[]) => void)
  }

  /** Emits with an event whose default can be prevented. Returns whether it was. */
  ask(name: string, more: object = {}, ...rest: unknown[]): boolean {
    this.check(name)
    let prevented = false
    const event = {
      ...more,
      preventDefault() {
        prevented = true
      },
    }
    this.emit(name, event, ...rest)
    return prevented
  }

  private check(name: string): void {
    if (!this.known.has(name)) throw new Error(`the stand-in knows no event "${name}"`)
  }
}
