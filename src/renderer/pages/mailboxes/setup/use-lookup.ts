import { useEffect, useRef, useState } from 'react'
import type { MailboxDiscovery, MailboxPreset, MailProvider } from '../../../../shared/schemas/mailboxes.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { looksLikeAddress } from '../../../lib/mailboxes/words.ts'
import { type Problem, toProblem } from '../../../lib/words/problem.ts'

/** Which provider an address belongs to, and how that was found out. */
export interface Lookup {
  found: MailboxDiscovery | null
  state: 'idle' | 'looking' | 'unknown'
  problem: Problem | null
  /** Asks the domain itself, and the public directory where that was allowed. */
  look(directory: boolean): void
  /** A provider chosen by hand; null: the servers are filled in by hand. */
  choose(provider: MailProvider | null): void
  chosen: MailboxPreset | null
}

const pauseMs = 250

/** Known domains are recognised while one types, without asking anybody; the rest is looked up when asked for. */
export function useLookup(email: string): Lookup {
  const desk = useDesk()
  const [found, setFound] = useState<MailboxDiscovery | null>(null)
  const [state, setState] = useState<Lookup['state']>('idle')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [chosen, setChosen] = useState<MailboxPreset | null>(null)
  const asked = useRef(0)
  const address = email.trim()
  const domain = looksLikeAddress(address) ? address.split('@')[1] : undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: another local part has the same provider
  useEffect(() => {
    if (chosen !== null) return
    const mine = ++asked.current
    setFound(null)
    setState('idle')
    setProblem(null)
    if (domain === undefined) return
    const timer = setTimeout(() => {
      desk.client.mailboxes.discover({ email: address, lookup: false }).then(
        (known) => mine === asked.current && setFound(known),
        // An address that is not finished is nothing to complain about; pressing the button says what is wrong.
        () => {},
      )
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [desk, domain, chosen])

  return {
    found,
    state,
    problem,
    chosen,
    look(directory) {
      const mine = ++asked.current
      setState('looking')
      setProblem(null)
      desk.client.mailboxes.discover({ email: address, lookup: true, directory }).then(
        (answer) => {
          if (mine !== asked.current) return
          setFound(answer)
          setState(answer ? 'idle' : 'unknown')
        },
        (error: unknown) => {
          if (mine !== asked.current) return
          setState('idle')
          setProblem(toProblem(error))
        },
      )
    },
    choose(provider) {
      asked.current += 1
      setState('idle')
      setProblem(null)
      setChosen(provider?.preset ?? 'other')
      setFound(provider ?? byHand)
    },
  }
}

const byHand: MailboxDiscovery = {
  preset: 'other',
  smtp: { host: '', port: 465, security: 'tls', user: '' },
  imap: { host: '', port: 993, security: 'tls', user: '' },
  auth: 'password',
  saveSentCopy: true,
  source: 'guess',
  advice: 'Your provider tells you these servers, usually under “mail program” or “IMAP”.',
  helpUrl: null,
}
