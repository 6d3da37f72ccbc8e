import { useEffect, useRef, useState } from 'react'
import type { Command } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'

const pauseMs = 150

/** Campaigns, contacts and conversations whose name begins so, as commands that open them. */
export function usePaletteFinds(typed: string, navigate: (path: string) => void): Command[] {
  const desk = useDesk()
  const [finds, setFinds] = useState<Command[]>([])
  const search = typed.trim()
  // The router's is new with every render.
  const going = useRef(navigate)
  going.current = navigate
  useEffect(() => {
    if (search.length < 2) {
      setFinds([])
      return
    }
    let current = true
    const timer = setTimeout(async () => {
      const limit = 5
      const [campaigns, contacts, threads] = await Promise.allSettled([
        desk.client.campaigns.list({ search, limit }),
        desk.client.contacts.list({ search, limit }),
        desk.client.inbox.list({ search, limit }),
      ])
      if (!current) return
      const go = (id: string, title: string, group: string, path: string): Command => ({ id, title, group, run: () => going.current(path) })
      setFinds([
        ...itemsOf(campaigns).map(({ id, name }) => go(`campaign ${id}`, name, 'Campaign', `/campaigns/${id}`)),
        ...itemsOf(contacts).map(({ id, fullName, email }) =>
          go(`contact ${id}`, fullName ? `${fullName} · ${email}` : email, 'Contact', `/contacts?open=${id}`),
        ),
        ...itemsOf(threads).map(({ id, name, subject }) => go(`thread ${id}`, `${name} · ${subject}`, 'Inbox', `/inbox/${id}`)),
      ])
    }, pauseMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [desk, search])
  return finds
}

function itemsOf<T>(answer: PromiseSettledResult<{ items: T[] }>): T[] {
  return answer.status === 'fulfilled' ? answer.value.items : []
}
