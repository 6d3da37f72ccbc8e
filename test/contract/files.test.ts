import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HttpHost, httpHost } from './hosts.ts'
import { problem } from './problem.ts'

let host: HttpHost
beforeAll(async () => {
  host = await httpHost()
})
afterAll(() => host.close())

describe('files', () => {
  const uploads = () => join(host.world.folder, 'uploads')
  const listed = () => (existsSync(uploads()) ? readdirSync(uploads()) : [])

  it('keeps a file under its id', async () => {
    const body = `email\n${'x'.repeat(300_000)}@example.com\n`
    const response = await host.call('/api/uploads', { method: 'PUT', body, headers: { 'content-type': 'text/csv' } })
    expect(response.status).toBe(201)
    const { uploadId, sizeBytes } = (await response.json()) as { uploadId: string; sizeBytes: number }
    expect(sizeBytes).toBe(body.length)
    expect(readFileSync(join(uploads(), uploadId), 'utf8')).toBe(body)
    rmSync(join(uploads(), uploadId))
  })

  it('refuses an empty file, and what is no file', async () => {
    expect(await problem(await host.call('/api/uploads', { method: 'PUT', headers: { 'content-type': 'text/csv' } }))).toMatchObject({
      status: 400,
    })
    expect(
      await problem(await host.call('/api/uploads', { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } })),
    ).toMatchObject({
      status: 415,
    })
    const { host: name, port } = new URL(host.url)
    const socket = connect(Number(port), '127.0.0.1')
    const head = ['PUT /api/uploads HTTP/1.1', `Host: ${name}`, `Authorization: Bearer ${host.token}`, 'Content-Type: text/csv']
    socket.write(`${[...head, 'Content-Length: 5000000000'].join('\r\n')}\r\n\r\nemail\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
    expect(listed()).toEqual([])
  })

  it.each([
    ['no addresses', 'name,city\nAnn,Rome\n', '', 'No column is mapped to email'],
    ['an option that is none', 'email\nann@example.com\n', '?frob=1', 'frob'],
    ['a header of 10,001 columns', `${'c,'.repeat(10_000)}email\n`, '', '10,000 columns'],
  ])('keeps nothing of a file that is refused: %s', async (_, body, query, words) => {
    const sent = { method: 'POST', body, headers: { 'content-type': 'text/csv' } }
    const { status, message } = await problem(await host.call(`/api/contacts/import${query}`, sent))
    expect(status).toBe(400)
    expect(message).toContain(words)
    const content = { method: 'POST', body: JSON.stringify({ content: body }), headers: { 'content-type': 'application/json' } }
    if (!query) expect((await problem(await host.call('/api/contacts/import', content))).status).toBe(400)
    expect(listed()).toEqual([])
  })

  it('removes a file that was cut off on its way', async () => {
    const controller = new AbortController()
    const body = new ReadableStream<Uint8Array>({
      async start(stream) {
        stream.enqueue(Buffer.from('email\n'))
        await expect.poll(() => listed().length).toBe(1)
        expect(listed()[0]).toMatch(/\.part$/)
        controller.abort()
      },
    })
    const init = { method: 'PUT', body, headers: { 'content-type': 'text/csv' }, duplex: 'half', signal: controller.signal } as RequestInit
    await expect(host.call('/api/uploads', init)).rejects.toThrow()
    await expect.poll(() => listed()).toEqual([])
  })

  it('imports a file that is the body itself, with the options in the query', async () => {
    const init = { method: 'POST', body: 'email\nann@example.com\n', headers: { 'content-type': 'text/csv' } }
    const response = await host.call('/api/contacts/import?fileName=people.csv&duplicates=skip&tags=vip,new', init)
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({ fileName: 'people.csv', id: expect.any(Number) })
    const bad = await problem(await host.call('/api/contacts/import?duplicates=both', init))
    expect(bad).toMatchObject({ status: 400 })
    expect(bad.message).toContain('duplicates: ')
  })

  it('gives the rejected rows of an import as a file, and 404 for one that is not there', async () => {
    const { id } = await host.client.contacts.import({ content: 'email\nnobody\n' })
    const response = await host.call(`/api/contacts/import/${id}/rejected.csv`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="rejected-${id}.csv"`)
    expect(await problem(await host.call('/api/contacts/import/987654/rejected.csv'))).toMatchObject({ status: 404 })
  })
})
