import { Radio, useMantineColorScheme } from '@mantine/core'

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system', description: 'Follows it when it changes.' },
] as const

/** Light or dark; kept in this browser or window. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div className="settings-card">
      <Radio.Group
        label="Colours"
        value={colorScheme}
        onChange={(chosen) => {
          const scheme = schemes.find(({ value }) => value === chosen)
          if (scheme) setColorScheme(scheme.value)
        }}
      >
        {schemes.map((scheme) => (
          <Radio key={scheme.value} mt={12} {...scheme} />
        ))}
      </Radio.Group>
    </div>
  )
}
