import { Button } from '@mantine/core'
import { useLayoutEffect, useRef, useState } from 'react'
import type { ThreadMessage } from '../../../shared/schemas/inbox.ts'
import { openLink } from '../../api/open-link.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { counted } from '../../lib/words/counts.ts'

const tallestPx = 900

/**
 * A letter as its writer formatted it. The engine has sanitised it; the frame runs no script whatever it holds, and the
 * page's own policy lets it load nothing from anywhere. A link is asked about before it is opened outside.
 */
export function LetterFrame({ threadId, message, html }: { threadId: number; message: ThreadMessage; html: string }) {
  const desk = useDesk()
  const pictures = useAction()
  const frame = useRef<HTMLIFrameElement>(null)
  const [shown, setShown] = useState(html)
  const [failed, setFailed] = useState(0)
  const [link, setLink] = useState<string | null>(null)

  // Before the browser gets to load the frame: a letter without its listener would lead its links into the frame itself.
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    function ask(event: MouseEvent): void {
      event.preventDefault()
      const url = linkOf(event.target)
      if (url !== null) setLink(url)
    }
    function passOn(event: KeyboardEvent): void {
      window.dispatchEvent(new KeyboardEvent('keydown', event))
    }
    function prepare(): void {
      const letter = element?.contentDocument
      if (!element || !letter) return
      element.style.height = `${Math.min(tallestPx, letter.documentElement.scrollHeight + 8)}px`
      letter.addEventListener('click', ask)
      // Keys do what they do elsewhere, also after somebody clicked into the letter.
      letter.addEventListener('keydown', passOn)
    }
    element.addEventListener('load', prepare)
    return () => element.removeEventListener('load', prepare)
  }, [])

  const fetchPictures = () =>
    void pictures.run(async () => {
      const answer = await desk.client.inbox.pictures({ id: threadId, messageId: message.id })
      setShown(answer.html)
      setFailed(answer.failed)
    })
  return (
    <div className="letter-formatted">
      {message.remotePictures > 0 && shown === html && (
        <div className="letter-fate">
          <span className="muted">
            {counted(message.remotePictures, 'picture lies', 'pictures lie')} on a server of theirs, which would learn that you read this.
          </span>
          <ActionButton size="compact-sm" variant="default" busy={pictures.busy} busyLabel="Fetching" onClick={fetchPictures}>
            Show pictures
          </ActionButton>
        </div>
      )}
      {failed > 0 && <p className="muted small">{counted(failed, 'picture', 'pictures')} could not be fetched.</p>}
      {pictures.problem && <ProblemNote problem={pictures.problem} />}
      <iframe
        ref={frame}
        className="letter-frame"
        title={`Letter from ${message.from}`}
        sandbox="allow-same-origin"
        srcDoc={`<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><style>body{font:14px/1.5 sans-serif;margin:8px;color:#1d1d21;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style>${shown}`}
      />
      {link !== null && (
        <Dialog
          title="Open this link in your browser?"
          onClose={() => setLink(null)}
          actions={
            <>
              <Button variant="default" onClick={() => setLink(null)} data-autofocus>
                Cancel
              </Button>
              <Button
                onClick={() => {
                  void openLink(desk.client, link)
                  setLink(null)
                }}
              >
                Open
              </Button>
            </>
          }
        >
          <p className="letter-link">{link}</p>
        </Dialog>
      )}
    </div>
  )
}

/** The address of the link that was pressed; only https leads anywhere. The letter's elements are of another document. */
function linkOf(target: EventTarget | null): string | null {
  if (target === null || !('closest' in target)) return null
  const url = (target as Element).closest('a[href]')?.getAttribute('href') ?? ''
  return url.startsWith('https://') ? url : null
}
