/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

export interface Clock {
  now(): Instant
  /** Calls `fire` once, at `at` or soon after it, also when `at` has passed. Returns a function that takes it back. */
  setTimer(at: Instant, fire: () => void): () => void
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** A random UUID (version 4). */
  uuid(): string
}

/** Names → secrets, kept outside the database (keychain, or an encrypted file). */
export interface Secrets {
  get(name: string): Promise<string | null>
  set(name: string, value: string): Promise<void>
  delete(name: string): Promise<void>
}

export interface Log {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

/** Where the code of a worker thread lies; it differs between source and bundle. */
export type WorkerUrl = (name: 'import' | 'simulation') => URL
