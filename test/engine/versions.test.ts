import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activate, api, openWorld, rows, setUp, type World } from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(async () => {
  await world.close()
})

async function refusal(work: Promise<unknown>): Promise<{ code: string; data: { details?: { version?: number } } }> {
  try {
    await work
  } catch (error) {
    return error as { code: string; data: { details?: { version?: number } } }
  }
  throw new Error('it was not refused')
}

/** All that a change of the campaign could have touched. */
function everything(id: number) {
  return JSON.stringify([
    rows(world, 'select * from campaigns where id = ?', id),
    rows(world, 'select * from steps where campaign_id = ? order by id', id),
    rows(world, 'select * from sends where campaign_id = ? order by id', id),
    rows(world, 'select count(*) from events'),
  ])
}

describe('the version of a campaign', () => {
  it('counts changes of steps and settings together, and every answer carries it', async () => {
    const { id, version } = await api(world).campaigns.create({ name: 'Tea' })
    const a = await api(world).sequences.add({ id, version, subject: 's', body: 'a' })
    expect(a.campaignVersion).toBe(version + 1)
    const b = await api(world).sequences.add({ id, version: a.campaignVersion, body: 'b' })
    const changed = await api(world).sequences.update({ id, version: b.campaignVersion, step: a.id, body: 'a2' })
    expect(changed.campaignVersion).toBe(version + 3)
    const named = await api(world).campaigns.update({ id, version: changed.campaignVersion, name: 'Green tea' })
    expect(named.version).toBe(version + 4)
    const [first] = await api(world).sequences.reorder({ id, version: named.version, stepIds: [b.id, a.id] })
    expect(first).toMatchObject({ id: b.id, campaignVersion: version + 5 })
    const removed = await api(world).sequences.remove({ id, version: version + 5, step: b.id })
    expect(removed).toEqual({ ok: true, campaignVersion: version + 6 })
    expect((await api(world).campaigns.get({ id })).version).toBe(version + 6)
    expect((await api(world).sequences.list({ id }))[0]?.campaignVersion).toBe(version + 6)
  })

  it('stays where nothing changed', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const a = await api(world).sequences.add({ id, subject: 's', body: 'a' })
    const same = await api(world).sequences.update({ id, version: a.campaignVersion, step: a.id, body: 'a', delayDays: 0 })
    expect(same.campaignVersion).toBe(a.campaignVersion)
    const [ordered] = await api(world).sequences.reorder({ id, version: a.campaignVersion, stepIds: [a.id] })
    expect(ordered?.campaignVersion).toBe(a.campaignVersion)
  })

  it.each(['draft', 'active'])(
    'of a %s campaign that was changed elsewhere refuses every change made on the older one, and nothing changes',
    async (status) => {
      const { campaignId: id } = await setUp(world, { steps: [{}, { delayDays: 1 }] })
      if (status === 'active') {
        activate(world, id)
        await world.engine.drain()
      }
      const { version } = await api(world).campaigns.get({ id })
      const steps = await api(world).sequences.list({ id })
      const [first = 0, second = 0] = steps.map((step) => step.id)
      await api(world).sequences.update({ id, version, step: second, body: 'Theirs' })
      const before = everything(id)
      const stale = [
        () => api(world).sequences.add({ id, version, body: 'Mine' }),
        () => api(world).sequences.update({ id, version, step: second, body: 'Mine' }),
        () => api(world).sequences.update({ id, version, step: first, delayDays: 9 }),
        () => api(world).sequences.remove({ id, version, step: first }),
        () => api(world).sequences.reorder({ id, version, stepIds: [second, first] }),
        () => api(world).campaigns.update({ id, version, name: 'Mine' }),
      ]
      for (const change of stale) {
        expect(await refusal(change())).toMatchObject({ code: 'CONFLICT', data: { details: { version: version + 1 } } })
      }
      expect(everything(id)).toBe(before)
      const kept = await api(world).sequences.update({ id, version: version + 1, step: second, body: 'Mine' })
      expect(kept).toMatchObject({ body: 'Mine', campaignVersion: version + 2 })
    },
  )

  it('counts the activation, so that nothing typed into a draft goes into a running campaign unasked', async () => {
    const { campaignId: id } = await setUp(world)
    const { version } = await api(world).campaigns.get({ id })
    const [step] = await api(world).sequences.list({ id })
    await api(world).campaigns.activate({ id })
    expect(await refusal(api(world).sequences.update({ id, version, step: step?.id ?? 0, body: 'Mine' }))).toMatchObject({
      code: 'CONFLICT',
    })
    expect(await refusal(api(world).campaigns.update({ id, version, name: 'Mine' }))).toMatchObject({ code: 'CONFLICT' })
  })

  it('that is left out is not checked', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const a = await api(world).sequences.add({ id, subject: 's', body: 'a' })
    await api(world).campaigns.update({ id, name: 'Green tea' })
    expect(await api(world).sequences.update({ id, step: a.id, body: 'b' })).toMatchObject({ body: 'b' })
  })
})

describe('a preview', () => {
  it('marks what is missing where its value would stand', async () => {
    const { campaignId: id } = await setUp(world, { people: 1 })
    const [step] = await api(world).sequences.list({ id })
    const shown = await api(world).sequences.preview({
      id,
      step: step?.id ?? 0,
      subject: 'About {{ city }}',
      body: 'Hello {{firstName}}, in {{- city | upcase }}? {{ city | default: "somewhere" }}{% if city %} yes{% endif %}',
    })
    expect(shown.missing).toEqual(['city'])
    expect(shown.subject).toBe('About')
    expect(shown.marked.subject).toBe('About ⟦city⟧')
    expect(shown.marked.text).toContain('Hello Person0, in ⟦city⟧? somewhere\n')
    expect(shown.text).not.toContain('⟦')
  })

  it('without gaps is marked nowhere', async () => {
    const { campaignId: id } = await setUp(world, { people: 1 })
    const [step] = await api(world).sequences.list({ id })
    const shown = await api(world).sequences.preview({ id, step: step?.id ?? 0 })
    expect(shown.marked).toEqual({ subject: shown.subject, text: shown.text })
  })
})
