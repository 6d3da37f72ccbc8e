import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokeElsewhere, type Failing, hasFailed, withFailure } from '../../src/main/engine/rules/mailboxes/failures.ts'

const failures = fc.array(fc.record({ id: fc.integer({ min: 1, max: 9 }), broke: fc.boolean() }), { maxLength: 12 })
const gathered = (list: { id: number; broke: boolean }[]) => list.reduce<Failing>(withFailure, '')

describe('what failed in a mailbox since a message left', () => {
  it('knows every message that failed, and no other; each once', () => {
    fc.assert(
      fc.property(failures, (list) => {
        const failing = gathered(list)
        for (let id = 1; id <= 9; id++) expect(hasFailed(failing, id)).toBe(list.some((one) => one.id === id))
        expect(failing.split(' ').filter(Boolean).length).toBe(new Set(list.map(({ id }) => id)).size)
      }),
    )
  })

  it('knows whether the line broke at another message, whatever failed after', () => {
    fc.assert(
      fc.property(failures, fc.integer({ min: 1, max: 9 }), (list, id) => {
        expect(brokeElsewhere(gathered(list), id)).toBe(list.some((one) => one.broke && one.id !== id))
      }),
    )
  })

  it('takes no id for a part of another', () => {
    const failing = gathered([{ id: 12, broke: true }])
    expect([hasFailed(failing, 1), hasFailed(failing, 2), hasFailed(failing, 12)]).toEqual([false, false, true])
  })
})
