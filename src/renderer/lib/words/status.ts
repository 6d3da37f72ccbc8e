import type { IconName } from './icons.ts'

/** Four hues and no more: green has gone well, amber waits, red needs you, grey has ended or not begun. */
export type Hue = 'good' | 'waiting' | 'needs' | 'quiet'

/** A status as it is shown: a word, a hue and an icon, always the three together. */
export interface StatusView {
  word: string
  hue: Hue
  icon: IconName
}

/** A way to narrow a list: its word, and how many rows it leaves. */
export interface Chip<Filter extends string> {
  filter: Filter
  word: string
  count: number
}
