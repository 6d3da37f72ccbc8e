import { describe, expect, it } from 'vitest'
import { beginsAtOnce, inYourTime, runBeginsInWords } from '../../src/renderer/lib/campaigns/begins.ts'

const now = Date.parse('2026-11-21T17:00:00Z')
const berlin = { zone: 'Europe/Berlin', hour12: false }

describe('when a run begins', () => {
  it('names whose clock it is where the campaign has another', () => {
    expect(inYourTime('2026-11-23T09:00:00Z', now, berlin, 'UTC')).toBe('Mon 10:00 your time')
    expect(inYourTime('2026-11-23T09:00:00Z', now, berlin, 'Europe/Paris')).toBe('Mon 10:00')
    expect(inYourTime('2026-11-21T23:30:00Z', now, berlin, 'UTC')).toBe('tomorrow 0:30 your time')
  })

  it('is at once within a minute of now, and a time from then on', () => {
    expect(runBeginsInWords('2026-11-21T16:59:00Z', now, berlin, 'UTC')).toBe('at once')
    expect(runBeginsInWords('2026-11-21T17:00:59Z', now, berlin, 'UTC')).toBe('at once')
    expect(runBeginsInWords('2026-11-21T17:01:00Z', now, berlin, 'Europe/Berlin')).toBe('today 18:01')
  })

  it('reads the same a moment before and after the instant, by clocks a little apart', () => {
    for (const apart of [-30_000, -1, 0, 1, 15_000, 59_999]) expect(beginsAtOnce(new Date(now + apart).toISOString(), now)).toBe(true)
    expect(beginsAtOnce(new Date(now + 60_000).toISOString(), now)).toBe(false)
  })
})
