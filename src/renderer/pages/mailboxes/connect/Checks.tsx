import { useEffect, useRef } from 'react'
import { Icon } from '../../../components/Icon.tsx'
import { OutsideLink } from '../../../components/OutsideLink.tsx'
import type { Check } from './use-connect.ts'

const words = { smtp: 'Sending (SMTP)', imap: 'Reading replies (IMAP)' }

/** The two sign-ins, each with its result in words and what to do. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  const list = useRef<HTMLUListElement>(null)
  // They come below the button that was pressed: a small window would hide them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every result
  useEffect(() => {
    // It may answer with a promise, which is no way to end an effect.
    void list.current?.scrollIntoView({ block: 'nearest' })
  }, [checks])
  return (
    <ul ref={list} className="checks" aria-live="polite" aria-label="Connection test">
      {checks.map((check) => (
        <li key={check.part}>
          {check.state === 'checking' ? (
            <>
              <Icon name="clock" className="hue-waiting" />
              <span>{words[check.part]}: signing in</span>
            </>
          ) : (
            <>
              <Icon name={check.result.ok ? 'check' : 'alert'} className={check.result.ok ? 'hue-good' : 'hue-needs'} />
              <span>
                <strong>
                  {words[check.part]}: {check.result.ok ? 'good' : 'refused'}.
                </strong>{' '}
                {check.result.message} {check.result.helpUrl && <OutsideLink url={check.result.helpUrl}>How to put it right</OutsideLink>}
              </span>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
