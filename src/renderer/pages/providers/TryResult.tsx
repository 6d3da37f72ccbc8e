import type { ClaySettings, EnrichmentTry } from '../../../shared/schemas/discovery.ts'
import { Icon } from '../../components/Icon.tsx'

type Outputs = Pick<ClaySettings, 'emailOutput' | 'firstNameOutput' | 'lastNameOutput' | 'companyOutput'>

const uses: { field: keyof Outputs; word: string }[] = [
  { field: 'emailOutput', word: 'Address' },
  { field: 'firstNameOutput', word: 'First name' },
  { field: 'lastNameOutput', word: 'Last name' },
  { field: 'companyOutput', word: 'Company' },
]

interface Props {
  result: EnrichmentTry
  form: Outputs
  onUse(change: Partial<Outputs>): void
}

/** Every key that came back, to be chosen as the address or a name with a click. */
export function TryResult({ result: { outputs, email, message }, form, onUse }: Props) {
  return (
    <div className="provider-result">
      <p role="status" className="badge">
        <Icon name={email ? 'check' : 'info'} className={email ? 'hue-good' : 'hue-waiting'} />
        <span>
          {email
            ? `The address is ${email}.`
            : outputs.length > 0
              ? 'No address under the key that is chosen. Choose another:'
              : message || 'Nothing came back.'}
        </span>
      </p>
      <ul aria-label="What came back">
        {outputs.map(({ name, value }) => (
          <li key={name}>
            <div className="provider-output">
              <strong className="clip" title={name}>
                {name}
              </strong>
              <span className="muted clip" title={value}>
                {value === '' ? 'empty' : value}
              </span>
            </div>
            <fieldset className="chips" aria-label={`What ${name} is`}>
              {uses.map(({ field, word }) => (
                <button
                  key={field}
                  type="button"
                  className="chip"
                  aria-pressed={form[field] === name}
                  onClick={() => {
                    // The address has to come from somewhere; the others may be let go.
                    if (form[field] !== name) onUse({ [field]: name })
                    else if (field !== 'emailOutput') onUse({ [field]: '' })
                  }}
                >
                  {word}
                </button>
              ))}
            </fieldset>
          </li>
        ))}
      </ul>
    </div>
  )
}
