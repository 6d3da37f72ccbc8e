import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import pino from 'pino'
import type { Log } from '../engine/ports/machine.ts'

/** One older file is kept beside the current one. */
const rotateBytes = 20 * 1024 * 1024

/** Never written, whatever a caller passes: what could sign in somewhere, and what people wrote to each other. */
const secretFields = [
  'password',
  'pass',
  'token',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'secret',
  'credential',
  'body',
  'text',
  'html',
]

/**
 * The log: JSON lines in `file` (mode 0600), and warnings as plain lines on stderr.
 * @param level the least that is written to the file
 */
export function createLog(file: string, level: 'debug' | 'info' | 'warn' = 'info'): Log {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  if (existsSync(file) && statSync(file).size > rotateBytes) renameSync(file, `${file}.1`)
  const redact = { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[hidden]' }
  const log = pino(
    { level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: file, sync: true, mode: 0o600 }),
  )
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => {
      log.warn(fields, message)
      process.stderr.write(`warning: ${message}\n`)
    },
    error: (fields, message) => {
      log.error(fields, message)
      process.stderr.write(`error: ${message} (see ${file})\n`)
    },
  }
}
