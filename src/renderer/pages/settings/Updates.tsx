import { Progress, Switch } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { UpdateStatus } from '../../../shared/schemas/host.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useLiveValue } from '../../hooks/use-live.ts'

const pollMs = 1000

/** Whether there is a newer version. It is fetched and installed only when a person says so. */
export function Updates() {
  const desk = useDesk()
  const update = useLiveValue(
    'update',
    () => desk.client.host.update(),
    () => false,
  )
  const { value, problem, touch } = update
  const moving = value?.state === 'checking' || value?.state === 'downloading'
  const latest = useRef(touch)
  latest.current = touch
  useEffect(() => {
    if (!moving) return
    const timer = setInterval(() => latest.current(), pollMs)
    return () => clearInterval(timer)
  }, [moving])
  if (!value) {
    return problem ? <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} /> : <SkeletonRows label="Loading" />
  }
  return (
    <>
      <div className="settings-card">
        <p role="status">{value.message || 'This is the newest version that is known.'}</p>
        {value.state === 'downloading' && <Progress value={value.percent ?? 0} aria-label="Download" />}
        {value.checkedAt && (
          <p className="muted small">
            Last looked <When at={value.checkedAt} />
          </p>
        )}
        <UpdateAction status={value} onStatus={update.set} />
      </div>
      {value.state !== 'off' && <Automatic />}
    </>
  )
}

function UpdateAction({ status, onStatus }: { status: UpdateStatus; onStatus(status: UpdateStatus): void }) {
  const { client } = useDesk()
  const action = useAction()
  const { state, version } = status
  const acts: Partial<Record<UpdateStatus['state'], { word: string; run(): Promise<void> }>> = {
    idle: { word: 'Look for updates', run: async () => onStatus(await client.host.checkForUpdate()) },
    failed: { word: 'Look again', run: async () => onStatus(await client.host.checkForUpdate()) },
    available: { word: `Download ${version ?? 'it'}`, run: async () => onStatus(await client.host.downloadUpdate()) },
    ready: { word: 'Install and restart', run: async () => void (await client.host.installUpdate()) },
  }
  const act = acts[state]
  return (
    <>
      {action.problem && <ProblemNote problem={action.problem} />}
      {act && (
        <div className="settings-row">
          <ActionButton variant="default" busy={action.busy} busyLabel="One moment" onClick={() => void action.run(act.run)}>
            {act.word}
          </ActionButton>
          {state === 'ready' && <span className="muted small">A message on its way is finished first.</span>}
        </div>
      )}
    </>
  )
}

function Automatic() {
  const desk = useDesk()
  const action = useAction()
  const preferences = useLiveValue(
    'preferences',
    () => desk.client.host.preferences(),
    () => false,
  )
  if (!preferences.value) return null
  return (
    <div className="settings-card">
      <Switch
        label="Look for a newer version once a day"
        description="It tells you, and installs nothing by itself."
        checked={preferences.value.checkForUpdates}
        onChange={(event) => {
          const checkForUpdates = event.currentTarget.checked
          void action.run(async () => preferences.set(await desk.client.host.setPreferences({ checkForUpdates })))
        }}
      />
      {action.problem && <ProblemNote problem={action.problem} />}
    </div>
  )
}
