import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { audiences } from '../../src/renderer/lib/audiences/index.ts'
import type { builderAudiences } from '../../src/renderer/pages/builder/audiences/index.ts'
import { type Audience, audience } from '../../src/shared/schemas/campaigns.ts'
import { readTree } from '../layers/imports.ts'

const member = `['"\`](?:${audience.options.join('|')})['"\`]`

/** The ways of asking in place which audience a campaign has. `discovery === null` asks it too. */
const questions = new RegExp(
  [
    String.raw`[!=]==?\s*${member}`,
    String.raw`${member}\s*[!=]==?`,
    String.raw`\bcase\s+${member}`,
    String.raw`\[[^\][]*${member}[^\][]*\]\s*\.includes\(`,
    String.raw`\bdiscovery\s*[!=]==?\s*(?:null|undefined)\b`,
  ].join('|'),
  'g',
)

/** The lines of a source on which it asks for an audience in place, instead of asking the table. */
function questionsIn(source: string): number[] {
  return [...source.matchAll(questions)].map(({ index }) => source.slice(0, index).split('\n').length)
}

describe('what depends on the audience', () => {
  it('is asked of the tables in every file of the renderer', () => {
    const asked = [...readTree(join(import.meta.dirname, '../../src/renderer'))].flatMap(([path, text]) =>
      questionsIn(text).map((line) => `${path}:${line}`),
    )
    expect(asked).toEqual([])
  })

  it.each([
    "const finds = campaign.audience === 'discovery'",
    "items.some((one) => one.audience !== 'list')",
    'if (audience == "discovery") {',
    "return 'list' === kind ? one : two",
    "switch (audience) {\n  case 'list':",
    "['discovery', 'list'].includes(campaign.audience)",
    'const recurring = campaign.discovery !== null',
    'discovery === undefined ? one : two',
  ])('is found where it is asked in place: %j', (source) =>
    expect(questionsIn(`\n${source}`)).toEqual([source.indexOf('case') > 0 ? 3 : 2]),
  )

  it.each([
    'const { findsPeople } = audiences[campaign.audience]',
    'if (before.audience !== after.audience) say()',
    "newCampaign.run('discovery')",
    "const parts: Record<Audience, string> = { list: '', discovery: '' }",
    "const chosen = tab === 'lists'",
    'const discovery = campaign.discovery ?? firstDiscovery()',
  ])('is not seen in %j', (source) => expect(questionsIn(source)).toEqual([]))
})

describe('the tables', () => {
  it('have every audience under its own name, in the order of the schema', () => {
    expect(Object.values(audiences).map(({ kind }) => kind)).toEqual(audience.options)
  })

  it('do not compile without one: a further audience has to be put into each', () => {
    const views: Record<Audience, unknown> = audiences
    // @ts-expect-error: `everybody` is missing
    const viewsOfMore: Record<Audience | 'everybody', unknown> = audiences
    const built = {} as typeof builderAudiences
    const parts: Record<Audience, unknown> = built
    // @ts-expect-error: `everybody` is missing
    const partsOfMore: Record<Audience | 'everybody', unknown> = built
    expect([views, parts]).toEqual([viewsOfMore, partsOfMore])
  })
})
