import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import type { PreviewCreator } from '../../../../shared/schemas/discovery.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveList } from '../../../hooks/use-live.ts'
import { nullIfGone, type Problem, toProblem } from '../../../lib/words/problem.ts'
import { type LastPreview, useLastPreview } from '../discovery/last-preview.ts'

export interface Person {
  /** Null: somebody whom a search found, and who is nobody's contact yet. */
  contactId: number | null
  creator: PreviewCreator | null
  name: string
  email: string
}

export interface ShownPeople {
  /** For whom the message is shown; null: a sample person, because nobody is in the campaign. */
  current: Person | null
  /** `3 of 148`; null where the person was found otherwise than by going through. */
  place: number | null
  total: number
  /** Nobody is in the campaign: the people are those of the last look, or there are none. */
  isFound: boolean
  problem: Problem | null
  next: (() => void) | null
  previous: (() => void) | null
  choose(person: Person): void
  /** The one whose messages lack the most; says so where nobody lacks anything. */
  chooseWithGaps(): Promise<Person | null>
  search(words: string): Promise<Person[]>
}

/** The people of a campaign, for looking at a message with the eyes of one after the other. */
export function usePeople(id: number): ShownPeople {
  const desk = useDesk()
  const [chosen, setChosen] = useState<Person | null>(null)
  const [last] = useLastPreview(id)
  const list = useLiveList<Recipient>(
    `preview people ${id}`,
    {
      page: (request) => desk.client.recipients.list({ id, ...request }),
      one: (recipientId) => desk.client.recipients.get({ id, recipientId }).catch(nullIfGone),
      staysInPlace: () => true,
    },
    (event) => (event.campaignId === id && /^recipient/.test(event.type) ? (event.recipientId ?? 'all') : null),
    50,
  )
  const { items, total, nextCursor, problem } = useStore(list.store)
  // Nobody is in it yet: whoever the last look found stands for those to come.
  const found = useMemo(() => (last ? creatorsOf(last) : []), [last])
  const isFound = total === 0
  const people = isFound ? found : items.flatMap((row) => toPerson(row) ?? [])
  const current = (chosen && (chosen.contactId === null) === isFound ? chosen : null) ?? people[0] ?? null
  const index = people.findIndex((person) => current !== null && isSame(person, current))
  useEffect(() => {
    if (index >= items.length - 5 && nextCursor !== null) void list.loadMore()
  }, [index, items.length, nextCursor, list])
  const go = (to: number) => {
    const person = people[to]
    return person ? () => setChosen(person) : null
  }
  return {
    current,
    place: index >= 0 ? index + 1 : null,
    total: isFound ? found.length : total,
    isFound,
    problem,
    next: go(index + 1),
    previous: index > 0 ? go(index - 1) : null,
    choose: setChosen,
    async chooseWithGaps() {
      const [worst] = await desk.client.plans.gaps({ id, limit: 1 })
      if (!worst) return null
      const person = { contactId: worst.contactId, creator: null, name: worst.name || worst.email, email: worst.email }
      setChosen(person)
      return person
    },
    async search(words) {
      if (isFound) {
        const typed = words.toLowerCase()
        return found.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(typed)).slice(0, 8)
      }
      const { items } = await desk.client.recipients.list({ id, search: words, limit: 8 })
      return items.flatMap((row) => toPerson(row) ?? [])
    },
  }
}

function toPerson({ contactId, fullName, email }: Recipient): Person | null {
  return contactId === null ? null : { contactId, creator: null, name: fullName || email || '', email: email ?? '' }
}

function isSame(one: Person, other: Person): boolean {
  return one.contactId === null ? one.creator?.handle === other.creator?.handle : one.contactId === other.contactId
}

/** Whoever a look found, as people for whom a message can be shown. */
export function creatorsOf({ preview, criteria: { platform } }: LastPreview): Person[] {
  return preview.people.map(({ handle, profileUrl, fullName, followers }) => ({
    contactId: null,
    creator: { platform, handle, profileUrl, fullName, followers },
    name: fullName || handle,
    email: `@${handle}`,
  }))
}

/** A failed question, in words for a toast. */
export function inWords(error: unknown): string {
  const { message, advice } = toProblem(error)
  return `${message} ${advice}`.trim()
}
