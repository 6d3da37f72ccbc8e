import { describe, expect, it } from 'vitest'
import type { Client } from '../../src/renderer/api/types.ts'
import type { KeepingPlace, KeptText } from '../../src/renderer/lib/forms/kept-text.ts'
import { createDraft, shown } from '../../src/renderer/pages/builder/draft/draft.ts'
import { createManualTimers, settle } from './manual-timers.ts'

interface FakeStep {
  id: number
  position: number
  subject: string
  body: string
  delayDays: number
  delayHours: number
}

/** As much of the engine as the builder asks: one campaign whose version counts every change. */
function fakeEngine() {
  let nextId = 3
  const engine = {
    version: 1,
    status: 'draft',
    name: 'Tea',
    away: false,
    steps: [
      { id: 1, position: 1, subject: 's', body: 'one', delayDays: 0, delayHours: 0 },
      { id: 2, position: 2, subject: '', body: 'two', delayDays: 3, delayHours: 0 },
    ] as FakeStep[],
    client: {} as Client,
  }
  const check = (version: number | undefined): void => {
    if (engine.away) throw new TypeError('fetch failed')
    if (version === undefined || version === engine.version) return
    throw Object.assign(new Error('changed elsewhere'), { code: 'CONFLICT', status: 409, data: { details: { version: engine.version } } })
  }
  const number = () => {
    for (const [index, one] of engine.steps.entries()) one.position = index + 1
  }
  const step = (one: FakeStep) => ({ ...one, campaignVersion: engine.version })
  const campaign = () => ({ id: 9, createdAt: 'then', version: engine.version, status: engine.status, name: engine.name, schedule: {} })
  const noun = {
    campaigns: {
      get: async () => {
        check(undefined)
        return campaign()
      },
      update: async ({ version, name }: { version?: number; name: string }) => {
        check(version)
        Object.assign(engine, { name, version: engine.version + 1 })
        return campaign()
      },
    },
    sequences: {
      list: async () => {
        check(undefined)
        return engine.steps.map(step)
      },
      update: async ({ step: id, version, id: _, ...text }: { step: number; version?: number; id: number }) => {
        check(version)
        const found = engine.steps.find((one) => one.id === id)
        if (!found) throw new Error('no such step')
        Object.assign(found, text)
        engine.version++
        return step(found)
      },
      add: async ({
        version,
        position,
        id: _,
        ...text
      }: { version?: number; position: number; id: number } & Omit<FakeStep, 'id' | 'position'>) => {
        check(version)
        const made = { id: nextId++, position, ...text }
        engine.steps.splice(position - 1, 0, made)
        number()
        engine.version++
        return step(made)
      },
      remove: async ({ step: id, version }: { step: number; version?: number }) => {
        check(version)
        engine.steps = engine.steps.filter((one) => one.id !== id)
        number()
        engine.version++
        return { ok: true, campaignVersion: engine.version }
      },
      reorder: async ({ stepIds, version }: { stepIds: number[]; version?: number }) => {
        check(version)
        engine.steps.sort((a, b) => stepIds.indexOf(a.id) - stepIds.indexOf(b.id))
        number()
        engine.version++
        return engine.steps.map(step)
      },
    },
  }
  engine.client = noun as unknown as Client
  return engine
}

function memory(): KeepingPlace & { kept: KeptText | null } {
  const place = {
    kept: null as KeptText | null,
    read: () => place.kept,
    keep: (text: KeptText) => {
      place.kept = structuredClone(text)
    },
    forget: () => {
      place.kept = null
    },
  }
  return place
}

async function opened(engine = fakeEngine(), place = memory()) {
  const timers = createManualTimers()
  const draft = createDraft(engine.client, 9, timers, place)
  draft.touch()
  await timers.advance(300)
  const view = () => {
    const { base } = draft.store.getState()
    if (!base) throw new Error('it was not read')
    return shown(base, draft.autosave.store.getState().unsaved)
  }
  /** Another window writes. */
  const elsewhere = (id: number, body: string) => engine.client.sequences.update({ id: 9, step: id, body })
  return { engine, place, timers, draft, view, elsewhere, conflict: () => draft.store.getState().conflict }
}

const bodies = (engine: { steps: FakeStep[] }) => engine.steps.map(({ body }) => body)

