import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../src/renderer/lib/campaigns/diff.ts'
import { differences } from '../../src/renderer/lib/campaigns/diff.ts'
import { missingFor, providerPlace, providerView } from '../../src/renderer/lib/discovery/providers.ts'
import {
  asksForSomething,
  clubCredits,
  criteriaProblems,
  firstDiscovery,
  hoursInWords,
  perRunInWords,
  whomInBrief,
  whomInWords,
} from '../../src/renderer/lib/discovery/words.ts'
import { discoveryQuestion } from '../../src/renderer/pages/builder/review/discovery-question.ts'
import { type Criteria, claySettings } from '../../src/shared/schemas/discovery.ts'

const usual = firstDiscovery()
const criteria = (change: Partial<Criteria>): Criteria => ({ ...usual.criteria, ...change })

describe('whom a campaign looks for', () => {
  it('is a sentence', () => {
    expect(whomInWords(criteria({}))).toBe('People on Instagram.')
    expect(
      whomInWords(
        criteria({
          platform: 'youtube',
          niche: 'home barista',
          followersMin: 5_000,
          followersMax: 90_000,
          engagementMinPercent: 2.5,
          locations: ['United States', 'Germany'],
          languages: ['en', 'de'],
          keywords: ['espresso'],
          excludeKeywords: ['giveaway'],
          excludeHandles: ['beanlab'],
        }),
      ),
    ).toBe(
      'People on YouTube about “home barista”, with 5,000 to 90,000 subscribers, with an engagement of at least 2.5%, in United States or Germany, who write English or German, who say “espresso” of themselves, not “giveaway”. 1 handle is never taken.',
    )
  })

  it('stays short with many words', () => {
    const locations = Array.from({ length: 50 }, (_, index) => `Place ${index + 1}`)
    expect(whomInWords(criteria({ locations }))).toBe('People on Instagram, in Place 1, Place 2, Place 3, Place 4 or 46 more.')
  })

  it('is a few words in the rail', () => {
    expect(whomInBrief(criteria({ niche: 'home barista' }))).toBe('Instagram · home barista')
    expect(whomInBrief(criteria({ locations: ['Berlin'] }))).toBe('Instagram · Berlin')
    expect(whomInBrief(criteria({}))).toBe('Instagram')
  })

  it('says what is not right yet, and whether anything is asked for', () => {
    expect(criteriaProblems(criteria({ niche: 'ab', followersMin: 10, followersMax: 5 }))).toEqual({
      niche: 'At least 3 characters, or none',
      followersMax: 'Fewer than the least',
    })
    expect(criteriaProblems(criteria({ niche: 'abc', followersMin: 5, followersMax: 5 }))).toEqual({})
    expect(asksForSomething(criteria({ excludeKeywords: ['x'] }))).toBe(false)
    expect(asksForSomething(criteria({ followersMin: 0 }))).toBe(true)
  })
})

