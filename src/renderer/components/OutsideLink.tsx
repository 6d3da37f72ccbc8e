import type { ReactNode } from 'react'
import { openLink } from '../api/open-link.ts'
import { useDesk } from '../hooks/desk-context.tsx'
import { useAction } from '../hooks/use-action.ts'
import { Icon } from './Icon.tsx'

/** Opens a page of somebody else, outside the application. A button, because the page itself stays here. */
export function OutsideLink({ url, children }: { url: string; children: ReactNode }) {
  const desk = useDesk()
  const action = useAction()
  return (
    <span>
      <button type="button" className="link-button" title={url} onClick={() => void action.run(() => openLink(desk.client, url))}>
        {children}
        <Icon name="external" />
        <span className="visually-hidden"> (opens your browser)</span>
      </button>
      {action.problem && (
        <span className="small" role="alert">
          {' '}
          {action.problem.message} The address is {url}
        </span>
      )}
    </span>
  )
}
