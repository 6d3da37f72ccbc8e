import { MultiSelect, TagsInput } from '@mantine/core'
import { useState } from 'react'
import type { Platform } from '../../../../shared/schemas/discovery.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { useSlowly } from '../../../hooks/use-slowly.ts'
import { languageName } from '../../../lib/discovery/words.ts'

interface Props {
  platform: Platform
  /** In test mode the real provider is not asked. */
  testMode: boolean
  value: string[]
  readOnly: boolean
  onChange(value: string[]): void
}

const shownAtMost = 50

/** Places as the provider names them; without it, as one writes them. */
export function Locations({ platform, testMode, value, readOnly, onChange }: Props) {
  const [search, setSearch] = useState('')
  const options = useOptions('locations', { platform, testMode }, useSlowly(search.trim(), 250))
  /** The provider's name of a place, where it has one that begins so: half a word finds nobody there. */
  function named(typed: string): string {
    const begins = options.values.filter((option) => option.value.toLowerCase().startsWith(typed.toLowerCase()))
    return (begins.find((option) => option.value.length === typed.length) ?? begins[0])?.value ?? typed
  }

  return (
    <TagsInput
      label="Where they are"
      placeholder={value.length === 0 ? 'anywhere' : ''}
      // Without the provider nobody can say how it names places.
      {...(options.known ? {} : { description: 'In English, e.g. United States' })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={options.values.map((option) => option.value)}
      limit={shownAtMost}
      maxTags={50}
      maxLength={100}
      readOnly={readOnly}
      value={value}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(next) => onChange([...new Set(next.map((one) => (value.includes(one) ? one : named(one.trim()))))].filter(Boolean))}
    />
  )
}

/** ISO 639-1 codes that people write in most; offered where the provider's own cannot be had. */
const usualLanguages =
  'ar bg bn ca cs da de el en es et fa fi fil fr he hi hr hu id is it ja ko lt lv ms nb nl no pl pt ro ru sk sl sr sv sw ta te th tr uk ur vi zh'.split(
    ' ',
  )

/** Languages by their names; kept as codes. */
export function Languages({ platform, testMode, value, readOnly, onChange }: Props) {
  const options = useOptions('languages', { platform, testMode }, '')
  const known = options.known ? options.values : usualLanguages.map((code) => ({ value: code, label: languageName(code) }))
  const missing = value.filter((code) => !known.some((option) => option.value === code))
  const data = [...known, ...missing.map((code) => ({ value: code, label: languageName(code) }))]
  return (
    <MultiSelect
      label="Languages they write"
      placeholder={value.length === 0 ? 'any' : ''}
      searchable
      maxValues={20}
      limit={shownAtMost}
      nothingFoundMessage="No such language"
      readOnly={readOnly}
      data={data.sort((a, b) => a.label.localeCompare(b.label))}
      value={value}
      onChange={onChange}
    />
  )
}

interface Options {
  /** False: the provider could not be asked. */
  known: boolean
  values: { value: string; label: string }[]
}

/** What the provider has to choose from. That it cannot be had is no failure: one writes freely then. */
function useOptions(
  kind: 'locations' | 'languages',
  { platform, testMode }: Pick<Props, 'platform' | 'testMode'>,
  search: string,
): Options {
  const desk = useDesk()
  const { value } = useLiveValue<Options>(
    `options ${kind} ${platform} ${testMode} ${search}`,
    () =>
      desk.client.discovery.options({ kind, platform, search, testMode }).then(
        (values) => ({ known: values.length > 0 || search !== '', values: oneOfEach(values) }),
        () => ({ known: false, values: [] }),
      ),
    ({ type }) => type === 'provider.changed',
  )
  return value ?? { known: true, values: [] }
}

/** A list of choices may hold none twice. */
function oneOfEach(values: Options['values']): Options['values'] {
  return [...new Map(values.map((option) => [option.value, option])).values()]
}
