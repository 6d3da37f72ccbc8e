import type { ReactNode } from 'react'
import type { IconName } from '../lib/words/icons.ts'

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
  today: (
    <>
      <circle cx="8" cy="8" r="2.6" />
      <path d="M8 2v1.4M8 12.6V14M2 8h1.4M12.6 8H14M3.8 3.8l1 1M11.2 11.2l1 1M12.2 3.8l-1 1M4.8 11.2l-1 1" />
    </>
  ),
  mailbox: <path d="M2.5 9.5 4 4.5h8l1.5 5v3h-11Zm0 0h3.2l.8 1.5h3l.8-1.5h3.2" />,
  credits: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5V8l4 3.8" />
    </>
  ),
  settings: <path d="M2.5 5h5m3.5 0h2.5M2.5 11H5m3.5 0h5M9.2 3.4v3.2M6.8 9.4v3.2" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  more: <path d="M4 8v.1M8 8v.1M12 8v.1" strokeWidth="2" />,
  grip: <path d="M6 4.5v.1M10 4.5v.1M6 8v.1M10 8v.1M6 11.5v.1M10 11.5v.1" strokeWidth="2" />,
  up: <path d="M8 12.5v-9M4.5 7 8 3.5 11.5 7" />,
  down: <path d="M8 3.5v9M4.5 9 8 12.5 11.5 9" />,
  left: <path d="m9.5 4.5-3.5 3.5 3.5 3.5" />,
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  edit: <path d="M3.5 12.5 4.3 9.6 10.6 3.3a1.2 1.2 0 0 1 1.7 0l.4.4a1.2 1.2 0 0 1 0 1.7L6.4 11.7Z" />,
  trash: <path d="M3 4.5h10M6.5 4.5v-1h3v1M4.5 4.5 5 13h6l.5-8.5" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="7.5" height="7.5" rx="1.5" />
      <path d="M10.5 5.5V4A1 1 0 0 0 9.5 3H4A1 1 0 0 0 3 4v5.500A1 1 0 0 0 4 10.500h1.5" />
    </>
  ),
  external: <path d="M9.5 3H13v3.500M13 3 7.5 8.500M11 9v3.500H3.500V5H7" />,
  upload: <path d="M8 10.500V3M5 6l3-3 3 3M3 11v2h10v-2" />,
  download: <path d="M8 3v7.500M5 7.500l3 3 3-3M3 11v2h10v-2" />,
  star: <path d="m8 2.8 1.6 3.4 3.7.5-2.7 2.5.7 3.700L8 11.100l-3.3 1.8.7-3.700L2.7 6.700l3.7-.500Z" />,
  snooze: <path d="M5 3.500h6L5 9h6M7 12.500h5" />,
  eye: (
    <>
      <path d="M1.8 8S4 4 8 4s6.2 4 6.2 4-2.2 4-6.2 4S1.8 8 1.8 8Z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  bolt: <path d="M8.5 2.5 4 9h3.500L7 13.5 12 7H8.300Z" />,
  flask: <path d="M6.5 2.500h3M7 2.500V6L3.5 12a1 1 0 0 0 .9 1.500h7.200a1 1 0 0 0 .9-1.500L9 6V2.500M5 10h6" />,
  undo: <path d="M5.5 3.5 2.5 6.500l3 3M3 6.500h6.500a3.5 3.5 0 0 1 0 7H7" />,
  tag: <path d="M3 3h5l5.2 5.200a1 1 0 0 1 0 1.400l-3.6 3.600a1 1 0 0 1-1.4 0L3 8Zm2.8 2.800v.1" />,
  filter: <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />,
  link: (
    <path d="M6.8 9.2 9.2 6.800M7 4.800l1.3-1.300a2.7 2.7 0 0 1 3.9 3.900L10.9 8.700M9 11.200l-1.3 1.300a2.7 2.7 0 0 1-3.9-3.900L5.1 7.3" />
  ),
  send: <path d="M13.5 2.5 2.5 7l4.5 2 2 4.500Zm0 0L7 9" />,
  warning: (
    <>
      <path d="M8 2.5 14 13H2Z" />
      <path d="M8 6.500v3M8 11.200v.2" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.500v3M8 5.300v.1" />
    </>
  ),
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
