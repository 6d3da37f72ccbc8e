import { counted, formatCount } from '../../../lib/words/counts.ts'

interface Added {
  added: number
  alreadyIn: number
  suppressed: number
  unknown: number
}

/** What came of adding people, e.g. `146 people added. 1 was in already. 1 is suppressed.` */
export function addedInWords({ added, alreadyIn, suppressed, unknown }: Added): string {
  const words = [added === 0 ? 'Nobody was added.' : `${counted(added, 'person', 'people')} added.`]
  if (alreadyIn > 0) words.push(`${formatCount(alreadyIn)} ${alreadyIn === 1 ? 'was' : 'were'} in already.`)
  if (suppressed > 0) words.push(`${formatCount(suppressed)} ${suppressed === 1 ? 'is' : 'are'} suppressed and left out.`)
  if (unknown > 0) words.push(`${formatCount(unknown)} could not be found.`)
  return words.join(' ')
}
