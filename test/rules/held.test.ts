import { describe, expect, it } from 'vitest'
import { heldBy, heldPolicy, heldReasons, heldWait, mendable } from '../../src/main/engine/rules/sending/held.ts'
import { waitReason } from '../../src/shared/schemas/waits.ts'

describe('what holds a planned message', () => {
  it('is the pause of its person before anything that is wrong with its words', () => {
    for (const unwritten of [null, ...heldReasons]) {
      expect(heldBy({ isPersonPaused: true, unwritten })).toBe('recipient_paused')
      expect(heldBy({ isPersonPaused: false, unwritten })).toBe(unwritten)
    }
  })

  it.each(heldReasons)('%s is named, said in words, and has a way out', (held) => {
    const { reason, message, wayOut } = heldPolicy(held)
    expect(waitReason.options).toContain(reason)
    expect(heldWait(held, '')).toEqual({ reason, message })
    expect(heldWait(held, 'In words of its own')).toEqual({ reason, message: 'In words of its own' })
    expect(wayOut).toMatch(/take them out of the campaign; until then it does not end\.$/)
  })

  it('waits also for what this version does not know, and says so', () => {
    for (const held of ['approval', 'toString', '__proto__', '']) {
      expect(heldWait(held, '').message).toBe('It waits for something that this version of Campaign Desk does not know')
      expect(heldPolicy(held)).toMatchObject({ isTask: true, isMended: false })
    }
  })

  it('is tried again after an edit where an edit may have mended it: never a pause', () => {
    expect(mendable).toEqual(['missing_variable', 'template_error'])
  })
})
