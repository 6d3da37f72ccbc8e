import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UserError } from '../shared/errors.ts'
import { rejectedCsv } from './engine/db/contacts/imports.ts'
import { defaultDataFolder } from './host/data-folder.ts'
import { explainFolder } from './host/folder-problem.ts'
import { createHeadlessMachine } from './host/headless-machine.ts'
import { createHostRouter } from './host/host-router.ts'
import { loadToken } from './host/http/token.ts'
import { createLog } from './host/log.ts'
import { createPlaces } from './host/places.ts'
import { createFileSecrets } from './host/secrets-file.ts'
import { startServer } from './host/server.ts'
import { rendererFolder } from './paths.ts'
import { createPorts } from './ports.ts'
import { version } from './version.ts'
import { createWorkspaces } from './workspaces.ts'

const defaultPort = 4777

const help = `Campaign Desk ${version}: outreach campaigns from your own mailbox.

  campaign-desk serve [--data DIR] [--port N] [--workspace NAME] [--json]

Keeps the campaigns running and serves the user interface and the API on this machine only (127.0.0.1).

  --data DIR        where everything is kept (now: ${defaultDataFolder()})
  --port N          the port to listen on; 0 takes any free one (default: ${defaultPort}, or any free one where it is taken)
  --workspace NAME  which workspace, where there are several
  --json            print one line of JSON: { url, token, openapi, pid, workspace }
  --help, --version

Ctrl-C stops it after the message that is being sent; a second Ctrl-C stops it at once.
`

interface ServeOptions {
  data: string
  port: number
  workspace: string | undefined
  json: boolean
}

class UsageError extends Error {}

/** Runs a command to its end. Returns the exit code: 0, 1 (could not), 2 (wrong arguments). */
export async function main(args: string[]): Promise<number> {
  try {
    const command = parse(args)
    if (typeof command === 'string') {
      process.stdout.write(command)
      return 0
    }
    await serve(command)
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\nSee campaign-desk --help.\n`)
      return 2
    }
    const told = error instanceof UserError ? error : explainFolder(error, 'Choose another folder with --data DIR.')
    if (!told) throw error
    process.stderr.write(`${told.message}${told.advice ? ` ${told.advice}` : ''}\n`)
    return 1
  }
}

/** The options of `serve`, or a text to print instead. @throws UsageError */
function parse(args: string[]): ServeOptions | string {
  const { values, positionals } = parseFlags(args)
  if (values.help) return help
  if (values.version) return `${version}\n`
  const [command, ...rest] = positionals
  if (command === undefined) throw new UsageError('Say what to do: campaign-desk serve.')
  if (command !== 'serve') throw new UsageError(`There is no command "${command}".`)
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is too much.`)
  if (values.data === '') throw new UsageError('--data takes a folder; it is empty.')
  return {
    data: resolve(values.data ?? defaultDataFolder()),
    port: asPort(values.port),
    workspace: values.workspace,
    json: values.json ?? false,
  }
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        workspace: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** -1 where nobody asked for a certain one. */
function asPort(text: string | undefined): number {
  if (text === undefined) return -1
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`)
}

async function serve(options: ServeOptions): Promise<void> {
  const logFolder = join(options.data, 'log')
  const log = createLog(join(logFolder, 'campaign-desk.log'))
  const token = loadToken(options.data)
  const workspaces = createWorkspaces(options.data, 'headless', (folder) =>
    createPorts({ log, secrets: createFileSecrets(folder, process.env) }),
  )
  const workspace = await workspaces.open(options.workspace)
  const { engine, sandbox, simulations } = workspace
  const host = createHostRouter(createHeadlessMachine({ version, dataFolder: options.data, logFolder }), log)
  const asked = options.port >= 0
  const server = await startServer({
    places: createPlaces({ engine, host, sandbox, simulations, log }),
    version,
    rejectedCsv: ({ db }, importId) => rejectedCsv(db, importId),
    port: asked ? options.port : defaultPort,
    fallback: !asked,
    token,
    rendererFolder,
    log,
  }).catch(async (error: unknown) => {
    await workspaces.closeAll()
    throw error
  })
  workspace.announce(server.url)
  log.info({ url: server.url, pid: process.pid, workspace: workspace.folder }, 'serving')
  const stopped = stopSignal()
  process.stdout.write(greeting(options.json, server.url, token, workspace.folder))
  await stopped
  if (!options.json) process.stdout.write('Stopping after the message that is being sent. Ctrl-C again to stop at once.\n')
  await server.close()
  await workspaces.closeAll()
  log.info({ pid: process.pid }, 'stopped')
}

function greeting(json: boolean, url: string, token: string, workspace: string): string {
  const openapi = `${url}/api/openapi.json`
  if (json) return `${JSON.stringify({ url, token, openapi, pid: process.pid, workspace })}\n`
  return [
    `Campaign Desk is running. Open ${url}/?token=${token}`,
    `  API      ${openapi}`,
    `  token    ${token}`,
    `  data     ${workspace}`,
    'Ctrl-C to stop.',
    '',
  ].join('\n')
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const stop = () => {
      if (asked) process.exit(130)
      asked = true
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    process.on('SIGHUP', stop)
  })
}
