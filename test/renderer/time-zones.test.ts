import { expect, test } from 'vitest'
import { searchZones, zoneChoices } from '../../src/renderer/lib/time/time-zones.ts'

const choices = zoneChoices('Europe/Berlin')
const found = (typed: string) => searchZones(choices, typed).map(({ value }) => value)

test.each([
  ['new york', 'America/New_York'],
  ['New_York', 'America/New_York'],
  ['york america', 'America/New_York'],
  ['hong kong', 'Asia/Hong_Kong'],
  ['são paulo', 'America/Sao_Paulo'],
  ['sao paulo', 'America/Sao_Paulo'],
  ['ho chi minh', 'Asia/Ho_Chi_Minh'],
  ['port-au-prince', 'America/Port-au-Prince'],
  ['berlin', 'Europe/Berlin'],
  ['utc', 'UTC'],
])('%s finds %s first', (typed, zone) => {
  expect(found(typed)[0]).toBe(zone)
})

test('what is nowhere finds nothing, and nothing typed finds all', () => {
  expect(found('atlantis')).toEqual([])
  expect(found('  ')).toHaveLength(choices.length)
})

test('every zone is found by its own name, with and without underscores', () => {
  for (const { value, label } of choices) {
    expect(found(value)).toContain(value)
    expect(found(label)).toContain(value)
  }
})

test('a present zone under an older name stays a choice', () => {
  expect(zoneChoices('Asia/Calcutta').map(({ value }) => value)).toContain('Asia/Calcutta')
})