describe('when and how many', () => {
  const schedule = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null }
  it('is said in words', () => {
    expect(hoursInWords(schedule, 'Monday to Friday', 'Berlin', false)).toBe('Monday to Friday 9:00–17:00 in Berlin')
    expect(hoursInWords({ ...schedule, start: '00:00', end: '24:00' }, 'Every day', 'Berlin', false)).toBe(
      'every day at any hour in Berlin',
    )
    expect(perRunInWords({ ...usual, perRun: 1 })).toBe('up to 1 person a day')
    expect(perRunInWords(usual)).toBe('as many people a day as the credits allow')
  })

  const facts = { discovery: usual, testMode: false, isFree: false, perRun: 200, when: 'today 9:40', hours: 'Monday to Friday', costs: 42 }
  it('is asked before it begins, with the number, the day and the price', () => {
    expect(discoveryQuestion(facts)).toEqual({
      title: 'Activate: look for up to 200 people today and write to those who have an address?',
      words:
        'People on Instagram. 30 runs, Monday to Friday; the first today 9:40. A run costs 42 Influencers Club credits at most, what Clay charges, and a credit for each message.',
    })
    expect(discoveryQuestion({ ...facts, when: 'Mon 9:00' }).title).toContain('up to 200 people on Mon and')
    expect(discoveryQuestion({ ...facts, when: '12 Dec 9:00' }).title).toContain('on 12 Dec and')
    expect(discoveryQuestion({ ...facts, when: 'at once' }).title).toContain('up to 200 people at once and')
    expect(discoveryQuestion({ ...facts, when: null, perRun: null }).title).toContain('look for new people each day and')
  })

  it('promises that nothing leaves in test mode', () => {
    const { title, words } = discoveryQuestion({ ...facts, testMode: true })
    expect(title).toBe('Activate in test mode: invent up to 200 people today, and send nothing?')
    expect(words).toContain('nothing is charged')
    expect(words).not.toContain('credit')
  })

  it('names no price where nobody is paid', () => {
    expect(discoveryQuestion({ ...facts, isFree: true }).words).toMatch(
      /today 9:40\. Nothing leaves this machine, and nothing is charged\.$/,
    )
  })

  it('has a price with parts', () => {
    expect([0.1, 1, 1204.5].map(clubCredits)).toEqual([
      '0.1 Influencers Club credits',
      '1 Influencers Club credit',
      '1,204.5 Influencers Club credits',
    ])
  })
})

describe('who gives addresses', () => {
  const clay = claySettings.parse({})
  const of = (connected: boolean, problem = '', settings = {}) => [
    { kind: 'influencers_club' as const, connected, problem, clay: null },
    { kind: 'clay' as const, connected, problem, clay: { ...clay, ...settings } },
  ]

  it('says what is missing, each its own', () => {
    expect(missingFor('influencers_club', of(false))).toBe('Connect it')
    expect(missingFor('influencers_club', of(true))).toBeNull()
    expect(missingFor('influencers_club', of(true, 'refused'))).toBe('Put it right')
    expect(missingFor('clay_routine', of(true))).toBe('Choose the routine')
    expect(missingFor('clay_routine', of(true, '', { routineId: 'function:t_1' }))).toBeNull()
    expect(missingFor('clay_table', of(false))).toBe('Set up the table')
    expect(missingFor('clay_table', of(false, '', { webhookUrl: 'https://clay.example/hook' }))).toBeNull()
    expect(missingFor('sandbox', [])).toBeNull()
    expect(providerPlace('clay_table')).toBe('/providers?connect=clay')
  })

  it('shows a provider as one of three', () => {
    expect(
      [providerView({ connected: false, problem: '' }), providerView({ connected: true, problem: '' })].map(({ word }) => word),
    ).toEqual(['Not connected', 'Connected'])
    expect(providerView({ connected: true, problem: 'refused' })).toMatchObject({ word: 'Needs you', hue: 'needs' })
  })
})

it('a change elsewhere of whom to look for is named', () => {
  const snapshot = (discovery: typeof usual, testMode = false) =>
    ({
      campaign: { audience: 'discovery', status: 'draft', name: 'x', schedule: {}, mailboxIds: [], discovery, testMode },
      steps: [],
    }) as unknown as Snapshot
  const after = {
    ...usual,
    criteria: criteria({ niche: 'tea' }),
    perRun: 20,
    enrichment: ['influencers_club' as const],
    followUpsFirst: false,
  }
  expect(differences(snapshot(usual), snapshot(usual))).toEqual([])
  expect(differences(snapshot(usual), snapshot(after, true)).map(({ what, now }) => `${what}: ${now}`)).toEqual([
    'Test mode: on',
    'Whom it looks for: People on Instagram about “tea”.',
    'Who gives addresses: Influencers Club',
    'New people a day: 20',
    'Credits of a day: new people first',
  ])
})
