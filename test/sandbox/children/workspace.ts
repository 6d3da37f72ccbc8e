/** A workspace whose sandbox is in the middle of its campaign, in a process that can be killed. Usage: workspace.ts DATA */
import { createRouterClient } from '@orpc/server'
import { createPorts } from '../../../src/main/ports.ts'
import { createWorkspaces } from '../../../src/main/workspaces.ts'
import { errorLog, memorySecrets } from '../../fakes/ports.ts'

const [data] = process.argv.slice(2)
if (!data) throw new Error('usage: workspace.ts DATA')

const workspaces = createWorkspaces(data, 'headless', () => createPorts({ log: errorLog, secrets: memorySecrets() }))
const { sandbox } = await workspaces.open()
const { campaignId } = await sandbox.open()
const { context } = sandbox.running()
const { router } = await import('../../../src/main/engine/handlers/index.ts')
const api = createRouterClient(router, { context })
const id = campaignId ?? 0
await api.campaigns.activate({ id })
const look = setInterval(async () => {
  if ((await api.campaigns.get({ id })).stats.sent > 3) process.stdout.write('sending\n')
}, 50)
look.ref()
