import { lookup as systemLookup } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Pictures } from '../../ports/mail.ts'

import { pictureType } from '../../rules/incoming/picture.ts'
import { isPublicAddress } from '../../rules/mailboxes/public-address.ts'

export interface PictureOptions {
  timeoutMs?: number
  /** Bytes of a picture. */
  maxBytes?: number
  /** For tests: servers on this machine, on any port, with this certificate authority. */
  loopback?: { ca: string }
  /** For tests: instead of the system's. */
  lookup?: LookupFunction
}

const redirects = 3

/**
 * Fetches pictures from the open internet: https alone, public addresses alone (looked at after the name was resolved,
 * and connected to as they were looked at), without cookies or a referrer. What cannot be had is treated as not there.
 */
export function createPictures(options: PictureOptions = {}): Pictures {
  const { timeoutMs = 5000 } = options
  return {
    async fetch(url) {
      try {
        const bytes = await follow(url, AbortSignal.timeout(timeoutMs), options)
        const type = bytes && pictureType(bytes)
        return bytes && type ? { type, bytes } : null
      } catch {
        return null
      }
    },
  }
}

async function follow(address: string, signal: AbortSignal, options: PictureOptions): Promise<Buffer | null> {
  let next = new URL(address)
  for (let hop = 0; hop <= redirects; hop++) {
    if (!mayAsk(next, options)) return null
    const response = await get(next, signal, options)
    const { location } = response.headers
    const status = response.statusCode ?? 0
    if (status === 200) return await bounded(response, options.maxBytes ?? 3_000_000)
    response.destroy()
    if (status < 300 || status >= 400 || !location) return null
    next = new URL(location, next)
  }
  return null
}

function mayAsk(url: URL, { loopback }: PictureOptions): boolean {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false
  if (url.port !== '' && !loopback) return false
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A bare address is not looked up, so it is looked at here.
  return isIP(host) === 0 || mayReach(host, loopback !== undefined)
}

function mayReach(address: string, loopback: boolean): boolean {
  return isPublicAddress(address) || (loopback && (address === '127.0.0.1' || address === '::1'))
}

function get(url: URL, signal: AbortSignal, options: PictureOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'image/webp, image/png, image/jpeg, image/gif' }
    const asked = request(
      url,
      { agent: false, signal, headers, lookup: publicOnly(options), ...(options.loopback ? { ca: options.loopback.ca } : {}) },
      resolve,
    )
    asked.on('error', reject)
    asked.end()
  })
}

/** Resolves a name only where every one of its addresses may be reached: a name that points inwards too is a trap. */
function publicOnly(options: PictureOptions): LookupFunction {
  const lookup: LookupFunction = options.lookup ?? systemLookup
  return (name, wanted, tell) => {
    lookup(name, { ...wanted, all: true }, (error, found) => {
      if (error) return tell(error, [])
      const all = Array.isArray(found) ? found : []
      const inwards = all.find(({ address }) => !mayReach(address, options.loopback !== undefined))
      const [first] = all
      if (!first || inwards) return tell(new Error('not a public server'), [])
      if (wanted.all) tell(null, all)
      else tell(null, first.address, first.family)
    })
  }
}

async function bounded(response: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      response.destroy()
      return null
    }
    chunks.push(chunk)
  }
  return response.complete ? Buffer.concat(chunks) : null
}
