import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ClaySettings as Settings } from '../../../shared/schemas/discovery.ts'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { stillUnsaved } from '../../lib/forms/still-unsaved.ts'
import { toasts } from '../../stores/toasts.ts'
import { ClayTry } from './ClayTry.tsx'
import { InputsTable } from './InputsTable.tsx'
import type { ClaySave } from './types.ts'

type Form = Omit<Settings, 'webhookUrl'>

/** Which routine, what it is given, and which keys of its result mean what. */
export function RoutineForm({ settings, onSave }: { settings: Settings; onSave: ClaySave }) {
  const action = useAction()
  // Only what was changed here stands above what is kept.
  const [changed, setChanged] = useState<Partial<Form>>({})
  const form: Form = { ...settings, ...changed }
  const set = (change: Partial<Form>) => setChanged({ ...changed, ...change })
  const isChanged = Object.keys(changed).length > 0
  const save = async (more: Partial<Form> = {}): Promise<boolean> => {
    const inputs = form.inputs.filter(({ name }) => name.trim() !== '')
    const done = await action.run(() => onSave({ ...changed, inputs, ...more }))
    if (done) setChanged((now) => stillUnsaved(now, changed))
    return done
  }
  const output = (field: 'emailOutput' | 'firstNameOutput' | 'lastNameOutput' | 'companyOutput', label: string, required = false) => (
    <TextInput
      label={label}
      value={form[field]}
      maxLength={200}
      required={required}
      withAsterisk={false}
      placeholder={required ? '' : 'not used'}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
    />
  )
  return (
    <section className="provider-part" aria-labelledby="routine-title">
      <h3 id="routine-title">Routine</h3>
      <form
        className="setup-card-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save().then((done) => done && toasts.say('Saved.', { hue: 'good' }))
        }}
      >
        <TextInput
          label="Id of the routine"
          description="Clay lists them nowhere: open the routine there and copy its id"
          placeholder="function:t_…"
          maxLength={200}
          spellCheck={false}
          value={form.routineId}
          onChange={(event) => set({ routineId: event.currentTarget.value })}
        />
        <InputsTable inputs={form.inputs} onChange={(inputs) => set({ inputs })} />
        <fieldset className="provider-outputs">
          <legend>Keys of its result</legend>
          {output('emailOutput', 'Address', true)}
          {output('firstNameOutput', 'First name')}
          {output('lastNameOutput', 'Last name')}
          {output('companyOutput', 'Company')}
        </fieldset>
        {action.problem && <ProblemNote problem={action.problem} />}
        {isChanged && (
          <div className="actions">
            <Button variant="default" onClick={() => setChanged({})}>
              Take back
            </Button>
            <Button type="submit">{action.busy ? 'Saving' : 'Save the routine'}</Button>
          </div>
        )}
      </form>
      {form.routineId.trim() !== '' && (
        <ClayTry form={form} unsaved={isChanged} onSave={() => (isChanged ? save() : Promise.resolve(true))} onUse={(more) => save(more)} />
      )}
    </section>
  )
}
