import { createRouterClient, ORPCError } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { createHeadlessMachine } from '../../src/main/host/headless-machine.ts'
import { createHostRouter } from '../../src/main/host/host-router.ts'
import type { Machine } from '../../src/main/host/machine.ts'
import type { HostSignal } from '../../src/shared/schemas/host.ts'

const about = { version: '1.2.3', dataFolder: '/data', logFolder: '/data/log' }

function setUp(own: Partial<Machine> = {}) {
  const machine = { ...createHeadlessMachine(about), ...own }
  const logged: string[] = []
  const note = (_fields: Record<string, unknown>, message: string) => void logged.push(message)
  const log = { debug: note, info: note, warn: note, error: note }
  return { machine, logged, client: createRouterClient(createHostRouter(machine, log)) }
}

describe('the host noun', () => {
  it('says what a headless server is and what it cannot, with advice', async () => {
    const { client } = setUp()
    expect(await client.info()).toMatchObject({ kind: 'headless', secrets: 'file', ...about })
    expect(await client.update()).toMatchObject({ state: 'off', message: expect.stringContaining('does not update itself') })
    for (const call of [client.openLogs(), client.setPreferences({ startAtLogin: true }), client.installUpdate()]) {
      await expect(call).rejects.toMatchObject({ code: 'PRECONDITION_FAILED', data: { advice: expect.stringMatching(/\w/) } })
    }
  })

  it.each([
    'http://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'mailto:a@b.example',
    'not a link',
    `https://x.example/${'a'.repeat(2000)}`,
  ])('opens no link but https: %s', async (url) => {
    const opened: string[] = []
    const { client } = setUp({ openLink: async (it) => void opened.push(it) })
    await expect(client.openLink({ url })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(opened).toEqual([])
    await client.openLink({ url: 'https://example.com/a?b=c' })
    expect(opened).toEqual(['https://example.com/a?b=c'])
  })

  it('keeps the details of an unexpected error to the log', async () => {
    const { client, logged } = setUp({
      openLogs: async () => {
        throw new Error('/home/sam/secret')
      },
    })
    const error = await client.openLogs().catch((it: unknown) => it)
    expect(error).toBeInstanceOf(ORPCError)
    expect(String(error)).not.toContain('secret')
    expect(logged).toEqual(['the host could not answer'])
  })

  it('says hello, then what happens; a place that nobody heard waits, once', async () => {
    const { client, machine } = setUp()
    machine.signals.say({ type: 'open', path: '/inbox/1' })
    machine.signals.say({ type: 'open', path: '/inbox/2' })
    const end = new AbortController()
    const heard: HostSignal[] = []
    for await (const signal of await client.signals(undefined, { signal: end.signal })) {
      heard.push(signal)
      if (heard.length === 2) machine.signals.say({ type: 'open', path: '/inbox/3' })
      if (heard.length === 3) end.abort()
    }
    expect(heard).toEqual([{ type: 'hello' }, { type: 'open', path: '/inbox/2' }, { type: 'open', path: '/inbox/3' }])
    const again = await client.signals(undefined)
    expect((await again.next()).value).toEqual({ type: 'hello' })
    machine.signals.say({ type: 'open', path: '/tasks' })
    expect((await again.next()).value).toEqual({ type: 'open', path: '/tasks' })
    await again.return()
  })
})
