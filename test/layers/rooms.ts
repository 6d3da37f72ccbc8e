/**
 * Who may import whom: the whole rule on one page. A room is a folder (or one file) under `src/`; a file belongs to the
 * room with the longest path that holds it. `layers.test.ts` reads every import of every file against this table, types
 * included, so an arrow that is not written here does not pass.
 */
export const rooms = {
  // What everybody speaks: schemas, routes, events, error codes. Runs everywhere.
  shared: 'shared',
  preload: 'preload',

  // The page, from the top down.
  app: 'renderer/app',
  pages: 'renderer/pages',
  components: 'renderer/components',
  hooks: 'renderer/hooks',
  stores: 'renderer/stores',
  api: 'renderer/api',
  lib: 'renderer/lib',

  // The engine, from the ground up.
  rules: 'main/engine/rules',
  ports: 'main/engine/ports',
  db: 'main/engine/db',
  credits: 'main/engine/credits',
  accounts: 'main/engine/accounts',
  context: 'main/engine/context.ts',
  audiences: 'main/engine/audiences',
  views: 'main/engine/views',
  lifecycle: 'main/engine/lifecycle',
  runner: 'main/engine/runner',
  pipeline: 'main/engine/pipeline',
  handlers: 'main/engine/handlers',
  engine: 'main/engine/engine.ts',

  // The engine's hands, and what stands around it.
  adapters: 'main/engine/adapters',
  invented: 'main/engine/adapters/providers/invented.ts',
  sandbox: 'main/sandbox',
  host: 'main/host',
  electron: 'main/host/electron',
  entry: 'main',
} as const

export type Room = keyof typeof rooms

/** What a room may import besides itself and, always, `shared`. */
export const may: Record<Room, readonly Room[]> = {
  shared: [],
  preload: [],

  app: ['pages', 'components', 'hooks', 'stores', 'api', 'lib'],
  pages: ['components', 'hooks', 'stores', 'api', 'lib'],
  components: ['hooks', 'stores', 'api', 'lib'],
  hooks: ['stores', 'lib'],
  stores: ['api', 'lib'],
  api: [],
  lib: [],

  rules: [],
  ports: ['rules'],
  db: ['rules', 'ports'],
  credits: ['rules', 'db'],
  accounts: ['rules', 'ports', 'db'],
  context: ['ports', 'db', 'accounts'],
  // Low enough for views to ask them: they read and keep settings, and change no state.
  audiences: ['rules', 'db'],
  views: ['rules', 'ports', 'db', 'credits', 'accounts', 'context', 'audiences'],
  lifecycle: ['rules', 'ports', 'db', 'credits', 'accounts', 'context', 'audiences', 'views'],
  runner: ['rules', 'ports', 'db', 'accounts', 'context', 'views', 'lifecycle'],
  pipeline: ['rules', 'ports', 'db', 'credits', 'accounts', 'context', 'audiences', 'views', 'lifecycle', 'runner'],
  handlers: ['rules', 'ports', 'db', 'credits', 'accounts', 'context', 'audiences', 'views', 'lifecycle'],
  engine: ['ports', 'db', 'accounts', 'context', 'runner', 'pipeline', 'handlers'],

  adapters: ['rules', 'ports', 'invented'],
  // Test mode touches nobody: its people come from pure rules alone.
  invented: ['rules', 'ports'],
  // No adapter but the invented one: nothing in there reaches a network.
  sandbox: ['rules', 'ports', 'engine', 'invented'],
  host: ['ports', 'engine', 'sandbox'],
  electron: ['ports', 'engine', 'sandbox', 'host'],
  entry: ['ports', 'db', 'engine', 'adapters', 'invented', 'sandbox', 'host', 'electron'],
}

/** Rooms whose folders stand side by side and never import each other: what they share lies in a room below. */
export const apart: readonly Room[] = ['pages', 'pipeline', 'handlers']

/** Packages that few rooms may use. One that is not named here is anybody's whom the rules below let have it. */
export const packages: Record<string, readonly Room[]> = {
  electron: ['electron', 'entry', 'preload'],
  'electron-updater': ['electron'],
  'better-sqlite3': ['db'],
  'drizzle-orm': ['db'],
  nodemailer: ['adapters'],
  imapflow: ['adapters'],
  '@orpc/server': ['handlers', 'host', 'electron', 'sandbox'],
  react: ['app', 'pages', 'components', 'hooks'],
  'react-dom': ['app', 'components'],
}

/** The parts of Node that a room may use; a room that is not named here may use any. */
export const builtins: Partial<Record<Room, readonly string[]>> = {
  shared: [],
  preload: [],
  ...{ app: [], pages: [], components: [], hooks: [], stores: [], api: [], lib: [] },
  // Pure: hashes and the shapes of addresses, and nothing that reads, waits or talks.
  rules: ['node:crypto', 'node:net', 'node:url'],
  ports: [],
  invented: [],
  db: ['node:fs', 'node:os', 'node:path'],
  credits: [],
  audiences: [],
  views: [],
  lifecycle: [],
  // No way out: no network, no process.
  sandbox: ['node:crypto', 'node:fs', 'node:path', 'node:worker_threads'],
}
