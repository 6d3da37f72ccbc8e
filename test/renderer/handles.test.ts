import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHandles } from '../../src/renderer/lib/discovery/handles.ts'

describe('a paste of handles', () => {
  it('is read with any sign between them, each once, whatever their case', () => {
    expect(parseHandles('@bean.lab, espresso_ana;  @Bean.Lab\n\nmoka')).toEqual({
      handles: ['bean.lab', 'espresso_ana', 'moka'],
      unreadable: [],
    })
  })

  it('takes the handle out of the address of a profile', () => {
    const text = 'https://www.instagram.com/bean.lab/?hl=en\ntiktok.com/@moka\nhttps://twitch.tv/grind\ninstagram.com/'
    expect(parseHandles(text)).toEqual({ handles: ['bean.lab', 'moka', 'grind'], unreadable: ['instagram.com/'] })
  })

  it('names what is no handle', () => {
    expect(parseHandles(`bean/lab @ ${'x'.repeat(101)} ok`)).toEqual({ handles: ['ok'], unreadable: ['bean/lab', '@', 'x'.repeat(101)] })
  })

  it('comes back as it was', () => {
    const handle = fc.stringMatching(/^[a-z0-9_]{1,30}$/)
    fc.assert(
      fc.property(fc.uniqueArray(handle, { maxLength: 50 }), (handles) => {
        expect(parseHandles(handles.join('\n'))).toEqual({ handles, unreadable: [] })
      }),
    )
  })
})
