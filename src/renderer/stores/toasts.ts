import { createStore } from 'zustand/vanilla'

export interface Toast {
  id: number
  message: string
  hue: 'quiet' | 'good' | 'needs'
  action?: { label: string; run(): void }
  /** When it goes away by itself, by `performance.now()`; null: stays until it is put away. */
  until: number | null
}

const store = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }))
let next = 1

/** Short words about what just happened, at the edge of the screen; with an undo where there is one. */
export const toasts = {
  store,
  say(message: string, options: { hue?: Toast['hue']; action?: Toast['action']; seconds?: number | null } = {}): number {
    const { hue = 'quiet', action, seconds = 6 } = options
    const id = next++
    const toast: Toast = {
      id,
      message,
      hue,
      until: seconds === null ? null : performance.now() + seconds * 1000,
      ...(action && { action }),
    }
    store.setState((state) => ({ toasts: [...state.toasts.slice(-3), toast] }))
    if (seconds !== null) setTimeout(() => toasts.close(id), seconds * 1000)
    return id
  },
  close(id: number): void {
    store.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) }))
  },
}
