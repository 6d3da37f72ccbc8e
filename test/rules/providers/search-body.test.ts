import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchBody } from '../../../src/main/engine/rules/discovery/search-body.ts'
import { type Criteria, criteria, type Platform } from '../../../src/shared/schemas/discovery.ts'

/** As the vendor's own client has them, for each platform. */
const common = ['ai_search', 'location', 'profile_language', 'exclude_handles']
const bio = [...common, 'keywords_in_bio', 'exclude_keywords_in_bio', 'engagement_percent']
const known: Record<Platform, string[]> = {
  instagram: [...bio, 'number_of_followers'],
  tiktok: [...bio, 'number_of_followers'],
  twitter: [...bio, 'number_of_followers'],
  youtube: [...common, 'keywords_in_description', 'keywords_not_in_description', 'engagement_percent', 'number_of_subscribers'],
  twitch: [...common, 'keywords_in_description', 'followers'],
}

const word = fc.string({ minLength: 1, maxLength: 12 })
const words = fc.array(word, { maxLength: 5 })
const count = fc.option(fc.nat(1_000_000))
const anyCriteria: fc.Arbitrary<Criteria> = fc.record({
  platform: fc.constantFrom('instagram', 'tiktok', 'youtube', 'twitch', 'twitter'),
  niche: fc.oneof(fc.constant(''), fc.string({ minLength: 3, maxLength: 150 })),
  keywords: words,
  excludeKeywords: words,
  locations: words,
  languages: words,
  followersMin: count,
  followersMax: count,
  engagementMinPercent: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
  excludeHandles: words,
})
const anyRequest = fc.record({ criteria: anyCriteria, exclude: words, page: fc.integer(), limit: fc.integer() })

/** How many of the criteria say anything at all. */
function said(given: Criteria, exclude: readonly string[]): number {
  const { niche, keywords, excludeKeywords, locations, languages, engagementMinPercent } = given
  const followers = given.followersMin !== null || given.followersMax !== null
  const lists = [niche, keywords, excludeKeywords, locations, languages, [...given.excludeHandles, ...exclude]]
  return lists.filter((list) => list.length > 0).length + (followers ? 1 : 0) + (engagementMinPercent === null ? 0 : 1)
}

describe('the body of a search', () => {
  it('has only keys that the platform knows, and one for each thing that was asked for', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const plan = searchBody(request)
        if (plan.kind !== 'ask') return
        const { platform, filters, ...rest } = plan.body
        expect(Object.keys(rest)).toEqual(['paging', 'sort'])
        for (const key of Object.keys(filters)) expect(known[platform]).toContain(key)
        expect(Object.keys(filters)).toHaveLength(said(request.criteria, request.exclude))
      }),
      { numRuns: 500 },
    )
  })

  it('passes nothing on that a caller put in besides', () => {
    const given = { ...criteria.parse({ niche: 'coffee' }), min_followers: 1000, filters: { any: 1 } }
    expect(searchBody({ criteria: given as Criteria, exclude: [], page: 1, limit: 50 })).toEqual({
      kind: 'ask',
      body: {
        platform: 'instagram',
        paging: { limit: 50, page: 1 },
        sort: { sort_by: 'relevancy', sort_order: 'desc' },
        filters: { ai_search: 'coffee' },
      },
    })
  })

  it('stays within a page of 50 and the first 10,000 results', () => {
    fc.assert(
      fc.property(anyRequest, fc.nat(400), (request, page) => {
        for (const plan of [searchBody(request), searchBody({ ...request, page })]) {
          if (plan.kind !== 'ask') continue
          const { paging } = plan.body
          expect(paging.limit).toBeGreaterThanOrEqual(1)
          expect(paging.limit).toBeLessThanOrEqual(50)
          expect(paging.page).toBeGreaterThanOrEqual(1)
          expect(paging.page * paging.limit).toBeLessThanOrEqual(10_000)
        }
      }),
    )
  })

  it('says what a platform cannot be filtered by, and asks for all else', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { platform, excludeKeywords, engagementMinPercent } = request.criteria
        const cannot = platform === 'twitch' && (excludeKeywords.length > 0 || engagementMinPercent !== null)
        const plan = searchBody({ ...request, page: 1 })
        expect(plan.kind).toBe(cannot ? 'impossible' : 'ask')
        if (plan.kind === 'impossible') expect(plan.message).toMatch(/Twitch/)
      }),
    )
  })

  it('excludes at most 10,000, none twice, in the order of what counts', () => {
    const own = Array.from({ length: 6000 }, (_, n) => `own${n}`)
    const others = Array.from({ length: 9000 }, (_, n) => (n % 2 === 0 ? `OWN${n}` : `other${n}`))
    const given = criteria.parse({ excludeHandles: own })
    const plan = searchBody({ criteria: given, exclude: others, page: 1, limit: 50 })
    const handles = plan.kind === 'ask' ? (plan.body.filters.exclude_handles ?? []) : []
    expect(handles).toHaveLength(10_000)
    expect(new Set(handles.map((handle) => handle.toLowerCase())).size).toBe(10_000)
    expect(handles.slice(0, 6000)).toEqual(own)
    expect(handles[6000]).toBe('other1')
  })
})
