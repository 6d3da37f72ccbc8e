import { Button, CloseButton } from '@mantine/core'
import { useStore } from 'zustand'
import { toasts } from '../../stores/toasts.ts'

export function Toasts() {
  const { toasts: shown } = useStore(toasts.store)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className={`toast toast-${toast.hue}`}>
          <span>{toast.message}</span>
          {toast.action && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                toasts.close(toast.id)
                toast.action?.run()
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => toasts.close(toast.id)} />
        </div>
      ))}
    </div>
  )
}
