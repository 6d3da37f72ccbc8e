import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { api, openWorld, type World } from './harness.ts'

let world: World
let client: ReturnType<typeof api>

beforeEach(() => {
  world = openWorld()
  client = api(world)
})
afterEach(() => world.close())

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')
const kept = () => readdirSync(join(world.folder, 'uploads'))

describe('a file that comes in pieces', () => {
  it('is what was sent, whatever the pieces and whichever of them come twice', async () => {
    const pieces = fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.boolean()), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(pieces, async (sent) => {
        let uploadId: string | undefined
        let offset = 0
        for (const [index, [bytes, twice]] of sent.entries()) {
          const piece = { offset, data: base64(bytes), last: index === sent.length - 1 }
          const answer = await client.contacts.uploadChunk({ ...piece, ...(uploadId && { uploadId }) })
          uploadId = answer.uploadId
          offset += bytes.length
          expect(answer.sizeBytes).toBe(offset)
          // The answer may have been lost on its way.
          if (twice && (index > 0 || !piece.last))
            expect((await client.contacts.uploadChunk({ ...piece, uploadId })).sizeBytes).toBe(offset)
        }
        const whole = readFileSync(join(world.folder, 'uploads', uploadId ?? ''))
        expect(whole).toEqual(Buffer.concat(sent.map(([bytes]) => bytes)))
      }),
      { numRuns: 40 },
    )
  })

  it('can be imported once it is whole, and not before', async () => {
    const { uploadId } = await client.contacts.uploadChunk({ offset: 0, data: base64('email\nann@exam') })
    await expect(client.contacts.analyzeImport({ uploadId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await client.contacts.uploadChunk({ uploadId, offset: 14, data: base64('ple.com\n'), last: true })
    const { id } = await client.contacts.import({ uploadId })
    await world.engine.drain()
    expect(await client.contacts.getImport({ id })).toMatchObject({ status: 'done', created: 1 })
  })

  it('is refused where its beginning is missing, and where it is empty', async () => {
    const lost = { code: 'CONFLICT', message: expect.stringContaining('beginning') }
    const uploadId = '00000000-0000-4000-8000-000000000000'
    await expect(client.contacts.uploadChunk({ offset: 5, data: base64('x') })).rejects.toMatchObject(lost)
    await expect(client.contacts.uploadChunk({ uploadId, offset: 5, data: base64('x') })).rejects.toMatchObject(lost)
    await client.contacts.uploadChunk({ uploadId, offset: 0, data: base64('abc') })
    await expect(client.contacts.uploadChunk({ uploadId, offset: 4, data: base64('x') })).rejects.toMatchObject(lost)
    await expect(client.contacts.uploadChunk({ offset: 0, data: '' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(kept()).toEqual([`${uploadId}.part`])
  })
})
