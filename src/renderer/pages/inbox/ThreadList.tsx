import { TextInput } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { InboxCounts, Thread } from '../../../shared/schemas/inbox.ts'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { When } from '../../components/When.tsx'
import { useCommands } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { formatCount } from '../../lib/words/counts.ts'
import type { ListStore } from '../../stores/list.ts'

export type View = 'open' | 'interested' | 'snoozed' | 'done' | 'all'

const views: { view: View; word: string; count?: keyof InboxCounts }[] = [
  { view: 'open', word: 'Open', count: 'open' },
  { view: 'interested', word: 'Interested', count: 'interested' },
  { view: 'snoozed', word: 'Snoozed', count: 'snoozed' },
  { view: 'done', word: 'Done', count: 'done' },
  { view: 'all', word: 'All' },
]

const itemHeight = 76
const readAhead = 20
const searchPauseMs = 200

interface Props {
  list: ListStore<Thread>
  view: View
  onView(view: View): void
  search: string
  onSearch(words: string): void
  openId: number | null
  onOpen(id: number): void
}

/** The conversations, the newest first; arrow keys open the next one. */
export function ThreadList({ list, view, onView, search, onSearch, openId, onOpen }: Props) {
  const desk = useDesk()
  const counts = useStore(desk.inbox.store, (state) => state.value)
  const { items, loaded, problem } = useStore(list.store)
  return (
    <section className="inbox-list" aria-label="Conversations">
      <div className="inbox-list-head">
        <Search value={search} onSearch={onSearch} />
        <fieldset className="chips" aria-label="Which conversations">
          {views.map(({ view: one, word, count }) => (
            <button key={one} type="button" className="chip" aria-pressed={one === view} onClick={() => onView(one)}>
              {word} {count && counts && <span>{formatCount(counts[count])}</span>}
            </button>
          ))}
        </fieldset>
      </div>
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: () => list.touch('all') }} />}
      {!loaded && !problem && <SkeletonRows label="Loading conversations" />}
      {loaded && items.length === 0 && <p className="inbox-none muted">{search ? 'Nobody matches.' : 'Nothing here.'}</p>}
      {items.length > 0 && <Items list={list} openId={openId} onOpen={onOpen} />}
    </section>
  )
}

function Items({ list, openId, onOpen }: Pick<Props, 'list' | 'openId' | 'onOpen'>) {
  const { items, nextCursor, loadingMore } = useStore(list.store)
  const scroll = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => itemHeight,
    overscan: 8,
  })
  const rows = virtualizer.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (nextCursor !== null && !loadingMore && last >= items.length - readAhead) void list.loadMore()
  }, [list, nextCursor, loadingMore, last, items.length])

  const openIndex = items.findIndex((item) => item.id === openId)
  function move(by: 1 | -1): void {
    const to = openIndex < 0 ? 0 : openIndex + by
    const next = items[to]
    if (!next) return
    onOpen(next.id)
    virtualizer.scrollToIndex(to)
    // The item may have to be drawn first.
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-thread="${next.id}"]`)?.focus({ preventScroll: true }))
  }
  useCommands([
    { id: 'thread next', title: 'Next conversation', group: 'Inbox', keys: 'j', run: () => move(1) },
    { id: 'thread previous', title: 'Previous conversation', group: 'Inbox', keys: 'k', run: () => move(-1) },
  ])
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowDown: 1 as const, ArrowUp: -1 as const }[event.key]
    if (by === undefined) return
    event.preventDefault()
    move(by)
  }
  return (
    <div className="inbox-items" ref={scroll} onKeyDown={onKeyDown} role="toolbar" aria-orientation="vertical" aria-label="Conversations">
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {rows.map(({ index, start }) => {
          const thread = items[index]
          return thread && <Item key={thread.id} thread={thread} top={start} open={thread.id === openId} onOpen={onOpen} />
        })}
      </div>
    </div>
  )
}

function Item({ thread, top, open, onOpen }: { thread: Thread; top: number; open: boolean; onOpen(id: number): void }) {
  return (
    <button
      type="button"
      className="inbox-item"
      style={{ transform: `translateY(${top}px)`, height: itemHeight }}
      data-thread={thread.id}
      data-unread={thread.unread}
      aria-current={open ? 'true' : undefined}
      onClick={() => onOpen(thread.id)}
    >
      <span className="inbox-item-top">
        {thread.unread && <span className="inbox-unread" role="img" aria-label="Unread" />}
        <span className="clip inbox-name">{thread.name}</span>
        <span className="muted small">
          <When at={thread.lastAt} short />
        </span>
      </span>
      <span className="clip">{thread.subject}</span>
      <span className="clip muted small">
        {thread.mark === 'interested' && <Icon name="star" className="hue-waiting" />}
        {thread.state === 'snoozed' && <Icon name="snooze" />}
        {thread.lastDirection === 'out' && 'You: '}
        {thread.snippet}
      </span>
    </button>
  )
}

function Search({ value, onSearch }: { value: string; onSearch(words: string): void }) {
  const [words, setWords] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => onSearch(words.trim()), searchPauseMs)
    return () => clearTimeout(timer)
  }, [words, onSearch])
  useCommands([{ id: 'inbox search', title: 'Search the inbox', group: 'Inbox', keys: '/', run: () => input.current?.focus() }])
  return (
    <TextInput
      ref={input}
      size="xs"
      leftSection={<Icon name="search" />}
      placeholder="Search name, address, subject"
      aria-label="Search conversations"
      value={words}
      onChange={(event) => setWords(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && setWords('')}
    />
  )
}