describe('the draft of the builder', () => {
  it('shows what is typed at once, saves it, and takes its own event for no conflict', async () => {
    const { engine, timers, draft, view, conflict } = await opened()
    draft.editStep(1, { body: 'mine' })
    draft.editSettings({ name: 'Green tea' })
    expect(view().steps[0]?.body).toBe('mine')
    await timers.advance(500)
    draft.touch()
    await timers.advance(1_000)
    expect(bodies(engine)).toEqual(['mine', 'two'])
    expect(engine.name).toBe('Green tea')
    expect(conflict()).toBeNull()
    expect(view().campaign.version).toBe(engine.version)
  })

  it('follows another window while nothing is unsaved here', async () => {
    const { timers, draft, view, elsewhere } = await opened()
    await elsewhere(2, 'theirs')
    draft.touch()
    await timers.advance(1_000)
    expect(view().steps[1]?.body).toBe('theirs')
  })

  it('asks where both wrote, and keeps mine on top of what else was changed', async () => {
    const { engine, timers, draft, view, elsewhere, conflict } = await opened()
    draft.editStep(1, { body: 'mine' })
    await elsewhere(1, 'theirs')
    await elsewhere(2, 'theirs too')
    draft.touch()
    await timers.advance(1_000)
    expect(conflict()).not.toBeNull()
    expect(bodies(engine)).toEqual(['theirs', 'theirs too'])
    draft.keepMine()
    await timers.advance(1_000)
    expect(bodies(engine)).toEqual(['mine', 'theirs too'])
    expect(view().steps.map(({ body }) => body)).toEqual(['mine', 'theirs too'])
  })

  it('takes theirs', async () => {
    const { engine, timers, draft, view, elsewhere } = await opened()
    draft.editStep(1, { body: 'mine' })
    await elsewhere(1, 'theirs')
    await timers.advance(1_000)
    draft.takeTheirs()
    await timers.advance(5_000)
    expect(view().steps[0]?.body).toBe('theirs')
    expect(bodies(engine)).toEqual(['theirs', 'two'])
  })

  it('brings back a step that was deleted there and written on here', async () => {
    const { engine, timers, draft } = await opened()
    draft.editStep(2, { body: 'mine' })
    await engine.client.sequences.remove({ id: 9, step: 2 })
    await timers.advance(1_000)
    draft.keepMine()
    await timers.advance(1_000)
    expect(bodies(engine)).toEqual(['one', 'mine'])
    expect(draft.autosave.store.getState().unsaved.size).toBe(0)
  })

  it('moves a step at once, and again on top of what was changed elsewhere', async () => {
    const { engine, timers, draft, view, elsewhere } = await opened()
    await elsewhere(1, 'theirs')
    const moved = draft.moveStep(2, 0)
    expect(view().steps.map(({ id }) => id)).toEqual([2, 1])
    await timers.advance(1_000)
    draft.keepMine()
    await timers.advance(100)
    await moved
    expect(bodies(engine)).toEqual(['two', 'theirs'])
  })

  it('keeps what was not saved for the next time, and goes on with it', async () => {
    const first = await opened()
    first.engine.away = true
    first.draft.editStep(1, { body: 'mine' })
    await first.timers.advance(600)
    first.draft.keepText()
    first.draft.stop()
    first.engine.away = false
    const second = await opened(first.engine, first.place)
    expect(second.view().steps[0]?.body).toBe('mine')
    await second.timers.advance(1_000)
    expect(bodies(second.engine)).toEqual(['mine', 'two'])
    expect(second.place.kept).toBeNull()
  })

  it('asks the next time too where somebody else wrote in between', async () => {
    const first = await opened()
    first.engine.away = true
    first.draft.editStep(1, { body: 'mine' })
    await first.timers.advance(600)
    first.draft.keepText()
    first.draft.stop()
    first.engine.away = false
    await first.elsewhere(1, 'theirs')
    const second = await opened(first.engine, first.place)
    await second.timers.advance(1_000)
    expect(bodies(second.engine)).toEqual(['theirs', 'two'])
    expect(second.conflict()?.theirs.steps[0]?.body).toBe('theirs')
  })

  it('saves nothing by itself once the campaign runs', async () => {
    const { engine, timers, draft, view } = await opened()
    engine.status = 'active'
    engine.version++
    draft.touch()
    await timers.advance(1_000)
    draft.editStep(1, { body: 'mine' })
    await timers.advance(60_000)
    expect(bodies(engine)).toEqual(['one', 'two'])
    expect(view().steps[0]?.body).toBe('mine')
    const applied = draft.autosave.submit('step:1')
    await settle()
    await applied
    expect(bodies(engine)).toEqual(['mine', 'two'])
  })
})
