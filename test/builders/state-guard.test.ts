import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pairsOf } from '../../src/main/engine/rules/states/table.ts'
import { openWorld, setUp, type World } from '../engine/harness.ts'
import { alterCampaign } from './index.ts'
import { guarded } from './state-guard.ts'

let world: World

beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

function changed(status: string): void {
  world.engine.context.db.sqlite.prepare('update campaigns set status = ?').run(status)
}

describe('the guard of states', () => {
  it('refuses a change that the table does not have, and names it', async () => {
    await setUp(world)
    expect(() => changed('completed')).toThrow('campaigns.status may not change from draft to completed')
  })

  it('lets through what the table has, and what changes nothing', async () => {
    await setUp(world)
    changed('draft')
    changed('active')
    changed('paused')
    changed('active')
    expect(() => changed('draft')).toThrow(/from active to draft/)
  })

  it('lets set-up begin anywhere, and stands again afterwards', async () => {
    const { campaignId } = await setUp(world)
    alterCampaign(world.engine.context.db, campaignId, { status: 'cancelled' })
    expect(() => changed('active')).toThrow(/from cancelled to active/)
  })

  it('guards every column of the workspace that holds a state', () => {
    const found = world.engine.context.db.sqlite
      .prepare(
        `select t.name || '.' || c.name from sqlite_master t, pragma_table_info(t.name) c
         where t.type = 'table' and c.name in ('status', 'state', 'stage') order by 1`,
      )
      .pluck()
      .all()
    expect(found).toEqual([...new Set(guarded.map(({ table, column }) => `${table}.${column}`))].sort())
  })

  it.each(guarded)('knows the column $column of $table', ({ table, column, states }) => {
    expect(pairsOf(states).length).toBeGreaterThan(0)
    const columns = world.engine.context.db.sqlite.prepare(`select name from pragma_table_info(?)`).pluck().all(table)
    expect(columns).toContain(column)
  })
})
