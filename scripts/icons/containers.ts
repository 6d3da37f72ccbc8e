/** Windows' and Apple's icon files are PNGs in a row, with a table before them. Sizes are in pixels. */

/** An ICO file of PNGs (Windows Vista and later read them). @param pictures at most 256 pixels each */
export function ico(pictures: readonly { size: number; png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  pictures.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index
    // One byte: 256 is written as 0.
    header.writeUInt8(size % 256, entry)
    header.writeUInt8(size % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    offset += png.length
  })
  return Buffer.concat([header, ...pictures.map(({ png }) => png)])
}

/** The types of an ICNS file that hold a PNG, by pixels; several mean the same pixels at another density. */
const icnsTypes: Record<number, string[]> = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
}

/** An ICNS file of PNGs. Throws for a size that the format does not have. */
export function icns(pictures: readonly { size: number; png: Buffer }[]): Buffer {
  const entries = pictures.flatMap(({ size, png }) => {
    const types = icnsTypes[size]
    if (!types) throw new Error(`ICNS has no ${size} pixels`)
    return types.map((type) => Buffer.concat([Buffer.from(type, 'ascii'), length(png.length + 8), png]))
  })
  const body = Buffer.concat(entries)
  return Buffer.concat([Buffer.from('icns', 'ascii'), length(body.length + 8), body])
}

function length(bytes: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(bytes)
  return buffer
}
