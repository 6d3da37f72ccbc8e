import { Button, Switch } from '@mantine/core'
import { useStore } from 'zustand'
import type { HostInfo, Preferences } from '../../../shared/schemas/host.ts'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useLiveValue } from '../../hooks/use-live.ts'

/** What holds for this machine, and where it keeps things. Only what this host can do is shown. */
export function ThisComputer() {
  const desk = useDesk()
  const { value: info, problem } = useStore(desk.host.store)
  if (info) {
    return (
      <>
        {info.kind === 'desktop' && <Choices />}
        <Passwords info={info} />
        <Folders info={info} />
      </>
    )
  }
  if (problem) return <ProblemNote problem={problem} action={{ label: 'Try again', run: desk.host.touch }} />
  return <SkeletonRows label="Loading" />
}

type Choice = Exclude<keyof Preferences, 'checkForUpdates'>
const choices: { key: Choice; label: string; description: string }[] = [
  { key: 'startAtLogin', label: 'Start when you sign in to this computer', description: 'In the tray, without a window.' },
  {
    key: 'keepRunning',
    label: 'Keep running when the window is closed',
    description: 'It goes on sending and reading replies, and stays in the tray. Off: closing the window ends it.',
  },
  { key: 'notifyReplies', label: 'Tell me when somebody answers', description: 'With a notification of the system.' },
  { key: 'notifyProblems', label: 'Tell me when something needs me', description: 'A mailbox that cannot sign in, for example.' },
]

function Choices() {
  const desk = useDesk()
  const action = useAction()
  const preferences = useLiveValue(
    'preferences',
    () => desk.client.host.preferences(),
    () => false,
  )
  const { value, problem } = preferences
  const set = (key: Choice, on: boolean) => action.run(async () => preferences.set(await desk.client.host.setPreferences({ [key]: on })))
  if (!value) {
    return problem ? (
      <ProblemNote problem={problem} action={{ label: 'Try again', run: preferences.touch }} />
    ) : (
      <SkeletonRows label="Loading" />
    )
  }
  return (
    <div className="settings-card">
      {choices.map(({ key, label, description }) => (
        <Switch
          key={key}
          label={label}
          description={description}
          checked={value[key]}
          onChange={(event) => void set(key, event.currentTarget.checked)}
        />
      ))}
      {action.problem && <ProblemNote problem={action.problem} />}
    </div>
  )
}

const keptWhere: Record<HostInfo['secrets'], string> = {
  keychain: 'In the keychain of this system.',
  weak: 'Encrypted with a key that this system does not protect.',
  none: 'They cannot be kept on this system.',
  file: 'In an encrypted file that only your user may read.',
}

function Passwords({ info }: { info: HostInfo }) {
  const bad = info.secrets === 'none' || info.secrets === 'weak'
  return (
    <div className="settings-card">
      <dl className="settings-facts">
        <dt>Passwords</dt>
        <dd>
          <span className="badge">
            <Icon name={bad ? 'warning' : 'check'} className={bad ? 'hue-waiting' : 'hue-good'} />
            {keptWhere[info.secrets]}
          </span>
        </dd>
      </dl>
      {info.secretsMessage && <p>{info.secretsMessage}</p>}
    </div>
  )
}

function Folders({ info }: { info: HostInfo }) {
  const desk = useDesk()
  const action = useAction()
  return (
    <div className="settings-card">
      <dl className="settings-facts">
        <dt>Data</dt>
        <dd>{info.dataFolder}</dd>
        <dt>Logs</dt>
        <dd>{info.logFolder}</dd>
      </dl>
      <p className="muted">All data is in this folder and nowhere else. Logs hold no passwords and no messages.</p>
      {info.kind === 'desktop' && (
        <div className="settings-row">
          <Button variant="default" onClick={() => void action.run(async () => void (await desk.client.host.openLogs()))}>
            Open the logs
          </Button>
        </div>
      )}
      {action.problem && <ProblemNote problem={action.problem} />}
    </div>
  )
}
