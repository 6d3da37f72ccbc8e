import { Button, PasswordInput, TextInput } from '@mantine/core'
import type { ClaySettings } from '../../../shared/schemas/discovery.ts'
import { SaveButtons } from '../../components/forms/SaveButtons.tsx'
import { useChanges } from '../../components/forms/use-changes.ts'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { toasts } from '../../stores/toasts.ts'
import type { ClaySave } from './types.ts'

interface Form {
  webhookUrl: string
  webhookToken: string
}

/** A table of Clay with a webhook, for those without routines. */
export function TableForm({ settings, hasToken, onSave }: { settings: ClaySettings; hasToken: boolean; onSave: ClaySave }) {
  const action = useAction()
  const { changed, isChanged, set, drop, takeBack, saved } = useChanges<Form>()
  const save = async () => {
    if (!(await action.run(() => onSave(changed)))) return
    saved(changed)
    toasts.say('Saved.', { hue: 'good' })
  }
  return (
    <section className="provider-part" aria-labelledby="table-title">
      <h3 id="table-title">Table, without routines</h3>
      <p className="muted">
        New people go into your table by its webhook. Their addresses come back as a file: export the table in Clay as CSV, and bring it to
        the campaign’s page. A webhook takes 50,000 rows in its whole life and 10 a second; after that it needs a new one.
      </p>
      <form
        className="setup-card-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div className="form-columns">
          <TextInput
            label="Address of the webhook"
            type="url"
            placeholder="https://api.clay.com/…"
            maxLength={500}
            spellCheck={false}
            value={changed.webhookUrl ?? settings.webhookUrl}
            onChange={(event) => set({ webhookUrl: event.currentTarget.value.trim() })}
          />
          <PasswordInput
            label="Its token, where it has one"
            placeholder={hasToken ? 'Kept' : 'none'}
            maxLength={500}
            autoComplete="new-password"
            value={changed.webhookToken ?? ''}
            onChange={(event) => {
              // An emptied field asks for nothing: the token that is kept stays.
              if (event.currentTarget.value === '') drop('webhookToken')
              else set({ webhookToken: event.currentTarget.value })
            }}
          />
        </div>
        {action.problem && <ProblemNote problem={action.problem} />}
        {(hasToken || isChanged) && (
          <div className="actions">
            {hasToken && (
              <Button variant="default" onClick={() => void action.run(() => onSave({ webhookToken: '' }))}>
                Remove the token
              </Button>
            )}
            {isChanged && <SaveButtons busy={action.busy} word="Save the table" onTakeBack={takeBack} />}
          </div>
        )}
      </form>
    </section>
  )
}
