import { type ComboboxItem, Select, type SelectProps } from '@mantine/core'
import { useMemo } from 'react'
import { searchZones, zoneChoices } from '../../lib/time/time-zones.ts'

interface Props extends Pick<SelectProps, 'description' | 'className' | 'limit' | 'disabled' | 'nothingFoundMessage'> {
  value: string
  onChange(zone: string): void
}

/** A time zone, found by any word of its name. */
export function ZoneSelect({ value, onChange, ...how }: Props) {
  const zones = useMemo(() => zoneChoices(value), [value])
  return (
    <Select
      label="Time zone"
      searchable
      allowDeselect={false}
      data={zones}
      filter={({ options, search, limit }) => searchZones(options as ComboboxItem[], search).slice(0, limit)}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      {...how}
    />
  )
}
