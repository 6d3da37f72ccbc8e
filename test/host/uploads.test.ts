import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HttpError } from '../../src/main/host/http/reply.ts'
import { clearUploads, receiveUpload } from '../../src/main/host/http/uploads.ts'

const limit = 1000
let folder: string
let server: Server
let url: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'uploads-'))
  server = createServer((request, response) => {
    receiveUpload(request, folder, limit).then(
      ({ sizeBytes }) => response.end(`kept ${sizeBytes}`),
      (error: unknown) => {
        request.resume()
        response.end(error instanceof HttpError ? error.code : String(error))
      },
    )
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function send(sizes: number[]): Promise<string> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const size of sizes) controller.enqueue(new Uint8Array(size).fill(0x61))
      controller.close()
    },
  })
  const init = { method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' }, duplex: 'half' } as RequestInit
  return (await fetch(url, init)).text()
}

describe('receiveUpload', () => {
  it('takes a file up to the limit and refuses one byte more, leaving nothing of it', async () => {
    expect(await send([400, 600])).toBe('kept 1000')
    expect(readdirSync(join(folder, 'uploads'))).toHaveLength(1)
    expect(await send([400, 600, 1])).toBe('PAYLOAD_TOO_LARGE')
    expect(readdirSync(join(folder, 'uploads'))).toHaveLength(1)
  })
})

describe('clearUploads', () => {
  it('removes what a crash left half received, and keeps what is whole', () => {
    clearUploads(folder)
    const uploads = join(folder, 'uploads')
    mkdirSync(uploads)
    writeFileSync(join(uploads, 'half.part'), 'x')
    writeFileSync(join(uploads, 'whole'), 'x')
    clearUploads(folder)
    expect(existsSync(join(uploads, 'half.part'))).toBe(false)
    expect(readdirSync(uploads)).toEqual(['whole'])
  })
})
