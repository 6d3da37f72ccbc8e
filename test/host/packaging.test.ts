import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { describe, expect, it } from 'vitest'
import { icns, ico } from '../../scripts/icons/containers.ts'
import { electronArchive, whyNotReachable } from '../../scripts/installers/electron-archive.ts'
import { linkScheme } from '../../src/main/host/shell/deep-link.ts'
import { importsIn, readTree } from '../layers/imports.ts'

const root = join(import.meta.dirname, '../..')
const quiet = { isEnabled: false, add: () => {} } as unknown as Parameters<typeof validateConfiguration>[1]

describe('electron-builder.yml', () => {
  it('is accepted by electron-builder itself', async () => {
    const config = await getConfig(root, null, null)
    await validateConfiguration(config, quiet)
    await expect(validateConfiguration({ ...config, electronFuses: { runAsNod: false } } as typeof config, quiet)).rejects.toThrow(
      'configuration.electronFuses',
    )
  })

  it('flips the fuses, names the link scheme, and finds the files it names', async () => {
    const config = await getConfig(root, null, null)
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
    expect(config.protocols).toEqual([{ name: 'Campaign Desk', schemes: [linkScheme] }])
    for (const path of [config.mac?.icon, config.win?.icon, config.linux?.icon, 'resources/migrations', 'resources/pictures']) {
      expect(existsSync(join(root, String(path))), String(path)).toBe(true)
    }
  })
})

describe('the archive', () => {
  it('leaves the client for models out for as long as nothing of ours imports it', async () => {
    const { files } = await getConfig(root, null, null)
    const importers = [...readTree(join(root, 'src'))].filter(([, text]) => importsIn(text).some((name) => /^openai(\/|$)/.test(name)))
    expect(JSON.stringify(files).includes('!node_modules/openai/**')).toBe(importers.length === 0)
  })
})

describe('icons', () => {
  it('are there in all sizes, as PNGs of what their names say', () => {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
      const png = readFileSync(join(root, `resources/icons/${size}x${size}.png`))
      expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', size, size])
    }
  })

  it('are packed into containers whose tables lead to each picture', () => {
    const pictures = [32, 256].map((size) => ({ size, png: Buffer.from(`picture of ${size}`) }))
    const windows = ico(pictures)
    expect([windows.readUInt16LE(2), windows.readUInt16LE(4), windows.readUInt8(6), windows.readUInt8(22)]).toEqual([1, 2, 32, 0])
    for (const [index, { png }] of pictures.entries()) {
      const [length, offset] = [windows.readUInt32LE(6 + 16 * index + 8), windows.readUInt32LE(6 + 16 * index + 12)]
      expect(windows.subarray(offset, offset + length)).toEqual(png)
    }
    const mac = icns(pictures)
    expect([mac.toString('ascii', 0, 4), mac.readUInt32BE(4)]).toEqual(['icns', mac.length])
    const types: string[] = []
    for (let at = 8; at < mac.length; at += mac.readUInt32BE(at + 4)) types.push(mac.toString('ascii', at, at + 4))
    expect(types).toEqual(['ic11', 'ic08', 'ic13'])
    expect(() => icns([{ size: 31, png: Buffer.alloc(0) }])).toThrow('31')
  })

  it.each(['icon.icns', 'icon.ico'])('%s is what the packer made', (name) => {
    const file = readFileSync(join(root, 'resources', name))
    if (name.endsWith('icns')) expect([file.toString('ascii', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length])
    else expect(file.readUInt16LE(4)).toBe(7)
  })
})

describe("Electron's own binary", () => {
  it('is looked for where Electron publishes it, or at a mirror', () => {
    expect(electronArchive('45.4.1', 'linux', 'x64', {})).toBe(
      'https://github.com/electron/electron/releases/download/v45.4.1/electron-v45.4.1-linux-x64.zip',
    )
    expect(electronArchive('45.4.1', 'win32', 'arm64', { ELECTRON_MIRROR: 'https://mirror.example/electron' })).toBe(
      'https://mirror.example/electron/v45.4.1/electron-v45.4.1-win32-arm64.zip',
    )
  })

  it('is said to be missing in words', async () => {
    const server = createServer((request, response) => response.writeHead(request.url === '/there' ? 200 : 404).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await whyNotReachable(`${base}/there`)).toBeNull()
    expect(await whyNotReachable(`${base}/gone`)).toBe('the server answers 404')
    await new Promise((resolve) => server.close(resolve))
    expect(await whyNotReachable(`${base}/there`)).toBe('ECONNREFUSED')
  })
})
