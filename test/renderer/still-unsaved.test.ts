import { expect, it } from 'vitest'
import { stillUnsaved } from '../../src/renderer/lib/forms/still-unsaved.ts'

it('forgets what was saved, and keeps what was typed while it was on its way', () => {
  const saved = { name: 'Studio North', leaveOutDays: 90 as number | null }
  expect(stillUnsaved(saved, saved)).toEqual({})
  expect(stillUnsaved({ ...saved, leaveOutDays: null }, saved)).toEqual({ leaveOutDays: null })
  expect(stillUnsaved<{ name?: string; zone?: string }>({ zone: 'UTC' }, { name: 'Studio North' })).toEqual({ zone: 'UTC' })
})
