import './inbox.css'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { useStore } from 'zustand'
import type { Thread } from '../../../shared/schemas/inbox.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Page } from '../../components/frame/Page.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveList } from '../../hooks/use-live.ts'
import { nullIfGone } from '../../lib/words/problem.ts'
import { concernsThreads } from './concerns.ts'
import { ThreadList, type View } from './ThreadList.tsx'
import { ThreadPane } from './ThreadPane.tsx'

/** Three panes: the conversations, the one that is open, and who it is. */
export default function InboxPage() {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const { id } = useParams<{ id?: string }>()
  const openId = id === undefined ? null : Number(id)
  const [view, setView] = useState<View>('open')
  const [search, setSearch] = useState('')
  const list = useLiveList<Thread>(
    `${view} ${search}`,
    {
      page: (request) => desk.client.inbox.list({ ...narrowed(view), ...(search ? { search } : {}), ...request }),
      one: (threadId) => desk.client.inbox.get({ id: threadId }).catch(nullIfGone),
      staysInPlace: () => false,
    },
    (event) => (concernsThreads(event) ? 'all' : null),
  )
  const items = useStore(list.store, (state) => state.items)

  /** To the one below (or above) the given one; out of the inbox where there is none. */
  function leave(threadId: number): void {
    const index = items.findIndex((item) => item.id === threadId)
    const next = items[index + 1] ?? items[index - 1]
    navigate(next && next.id !== threadId ? `/inbox/${next.id}` : '/inbox')
    // The row that had the focus goes away.
    if (next) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-thread="${next.id}"]`)?.focus({ preventScroll: true }))
  }

  return (
    <Page title="Inbox" bare>
      <div className="inbox">
        <ThreadList
          list={list}
          view={view}
          onView={setView}
          search={search}
          onSearch={setSearch}
          openId={openId}
          onOpen={(threadId) => navigate(`/inbox/${threadId}`)}
        />
        {openId === null || Number.isNaN(openId) ? (
          <EmptyState title={items.length > 0 ? 'Choose a conversation' : 'No answers here'}>
            {items.length > 0
              ? 'Arrow keys go from one to the next.'
              : 'When somebody answers, their sequence stops and the conversation appears here.'}
          </EmptyState>
        ) : (
          <ThreadPane key={openId} id={openId} onLeave={() => leave(openId)} />
        )}
      </div>
    </Page>
  )
}

function narrowed(view: View) {
  if (view === 'all') return {}
  if (view === 'interested') return { mark: 'interested' as const }
  return { state: view }
}
