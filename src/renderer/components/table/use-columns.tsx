import { Button, Checkbox, Popover } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { Icon } from '../Icon.tsx'
import type { Column } from './types.ts'

/**
 * The columns that this person wants to see, remembered on this machine, and the menu that changes them. The first
 * column always stays.
 * @param table what the choice is remembered by
 */
export function useColumns<T>(table: string, all: readonly Column<T>[]): { columns: readonly Column<T>[]; menu: ReactNode } {
  const key = `columns ${table}`
  const [chosen, setChosen] = useState<Record<string, boolean>>(() => read(key))
  const columns = useMemo(() => all.filter((column, at) => at === 0 || isShown(column, chosen)), [all, chosen])
  function change(column: Column<T>, shown: boolean): void {
    const next = { ...chosen, [column.key]: shown }
    setChosen(next)
    write(key, next)
  }
  const menu = (
    <Popover position="bottom-end" shadow="none" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="default" rightSection={<Icon name="chevron" />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <div className="columns-menu">
          {all.slice(1).map((column) => (
            <Checkbox
              key={column.key}
              size="xs"
              label={column.title}
              checked={isShown(column, chosen)}
              onChange={(event) => change(column, event.currentTarget.checked)}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
  return { columns, menu }
}

function isShown(column: Column<never>, chosen: Record<string, boolean>): boolean {
  return chosen[column.key] ?? column.hidden !== true
}

function read(key: string): Record<string, boolean> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, boolean>) : {}
  } catch {
    return {}
  }
}

/** Without room to remember, the choice holds as long as the page. */
function write(key: string, value: Record<string, boolean>): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {}
}
