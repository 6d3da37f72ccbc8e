import { createStore } from 'zustand/vanilla'

const store = createStore<{ shown: 'palette' | 'keys' | null }>(() => ({ shown: null }))

/** The command palette and the list of keys: one of them is open, or none. */
export const palette = {
  store,
  open: () => store.setState({ shown: 'palette' }),
  openKeys: () => store.setState({ shown: 'keys' }),
  close: () => store.setState({ shown: null }),
}
