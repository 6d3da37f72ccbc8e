import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import { useDesk } from '../../../desk-context.tsx'
import { type Problem, toProblem } from '../../../lib/problem.ts'
import { nullIfGone } from '../../../stores/campaigns.ts'
import { useLiveList } from '../../../use-live.ts'

export interface Person {
  contactId: number
  name: string
  email: string
}

export interface People {
  /** For whom the message is shown; null: a sample person, because nobody is in the campaign. */
  current: Person | null
  /** `3 of 148`; null where the person was found otherwise than by going through. */
  place: number | null
  total: number
  problem: Problem | null
  next: (() => void) | null
  previous: (() => void) | null
  choose(person: Person): void
  /** The one whose messages lack the most; says so where nobody lacks anything. */
  chooseWithGaps(): Promise<Person | null>
  search(words: string): Promise<Person[]>
}

/** The people of a campaign, for looking at a message with the eyes of one after the other. */
export function usePeople(id: number): People {
  const desk = useDesk()
  const [chosen, setChosen] = useState<Person | null>(null)
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
  const people = items.flatMap((row) => toPerson(row) ?? [])
  const current = chosen ?? people[0] ?? null
  const index = people.findIndex(({ contactId }) => contactId === current?.contactId)
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
    total,
    problem,
    next: go(index + 1),
    previous: index > 0 ? go(index - 1) : null,
    choose: setChosen,
    async chooseWithGaps() {
      const [worst] = await desk.client.plans.gaps({ id, limit: 1 })
      if (!worst) return null
      const person = { contactId: worst.contactId, name: worst.name || worst.email, email: worst.email }
      setChosen(person)
      return person
    },
    async search(words) {
      const { items } = await desk.client.recipients.list({ id, search: words, limit: 8 })
      return items.flatMap((row) => toPerson(row) ?? [])
    },
  }
}

function toPerson({ contactId, fullName, email }: Recipient): Person | null {
  return contactId === null ? null : { contactId, name: fullName || email || '', email: email ?? '' }
}

/** A failed question, in words for a toast. */
export function inWords(error: unknown): string {
  const { message, advice } = toProblem(error)
  return `${message} ${advice}`.trim()
}
