export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

/** Which bitmap a file is, by its first bytes; null for all others, whatever a server calls them. */
export function pictureType(bytes: Uint8Array): PictureType | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif'
  return head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP' ? 'image/webp' : null
}

/**
 * How many pixels a bitmap unpacks to, as its header says; Infinity where it does not say. A few kilobytes can unpack to
 * gigabytes, which a browser takes from the machine before it shows anything.
 */
export function pixelsOf(bytes: Uint8Array): number {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    switch (pictureType(bytes)) {
      case 'image/png':
        return data.readUInt32BE(16) * data.readUInt32BE(20)
      case 'image/gif':
        return gifPixels(data)
      case 'image/jpeg':
        return jpegPixels(data)
      case 'image/webp':
        return webpPixels(data)
      default:
        return Number.POSITIVE_INFINITY
    }
  } catch (error) {
    // It ends before it says so.
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY
    throw error
  }
}

/** The screen, or the first frame where that is larger: browsers let it grow. */
function gifPixels(data: Buffer): number {
  const screen = { width: data.readUInt16LE(6), height: data.readUInt16LE(8) }
  const packed = data.readUInt8(10)
  let at = 13 + (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0)
  // Extensions stand before the first frame, each a chain of short blocks.
  while (data.readUInt8(at) === 0x21) {
    at += 2
    while (data.readUInt8(at) !== 0) at += data.readUInt8(at) + 1
    at++
  }
  const right = data.readUInt16LE(at + 1) + data.readUInt16LE(at + 5)
  const bottom = data.readUInt16LE(at + 3) + data.readUInt16LE(at + 7)
  return Math.max(screen.width, right) * Math.max(screen.height, bottom)
}

/** Segments from the beginning until one that starts a frame. */
function jpegPixels(data: Buffer): number {
  let at = 2
  for (;;) {
    if (data.readUInt8(at) !== 0xff) return Number.POSITIVE_INFINITY
    while (data.readUInt8(at) === 0xff) at++
    const marker = data.readUInt8(at++)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return data.readUInt16BE(at + 3) * data.readUInt16BE(at + 5)
    at += Math.max(2, data.readUInt16BE(at))
  }
}

function webpPixels(data: Buffer): number {
  switch (data.toString('latin1', 12, 16)) {
    case 'VP8X':
      return (1 + data.readUIntLE(24, 3)) * (1 + data.readUIntLE(27, 3))
    case 'VP8 ':
      return (data.readUInt16LE(26) & 0x3fff) * (data.readUInt16LE(28) & 0x3fff)
    case 'VP8L': {
      const bits = data.readUInt32LE(21)
      return (1 + (bits & 0x3fff)) * (1 + ((bits >>> 14) & 0x3fff))
    }
    default:
      return Number.POSITIVE_INFINITY
  }
}
