import { useRef, useState } from 'react'
import type { CheckResult, CredentialInput, Mailbox, MailboxInput } from '../../../../shared/schemas/mailboxes.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { type Problem, toProblem } from '../../../lib/words/problem.ts'

type Settings = Omit<Partial<MailboxInput>, 'credential'> & Pick<MailboxInput, 'email' | 'smtp' | 'imap' | 'preset'>
export type Check = { part: 'smtp' | 'imap'; state: 'checking' } | { part: 'smtp' | 'imap'; state: 'done'; result: CheckResult }

export interface Connecting {
  /** One for each sign-in, as they come; empty before the first try. */
  checks: Check[]
  busy: boolean
  problem: Problem | null
  /**
   * Signs in to both servers with what is not saved yet; when both are good, saves. Null where it was not saved: what
   * was typed stays with the caller, and nothing half-done is left behind.
   */
  connect(settings: Settings, credential: CredentialInput, save: () => Promise<Mailbox>): Promise<Mailbox | null>
  clear(): void
}

const parts = ['smtp', 'imap'] as const

/** Tries a mailbox, tells both results as they come, and saves it only when it can sign in. */
export function useConnect(): Connecting {
  const desk = useDesk()
  const [checks, setChecks] = useState<Check[]>([])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const running = useRef(false)
  /** Whether an earlier save got no answer: then it may have been done. */
  const unanswered = useRef(false)

  async function check(part: 'smtp' | 'imap', input: Settings & { credential: CredentialInput }): Promise<boolean> {
    const { checks: found } = await desk.client.mailboxes.testDraft({ ...input, part })
    const [result] = found
    if (!result) return false
    setChecks((before) => before.map((one) => (one.part === part ? { part, state: 'done', result } : one)))
    return result.ok
  }

  async function connect(settings: Settings, credential: CredentialInput, save: () => Promise<Mailbox>): Promise<Mailbox | null> {
    if (running.current) return null
    running.current = true
    setBusy(true)
    setProblem(null)
    setChecks(parts.map((part) => ({ part, state: 'checking' })))
    try {
      const good = await Promise.all(parts.map((part) => check(part, { ...settings, credential })))
      return good.every(Boolean) ? await saveOnce(settings.email, save) : null
    } catch (error) {
      // A test without an answer says nothing: what runs on is no longer waited for.
      setChecks((before) => before.filter(({ state }) => state === 'done'))
      setProblem(notSaved(toProblem(error)))
      return null
    } finally {
      running.current = false
      setBusy(false)
    }
  }

  async function saveOnce(email: string, save: () => Promise<Mailbox>): Promise<Mailbox> {
    try {
      return await save()
    } catch (error) {
      const { code } = toProblem(error)
      if (code === 'CONFLICT' && unanswered.current) {
        const saved = (await desk.client.mailboxes.list()).find((one) => one.email.toLowerCase() === email.trim().toLowerCase())
        if (saved) return saved
      }
      unanswered.current = code === 'UNREACHABLE'
      throw error
    }
  }

  return {
    checks,
    busy,
    problem,
    connect,
    clear() {
      setChecks([])
      setProblem(null)
    },
  }
}

function notSaved(problem: Problem): Problem {
  if (problem.code !== 'UNREACHABLE') return problem
  return {
    ...problem,
    message: 'Campaign Desk does not answer, so the mailbox was not saved.',
    advice: 'What you typed is still here. Try again as soon as it is back.',
  }
}
