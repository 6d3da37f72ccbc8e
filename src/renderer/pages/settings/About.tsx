import { useStore } from 'zustand'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../components/SkeletonRows.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'

const platforms = { mac: 'macOS', windows: 'Windows', linux: 'Linux' }
const kinds = { desktop: 'Desktop', headless: 'Headless' }

export function About() {
  const desk = useDesk()
  const { value: info, problem } = useStore(desk.host.store)
  if (!info) {
    return problem ? (
      <ProblemNote problem={problem} action={{ label: 'Try again', run: desk.host.touch }} />
    ) : (
      <SkeletonRows label="Loading" />
    )
  }
  return (
    <div className="settings-card">
      <dl className="settings-facts">
        <dt>Campaign Desk</dt>
        <dd>{info.version}</dd>
        <dt>Runs as</dt>
        <dd>
          {kinds[info.kind]}, on {platforms[info.platform]}
        </dd>
      </dl>
      <p className="muted">
        It works on this computer and sends nothing about you or your contacts to anybody but the servers that you set up. Set in Inter (SIL
        Open Font License).
      </p>
    </div>
  )
}
