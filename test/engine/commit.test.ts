import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Tx } from '../../src/main/engine/db/core/commit.ts'
import { addSuppression } from '../builders/index.ts'
import { openWorld, rows, type World } from './harness.ts'

let world: World
let heard: string[]

beforeEach(() => {
  world = openWorld()
  heard = []
  world.engine.context.bus.subscribe((event) =>
    heard.push(event.type === 'progress' || event.type === 'resync' ? event.type : event.message),
  )
})
afterEach(() => world.close())

/** Something to find again, and its event. */
function note(words: string) {
  return (tx: Tx) => {
    addSuppression(tx, { hash: words })
    tx.emit({ type: 'suppressions.changed', message: words })
    return words
  }
}

const notes = () => rows<{ hash: string }>(world, 'select hash from suppressions order by id').map(({ hash }) => hash)
const told = () =>
  rows<{ message: string }>(world, `select message from events where type = 'suppressions.changed' order by seq`).map((row) => row.message)

describe('what several lanes write together', () => {
  it('is one transaction, in the order in which it was asked for, and on the disk when it is told', async () => {
    const { commit } = world.engine.context
    const other = new Sqlite(join(world.folder, 'workspace.db'), { readonly: true })
    try {
      const version = () => other.pragma('data_version', { simple: true }) as number
      const from = version()
      const results = await Promise.all([
        commit.together('test.a', note('a')),
        commit
          .together('test.b', note('b'))
          .then((words) => `${words} ${other.prepare('select count(*) from suppressions').pluck().get()}`),
        commit.together('test.c', (tx) => tx.sqlite.prepare('select count(*) from suppressions').pluck().get()),
      ])
      expect(results).toEqual(['a', 'b 2', 2])
      expect(version() - from, 'one change, as another connection sees it').toBe(1)
    } finally {
      other.close()
    }
    expect(heard).toEqual(['a', 'b'])
    expect(told()).toEqual(['a', 'b'])
  })

  it('stands each for itself: one that throws is taken back alone, with its events', async () => {
    const { commit } = world.engine.context
    const outcomes = await Promise.allSettled([
      commit.together('test.a', note('a')),
      commit.together('test.b', (tx) => {
        note('b')(tx)
        throw new Error('a mistake')
      }),
      commit.together('test.c', note('c')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(notes()).toEqual(['a', 'c'])
    expect(told()).toEqual(['a', 'c'])
    expect(heard).toEqual(['a', 'c'])
  })

  it('is all taken back where the database gives up the whole transaction, as it does on a full disk', async () => {
    const { commit } = world.engine.context
    const outcomes = await Promise.allSettled([
      commit.together('test.a', note('a')),
      commit.together('test.b', (tx) => {
        tx.sqlite.exec('ROLLBACK')
        throw new Error('database or disk is full')
      }),
      commit.together('test.c', note('c')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(notes(), 'nothing was written outside a transaction').toEqual([])
    expect(heard).toEqual([])
    expect(await commit.together('test.d', note('d'))).toBe('d')
    expect(notes()).toEqual(['d'])
  })

  it('lets a commit of its own go first, and sees what that wrote', async () => {
    const { commit } = world.engine.context
    const later = commit.together('test.later', (tx) => tx.sqlite.prepare('select count(*) from suppressions').pluck().get())
    commit('test.now', note('now'))
    expect(await later).toBe(1)
  })
})
