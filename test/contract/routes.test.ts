import { ORPCError } from '@orpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Host, hosts } from './hosts.ts'
import { type Case, cases } from './inputs.ts'

/** The code a call ends with, `ok` where it does not fail. */
async function outcomeOf(work: Promise<unknown>): Promise<{ code: string; message: string; data: unknown }> {
  try {
    await work
    return { code: 'ok', message: '', data: undefined }
  } catch (error) {
    if (error instanceof ORPCError) return { code: error.code, message: error.message, data: error.data }
    throw error
  }
}

const withInput = cases.filter((it): it is Case & { input: Record<string, unknown> } => it.input !== undefined)
const withId = withInput.filter(({ input }) => typeof input.id === 'number')

describe.each(hosts)('every route over %s', (_name, open) => {
  let host: Host
  beforeAll(async () => {
    host = await open()
  })
  afterAll(() => host.close())

  it.each(cases)('$name answers $outcome', async ({ call, input, outcome }) => {
    const { code, message } = await outcomeOf(call(host.client, input))
    expect(code, message).toBe(outcome)
    if (outcome === 'NOT_FOUND') expect(message).toMatch(/^There is no .* in this (workspace|campaign)\.$/)
  })

  it.each(withInput)('$name refuses a field it does not know, and names it', async ({ call, input }) => {
    const { code, message, data } = await outcomeOf(call(host.client, { ...input, surprise: 'x' }))
    expect(code).toBe('BAD_REQUEST')
    expect(message).toContain('surprise: this call knows no such field')
    expect(data).toMatchObject({ advice: expect.stringContaining('Nothing was changed'), details: { fields: expect.any(Array) } })
  })

  it.each(withId)('$name refuses what is no id, and names the field', async ({ call, input }) => {
    for (const id of ['abc', '-1', '1.5', '0', '1e99']) {
      const { code, message } = await outcomeOf(call(host.client, { ...input, id }))
      expect(code, id).toBe('BAD_REQUEST')
      expect(message, id).toContain('id: ')
    }
  })

  it.each([
    ['campaigns.create', { name: 7 }, 'name'],
    ['campaigns.create', { name: 'A', schedule: { days: [8], start: '9', end: '17:00', zone: 'Mars/Base' } }, 'schedule.days.0'],
    ['contacts.create', { email: 'a@b.example', customFields: { 'not a name': 'x' } }, 'customFields.not a name'],
    ['contacts.create', { email: 'a@b.example\r\nBcc: x@y.example' }, 'email'],
    ['contacts.list', { limit: 501 }, 'limit'],
    ['contacts.list', { sort: 'id; drop table contacts' }, 'sort'],
    ['workspace.update', { zone: 'Mars/Base' }, 'zone'],
    ['credits.setLimit', { limit: -1 }, 'limit'],
    ['mailboxes.testDraft', { email: 'a@b.example' }, 'smtp'],
  ])('%s refuses %j and names %s', async (name, input, field) => {
    const route = cases.find((it) => it.name === name)
    const { code, message } = await outcomeOf(route ? route.call(host.client, input) : Promise.reject(new Error(name)))
    expect(code).toBe('BAD_REQUEST')
    expect(message).toContain(`${field}: `)
  })

  it("does not answer with somebody else's rows", async () => {
    const first = await host.client.campaigns.create({ name: 'First' })
    const second = await host.client.campaigns.create({ name: 'Second' })
    const stepOfFirst = await host.client.sequences.add({ id: first.id, body: 'Hello' })
    await host.client.contacts.create({ email: 'other@example.com' })
    await host.client.recipients.add({ id: first.id, emails: ['other@example.com'] })
    const [recipient] = (await host.client.recipients.list({ id: first.id })).items
    const recipientId = recipient?.id ?? 0
    expect(recipientId).toBeGreaterThan(0)
    const foreign = [
      () => host.client.sequences.update({ id: second.id, step: stepOfFirst.id, body: 'Changed' }),
      () => host.client.sequences.remove({ id: second.id, step: stepOfFirst.id }),
      () => host.client.sequences.preview({ id: second.id, step: stepOfFirst.id }),
      () => host.client.recipients.get({ id: second.id, recipientId }),
      () => host.client.recipients.remove({ id: second.id, recipientId }),
      () => host.client.recipients.actions({ id: second.id, recipientId }),
      () => host.client.recipients.markResponded({ id: second.id, recipientId }),
    ]
    for (const call of foreign) expect((await outcomeOf(call())).code).toBe('NOT_FOUND')
    expect((await host.client.sequences.list({ id: first.id })).map(({ body }) => body)).toEqual(['Hello'])
    expect((await host.client.recipients.list({ id: first.id })).total).toBe(1)
  })
})
