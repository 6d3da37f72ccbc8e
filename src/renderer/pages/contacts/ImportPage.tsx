import { type DragEvent, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { ImportAnalysis } from '../../../shared/schemas/contacts.ts'
import { Page } from '../../components/frame/Page.tsx'
import { WayBack } from '../../components/frame/WayBack.tsx'
import { Icon } from '../../components/Icon.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { type Problem, toProblem } from '../../lib/words/problem.ts'
import { ChooseFile } from './import/ChooseFile.tsx'
import { Mapping } from './import/Mapping.tsx'
import { OneImport } from './import/OneImport.tsx'
import { PastImports } from './import/PastImports.tsx'
import { Sending } from './import/Sending.tsx'
import { uploadFile } from './import/upload-file.ts'
import './contacts.css'
import './import/import.css'

type Stage =
  | { at: 'choose'; problem: Problem | null }
  | { at: 'sending'; file: File; sent: number; cancel(): void }
  | { at: 'map'; file: File; analysis: ImportAnalysis }

/** From a file to contacts. An import that runs is in the address: whoever comes back sees how far it is. */
export default function ImportPage() {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const importId = Number(new URLSearchParams(useSearch()).get('id') ?? 0)
  const [stage, setStage] = useState<Stage>({ at: 'choose', problem: null })
  const [over, setOver] = useState(false)
  const takesFile = importId === 0 && stage.at !== 'sending'

  async function take(file: File): Promise<void> {
    const aborter = new AbortController()
    const sending = { at: 'sending' as const, file, cancel: () => aborter.abort() }
    setStage({ ...sending, sent: 0 })
    try {
      const uploadId = await uploadFile(desk.client, file, (sent) => setStage({ ...sending, sent }), aborter.signal)
      const analysis = await desk.client.contacts.analyzeImport({ uploadId }, { signal: aborter.signal })
      setStage({ at: 'map', file, analysis })
    } catch (error) {
      setStage({ at: 'choose', problem: aborter.signal.aborted ? null : toProblem(error) })
    }
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file && takesFile) void take(file)
  }

  return (
    <Page title="Import contacts" heading={<WayBack to="/contacts" parent="Contacts" title="Import contacts" />}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button does the same by keyboard */}
      <div
        className="import"
        onDragOver={(event) => {
          event.preventDefault()
          setOver(takesFile)
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
        }}
        onDrop={drop}
      >
        {over && (
          <div className="drop-over" aria-hidden="true">
            <Icon name="upload" />
            Drop the file to import it
          </div>
        )}
        {importId > 0 ? (
          <OneImport key={importId} id={importId} onAnother={() => navigate('/contacts/import')} />
        ) : (
          <>
            {stage.at === 'choose' && <ChooseFile problem={stage.problem} onChoose={(file) => void take(file)} />}
            {stage.at === 'sending' && <Sending file={stage.file} sent={stage.sent} onCancel={stage.cancel} />}
            {stage.at === 'map' && (
              <Mapping
                key={stage.analysis.uploadId}
                fileName={stage.file.name}
                analysis={stage.analysis}
                onBack={() => setStage({ at: 'choose', problem: null })}
                onStarted={(id) => {
                  setStage({ at: 'choose', problem: null })
                  navigate(`/contacts/import?id=${id}`)
                }}
              />
            )}
            {stage.at === 'choose' && <PastImports />}
          </>
        )}
      </div>
    </Page>
  )
}
