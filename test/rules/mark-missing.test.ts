import { describe, expect, it } from 'vitest'
import { markMissing } from '../../src/main/engine/rules/writing/mark-missing.ts'
import { countCpu } from '../fakes/cpu-time.ts'

describe('marks of missing variables', () => {
  it('stand where the value would stand', () => {
    expect(markMissing('Hello {{firstName}}, {{- city | upcase -}}!', ['firstName', 'city'])).toBe('Hello ⟦firstName⟧, ⟦city⟧!')
  })

  it('leave alone what is not missing, what has a fallback, and conditions', () => {
    const source = '{{ lastName }} {{ city | default: "here" }} {% if city %}{{ cityName }}{% endif %}'
    expect(markMissing(source, ['city'])).toBe(source)
  })

  it('leave half a template as it is', () => {
    expect(markMissing('Hello {{ city', ['city'])).toBe('Hello {{ city')
  })

  it('take no time on hostile text', () => {
    const source = `${'{{ a '.repeat(20_000)}`
    const cpuMs = countCpu()
    expect(markMissing(source, ['a'])).toBe(source)
    expect(cpuMs()).toBeLessThan(1_000)
  })
})
