/** A million people that never lived, always the same ones. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

const first =
  'Anna Ben Clara David Emma Finn Greta Hugo Ida Jonas Karla Leon Mia Noah Olga Paul Rosa Sam Tara Umut Vera Willem Xenia Yara Zoe'.split(
    ' ',
  )
const endings = ['er', 'mann', 'son', 'berg', 'stein', 'feld', 'ski', 'ova', 'ez', 'ini']
const roots =
  'Alb Bau Cor Dorn Eich Fuchs Gold Hart Ill Jung Kauf Lind Mor Neu Ost Pfeil Quast Rosen Sand Tann Ull Vogel Wald Zimmer'.split(' ')
const kinds = ['GmbH', 'AG', 'Studio', 'Media', 'Labs', 'Salon', 'Partners', 'Werkstatt']
const channels = ['youtube', 'instagram', 'tiktok', 'newsletter', 'podcast']
const freeMail = 'pmail.example'

export interface Person {
  email: string
  firstName: string
  lastName: string
  company: string
  channel: string
}

/** Scatters a number over 32 bits, so that neighbours in the file have nothing in common. */
function scatter(value: number): number {
  let mixed = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function pick<T>(list: readonly T[], seed: number): T {
  return list[seed % list.length] as T
}

export function person(index: number): Person {
  const seed = scatter(index)
  const firstName = pick(first, seed)
  const lastName = `${pick(roots, scatter(seed + 1))}${pick(endings, scatter(seed + 2))}${pick(endings, scatter(seed + 3))}`
  const companyNumber = scatter(seed + 4) % 40_000
  const company = `${pick(roots, companyNumber)}${pick(endings, companyNumber >> 5)} ${companyNumber} ${pick(kinds, companyNumber)}`
  const domain = scatter(seed + 5) % 10 < 3 ? freeMail : `${company.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.example`
  return {
    email: `${firstName}.${lastName}${index}@${domain}`.toLowerCase(),
    firstName,
    lastName,
    company,
    channel: pick(channels, seed >> 3),
  }
}

/** Writes a CSV file with a header and `rows` people. */
export async function writePeople(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path)
  let text = 'firstName,lastName,company,email,channel\n'
  for (let index = 0; index < rows; index++) {
    const { firstName, lastName, company, email, channel } = person(index)
    text += `${firstName},${lastName},${company},${email},${channel}\n`
    if (text.length < 1_000_000) continue
    if (!file.write(text)) await once(file, 'drain')
    text = ''
  }
  file.end(text)
  await once(file, 'close')
}
