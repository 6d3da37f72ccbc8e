import { TextInput } from '@mantine/core'
import type { ClaySettings } from '../../../shared/schemas/discovery.ts'
import { SaveButtons } from '../../components/forms/SaveButtons.tsx'
import { useChanges } from '../../components/forms/use-changes.ts'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { toasts } from '../../stores/toasts.ts'
import { ClayTry } from './ClayTry.tsx'
import { InputsTable } from './InputsTable.tsx'
import type { ClaySave } from './types.ts'

type Form = Omit<ClaySettings, 'webhookUrl'>

/** Which routine, what it is given, and which keys of its result mean what. */
export function RoutineForm({ settings, onSave }: { settings: ClaySettings; onSave: ClaySave }) {
  const action = useAction()
  const { changed, isChanged, set, takeBack, saved } = useChanges<Form>()
  const form: Form = { ...settings, ...changed }
  const save = async (more: Partial<Form> = {}): Promise<boolean> => {
    const inputs = form.inputs.filter(({ name }) => name.trim() !== '')
    const done = await action.run(() => onSave({ ...changed, inputs, ...more }))
    if (done) saved(changed)
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
            <SaveButtons busy={action.busy} word="Save the routine" onTakeBack={takeBack} />
          </div>
        )}
      </form>
      {form.routineId.trim() !== '' && (
        <ClayTry form={form} unsaved={isChanged} onSave={() => (isChanged ? save() : Promise.resolve(true))} onUse={(more) => save(more)} />
      )}
    </section>
  )
}
