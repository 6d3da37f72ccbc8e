import type { ReactNode } from 'react'
import type { IconName } from '../lib/words.ts'

const paths: Record<IconName, ReactNode> = {
  draft: <path d="M3.5 12.5 4.3 9.6 10.6 3.3a1.2 1.2 0 0 1 1.7 0l.4.4a1.2 1.2 0 0 1 0 1.7L6.4 11.7Z" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.2l2 1.3" />
    </>
  ),
  play: <path d="M5.5 4v8l6.5-4Z" />,
  pause: <path d="M6 4v8M10 4v8" />,
  check: <path d="m3.5 8.5 3 3 6-7" />,
  cross: <path d="m4.5 4.5 7 7m0-7-7 7" />,
  reply: <path d="M6.5 4 3 7.5 6.5 11M3.5 7.5H9a4 4 0 0 1 4 4v.5" />,
  bounce: <path d="M3 4v5.5A2.5 2.5 0 0 0 5.5 12H13m-3-3 3 3-3 3" transform="translate(0 -1.5)" />,
  stop: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m4.2 11.8 7.6-7.6" />
    </>
  ),
  alert: (
    <>
      <path d="M8 2.5 14 13H2Z" />
      <path d="M8 6.5v3M8 11.2v.2" />
    </>
  ),
  dot: <circle cx="8" cy="8" r="2" />,
  mail: (
    <>
      <rect x="2.5" y="4" width="11" height="8.5" rx="1.5" />
      <path d="m3 5 5 4 5-4" />
    </>
  ),
  campaigns: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1.5" />
      <path d="M2.5 6.5h11M6.5 6.5V13" />
    </>
  ),
  people: (
    <>
      <circle cx="6" cy="5.5" r="2.2" />
      <path d="M2 13c0-2.4 1.7-4 4-4s4 1.6 4 4M10.5 3.6a2.2 2.2 0 0 1 0 3.8M11.5 9.4c1.5.5 2.5 1.8 2.5 3.6" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="m10 10 3.5 3.5" />
    </>
  ),
  chevron: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  engine: <circle cx="8" cy="8" r="3.5" fill="currentColor" />,
}

/** A decoration: the word beside it says the same. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg
      className={`icon ${className}`}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {paths[name]}
    </svg>
  )
}
