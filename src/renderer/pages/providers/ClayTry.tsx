import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ClaySettings, EnrichmentTry, Platform } from '../../../shared/schemas/discovery.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { platforms } from '../../lib/discovery/words.ts'
import { type Problem, toProblem } from '../../lib/words/problem.ts'
import { TryResult } from './TryResult.tsx'

const pollMs = 2_000

type Outputs = Pick<ClaySettings, 'emailOutput' | 'firstNameOutput' | 'lastNameOutput' | 'companyOutput'>

interface Props {
  form: Outputs
  unsaved: boolean
  /** Keeps what was changed: a try runs with what is kept. */
  onSave(): Promise<boolean>
  onUse(change: Partial<Outputs>): Promise<boolean>
}

/** The routine on one person, to see what it gives. */
export function ClayTry({ form, unsaved, onSave, onUse }: Props) {
  const desk = useDesk()
  const action = useAction()
  const [platform, setPlatform] = useState<Platform>('instagram')
  const [handle, setHandle] = useState('')
  const [fullName, setFullName] = useState('')
  const [result, setResult] = useState<EnrichmentTry | null>(null)
  const lost = useFollowedTry(result, setResult)

  const start = async () => {
    if (handle.trim() === '' || result?.state === 'running' || !(await onSave())) return
    await action.run(async () => setResult(await desk.client.providers.tryClay({ platform, handle: handle.trim(), fullName })))
  }
  const use = async (change: Partial<Outputs>) => {
    if (!(await onUse(change)) || !result) return
    // Which of it is the address follows from the key that is kept now.
    await action.run(async () => setResult(await desk.client.providers.clayTry({ id: result.id })))
  }

  return (
    <form
      className="setup-card-form provider-try"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <h4>Test it on one person</h4>
      <div className="provider-try-fields">
        <NativeSelect
          label="Platform"
          data={platforms.map(({ value, label }) => ({ value, label }))}
          value={platform}
          onChange={(event) => setPlatform(platforms.find(({ value }) => value === event.currentTarget.value)?.value ?? 'instagram')}
        />
        <TextInput
          label="Handle"
          maxLength={100}
          required
          withAsterisk={false}
          spellCheck={false}
          value={handle}
          onChange={(event) => setHandle(event.currentTarget.value)}
        />
        <TextInput label="Full name" maxLength={200} value={fullName} onChange={(event) => setFullName(event.currentTarget.value)} />
      </div>
      <div className="setup-row">
        <ActionButton type="submit" size="compact-md" variant="default" busy={action.busy} busyLabel="One moment">
          {unsaved ? 'Save and run it once' : 'Run it once'} · costs what Clay charges for one
        </ActionButton>
      </div>
      {action.problem && <ProblemNote problem={action.problem} />}
      {lost && result?.state === 'running' && <ProblemNote problem={lost} />}
      {result?.state === 'running' && (
        <p role="status" className="badge">
          <Icon name="clock" className="hue-waiting" />{' '}
          {result.message || 'Clay is at it. This can take a minute; you may leave this page.'}
        </p>
      )}
      {result?.state === 'failed' && <ProblemNote problem={{ code: '', message: result.message || 'Clay gave no result.', advice: '' }} />}
      {result?.state === 'done' && <TryResult result={result} form={form} onUse={(change) => void use(change)} />}
    </form>
  )
}

/** Asks how a try stands until it has ended; returns why it could not be asked. */
function useFollowedTry(result: EnrichmentTry | null, onResult: (result: EnrichmentTry) => void): Problem | null {
  const desk = useDesk()
  const [lost, setLost] = useState<Problem | null>(null)
  const id = result?.state === 'running' ? result.id : null
  useEffect(() => {
    if (id === null) return
    let current = true
    let timer: ReturnType<typeof setTimeout>
    const ask = () => {
      timer = setTimeout(() => {
        desk.client.providers.clayTry({ id }).then(
          (next) => {
            if (!current) return
            setLost(null)
            onResult(next)
            if (next.state === 'running') ask()
          },
          (error: unknown) => {
            if (!current) return
            setLost(toProblem(error))
            ask()
          },
        )
      }, pollMs)
    }
    ask()
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [desk, id, onResult])
  return lost
}
