import { expect, test } from 'vitest'
import { gapInWords, pauseInWords } from '../../src/renderer/lib/mailboxes/gap.ts'

test.each([
  [0, 'no pause between messages'],
  [1, 'about 1 second apart'],
  [89, 'about 89 seconds apart'],
  [90, 'about 2 minutes apart'],
  [420, 'about 7 minutes apart'],
  [3 * 3600, 'about 3 hours apart'],
])('a gap of %d s is %s', (seconds, words) => {
  expect(gapInWords(seconds)).toBe(words)
})

test.each([
  [0, 0, 'none'],
  [120, 60, '2 minutes, give or take 30 seconds'],
  [420, 240, '7 minutes, give or take 2 minutes'],
  [60, 0, '60 seconds'],
  [2, 2, '2 seconds, give or take 1 second'],
])('a pause of %d s that chance moves by %d s is %s', (seconds, jitter, words) => {
  expect(pauseInWords(seconds, jitter)).toBe(words)
})
