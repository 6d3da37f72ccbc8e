import { Button, Menu } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '../../../components/Icon.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import type { Variable } from '../audiences/audience.ts'
import { builderAudiences } from '../audiences/index.ts'
import { useBuilder } from '../draft/builder-context.tsx'

const standard: readonly Variable[] = [
  { name: 'firstName', words: 'First name' },
  { name: 'lastName', words: 'Last name' },
  { name: 'fullName', words: 'Full name' },
  { name: 'companyName', words: 'Company' },
  { name: 'email', words: 'Address' },
  { name: 'senderName', words: 'Your name' },
]

interface Props {
  /** `caretBack`: the caret goes so far back from the end, between the quotes of a fallback. */
  onInsert(text: string, caretBack: number): void
}

/** What can be filled in for each person, with or without a fallback. */
export function VariableMenu({ onInsert }: Props) {
  const desk = useDesk()
  const { campaign } = useBuilder()
  const more = builderAudiences[campaign.audience].moreVariables
  const fields = useLiveValue(
    'fields',
    () => desk.client.contacts.fields(),
    ({ type }) => type === 'contacts.changed' || type === 'import.changed',
  )
  const own = (fields.value ?? []).filter((name) => !more?.fields.some((field) => field.name === name))
  const [fallback, setFallback] = useState(false)
  const insert = (name: string) => {
    // After the menu has gone and given the focus back.
    setTimeout(() => (fallback ? onInsert(`{{ ${name} | default: "" }}`, 4) : onInsert(`{{ ${name} }}`, 0)), 120)
  }
  return (
    <Menu position="bottom-end" width={300} transitionProps={{ duration: 80 }} returnFocus={false}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="plus" />}>
          Insert variable
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="bd-variable-menu">
        <Menu.Label>About the person</Menu.Label>
        {standard.map(({ name, words }) => (
          <Menu.Item key={name} onClick={() => insert(name)} rightSection={<code className="small">{name}</code>}>
            {words}
          </Menu.Item>
        ))}
        {more && <Menu.Label>{more.label}</Menu.Label>}
        {more?.fields.map(({ name, words }) => (
          <Menu.Item key={name} onClick={() => insert(name)} rightSection={<code className="small">{name}</code>}>
            {words}
          </Menu.Item>
        ))}
        {own.length > 0 && <Menu.Label>Your own fields</Menu.Label>}
        {own.map((name) => (
          <Menu.Item key={name} onClick={() => insert(name)}>
            <code>{name}</code>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.CheckboxItem checked={fallback} onChange={setFallback}>
          With a fallback for whom it is empty
        </Menu.CheckboxItem>
        <p className="small muted bd-variable-help">
          <code>{'{{ firstName | default: "there" }}'}</code> says “there” to people whose first name is not known. Without a fallback their
          message waits for you.
        </p>
      </Menu.Dropdown>
    </Menu>
  )
}
