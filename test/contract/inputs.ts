import type { Client } from './hosts.ts'

/** A row that is not there. */
const id = 987_654
const step = 987_655
const recipientId = 987_656

const server = { host: '127.0.0.1', port: 2525, security: 'none', user: '' } as const
const mailboxInput = {
  email: 'me@example.com',
  smtp: server,
  imap: { ...server, port: 1143 },
  credential: { kind: 'password', password: 'secret' },
} as const

export type Outcome = 'ok' | 'NOT_FOUND' | 'PRECONDITION_FAILED'
type Routes = { [Noun in keyof Client]: { [Verb in keyof Client[Noun]]: [Outcome, input: object | undefined] } }

/** Good input for every route but the streams, and how a headless host with a workspace without that row answers. */
const inputs = {
  campaigns: {
    list: ['ok', {}],
    create: ['ok', { name: 'A' }],
    get: ['NOT_FOUND', { id }],
    update: ['NOT_FOUND', { id, name: 'B' }],
    remove: ['NOT_FOUND', { id }],
    duplicate: ['NOT_FOUND', { id }],
    review: ['NOT_FOUND', { id }],
    activate: ['NOT_FOUND', { id }],
    pause: ['NOT_FOUND', { id }],
    resume: ['NOT_FOUND', { id }],
    cancel: ['NOT_FOUND', { id }],
    stats: ['NOT_FOUND', { id }],
    previewChange: ['NOT_FOUND', { id, change: { kind: 'settings', name: 'B' } }],
    executeNext: ['NOT_FOUND', { id }],
  },
  sequences: {
    list: ['NOT_FOUND', { id }],
    add: ['NOT_FOUND', { id, body: 'Hello' }],
    update: ['NOT_FOUND', { id, step, body: 'Hello' }],
    remove: ['NOT_FOUND', { id, step }],
    reorder: ['NOT_FOUND', { id, stepIds: [step] }],
    preview: ['NOT_FOUND', { id, step }],
    testMail: ['NOT_FOUND', { id, step }],
  },
  recipients: {
    list: ['NOT_FOUND', { id }],
    add: ['NOT_FOUND', { id, all: true }],
    get: ['NOT_FOUND', { id, recipientId }],
    remove: ['NOT_FOUND', { id, recipientId }],
    actions: ['NOT_FOUND', { id, recipientId }],
    markResponded: ['NOT_FOUND', { id, recipientId }],
    pause: ['NOT_FOUND', { id, recipientId }],
    resume: ['NOT_FOUND', { id, recipientId }],
  },
  sends: {
    list: ['ok', {}],
    resolve: ['NOT_FOUND', { id, outcome: 'sent' }],
  },
  plans: {
    get: ['NOT_FOUND', { id }],
    messages: ['NOT_FOUND', { id }],
    gaps: ['NOT_FOUND', { id }],
    funnel: ['NOT_FOUND', { id }],
    days: ['NOT_FOUND', { id }],
  },
  today: {
    get: ['ok', undefined],
    needs: ['ok', undefined],
  },
  inbox: {
    list: ['ok', {}],
    counts: ['ok', undefined],
    get: ['NOT_FOUND', { id }],
    update: ['NOT_FOUND', { id, unread: false }],
    answer: ['NOT_FOUND', { id, body: 'Thank you' }],
    takeBack: ['NOT_FOUND', { id, answerId: 3 }],
    resolve: ['NOT_FOUND', { id, answerId: 3, outcome: 'sent' }],
    unsubscribe: ['NOT_FOUND', { id }],
    pictures: ['NOT_FOUND', { id, messageId: 'in-1' }],
  },
  contacts: {
    list: ['ok', { search: 'ann', sort: 'lastName', order: 'asc', contacted: false }],
    create: ['ok', { email: 'ann@example.com', customFields: { city: 'Berlin' }, tags: ['vip'] }],
    get: ['NOT_FOUND', { id }],
    history: ['NOT_FOUND', { id }],
    update: ['NOT_FOUND', { id, firstName: 'Ann' }],
    remove: ['NOT_FOUND', { id, erase: true }],
    bulk: ['ok', { selection: { all: true }, action: 'addTag', tag: 'x' }],
    tags: ['ok', undefined],
    fields: ['ok', undefined],
    uploadChunk: ['ok', { offset: 0, data: 'ZW1haWwKYW5uQGV4YW1wbGUuY29tCg==', last: true }],
    analyzeImport: ['ok', { content: 'email\nann@example.com\n' }],
    import: ['ok', { content: 'email\nann@example.com\n' }],
    listImports: ['ok', undefined],
    getImport: ['NOT_FOUND', { id }],
    cancelImport: ['NOT_FOUND', { id }],
    rejected: ['NOT_FOUND', { id }],
  },
  suppressions: {
    list: ['ok', {}],
    add: ['ok', { value: 'never@example.com' }],
    remove: ['NOT_FOUND', { id }],
  },
  mailboxes: {
    list: ['ok', undefined],
    create: ['ok', mailboxInput],
    get: ['NOT_FOUND', { id }],
    update: ['NOT_FOUND', { id, dailyCap: 10 }],
    remove: ['NOT_FOUND', { id }],
    test: ['NOT_FOUND', { id }],
    testDraft: ['ok', mailboxInput],
    discover: ['ok', { email: 'someone@gmail.com', lookup: false }],
    pause: ['NOT_FOUND', { id }],
    resume: ['NOT_FOUND', { id }],
    mailToSelf: ['NOT_FOUND', { id }],
    providers: ['ok', { email: 'someone@example.com' }],
    startSignIn: ['ok', { provider: 'google', clientId: 'a-client' }],
    signIn: ['NOT_FOUND', { signInId: 'nobody' }],
    cancelSignIn: ['ok', { signInId: 'nobody' }],
  },
  credits: {
    get: ['ok', undefined],
    setLimit: ['ok', { limit: 100 }],
    ledger: ['ok', {}],
    days: ['ok', { days: 7 }],
  },
  workspace: {
    get: ['ok', undefined],
    update: ['ok', { name: 'Acme', zone: 'America/New_York' }],
  },
  engine: {
    status: ['ok', undefined],
    pause: ['ok', undefined],
    resume: ['ok', undefined],
  },
  events: { stream: ['ok', {}] },
  host: {
    info: ['ok', undefined],
    preferences: ['ok', undefined],
    setPreferences: ['PRECONDITION_FAILED', { checkForUpdates: true }],
    openLogs: ['PRECONDITION_FAILED', undefined],
    openLink: ['PRECONDITION_FAILED', { url: 'https://example.com/' }],
    update: ['ok', undefined],
    checkForUpdate: ['ok', undefined],
    downloadUpdate: ['PRECONDITION_FAILED', undefined],
    installUpdate: ['PRECONDITION_FAILED', undefined],
    signals: ['ok', undefined],
  },
  discovery: {
    preview: ['PRECONDITION_FAILED', { discovery: { criteria: { niche: 'coffee' } } }],
    options: ['PRECONDITION_FAILED', { kind: 'languages', platform: 'instagram' }],
    estimate: ['ok', { discovery: { criteria: { niche: 'coffee' } } }],
  },
  runs: {
    list: ['NOT_FOUND', { id }],
    get: ['NOT_FOUND', { id, runId: id }],
    outlook: ['NOT_FOUND', { id }],
    creators: ['NOT_FOUND', { id }],
    tryAgain: ['NOT_FOUND', { id }],
    decideUnsure: ['NOT_FOUND', { id, decision: 'leave_out' }],
    exportForClay: ['NOT_FOUND', { id }],
    importFromClay: ['NOT_FOUND', { id, content: 'id,Email' }],
  },
  providers: {
    list: ['ok', undefined],
    connect: ['PRECONDITION_FAILED', { kind: 'clay', key: 'nobody' }],
    check: ['PRECONDITION_FAILED', { kind: 'clay' }],
    disconnect: ['ok', { kind: 'clay' }],
    setClay: ['ok', { routineId: 'function:t_1' }],
    tryClay: ['PRECONDITION_FAILED', { platform: 'instagram', handle: 'beanlab' }],
    clayTry: ['NOT_FOUND', { id: 'nobody' }],
  },
  simulations: {
    start: ['NOT_FOUND', { campaignId: id }],
    get: ['NOT_FOUND', { id: 'nobody' }],
    cancel: ['NOT_FOUND', { id: 'nobody' }],
  },
  sandbox: {
    status: ['ok', undefined],
    open: ['ok', undefined],
    setPace: ['ok', { pace: 60 }],
    startOver: ['ok', undefined],
    close: ['ok', undefined],
  },
} satisfies Routes

export interface Case {
  name: string
  outcome: Outcome
  input: Record<string, unknown> | undefined
  call(client: Client, input: unknown): Promise<unknown>
}

/** All of them but the streams, as a table. */
export const cases: Case[] = Object.entries(inputs).flatMap(([noun, verbs]) =>
  Object.entries(verbs as Record<string, [Outcome, Record<string, unknown> | undefined]>)
    .filter(([verb]) => verb !== 'stream' && verb !== 'signals')
    .map(([verb, [outcome, input]]) => ({
      name: `${noun}.${verb}`,
      outcome,
      input,
      call(client: Client, given: unknown) {
        const routes = client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>
        const route = routes[noun]?.[verb]
        if (!route) throw new Error(`no ${noun}.${verb}`)
        return route(given)
      },
    })),
)
