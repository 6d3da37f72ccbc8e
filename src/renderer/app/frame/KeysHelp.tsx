import { Modal } from '@mantine/core'
import { useStore } from 'zustand'
import { allCommands, type Command, isMac, keysInWords, useCommandStore } from '../../hooks/commands.tsx'

const everywhere: Command[] = [
  { id: 'palette', title: 'Search and commands', group: 'Everywhere', keys: 'mod+k', run() {} },
  { id: 'esc', title: 'Close what is open', group: 'Everywhere', keys: 'Esc', run() {} },
]

/** `?`: every key that does something here. */
export function KeysHelp() {
  const state = useStore(useCommandStore())
  const commands = [...everywhere, ...allCommands(state)].filter(({ keys, id }, index) => keys && !(id === 'palette' && index > 1))
  const groups = [...new Set(commands.map(({ group }) => group))]
  return (
    <div className="dialog" data-testid="keys">
      <Modal.Title>All keys</Modal.Title>
      <div className="keys-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="muted small">{group}</h3>
            <dl className="keys-list">
              {commands
                .filter((command) => command.group === group)
                .map(({ id, title, keys = '' }) => (
                  <div key={id}>
                    <dt>{title}</dt>
                    <dd>
                      <kbd>{keysInWords(keys, isMac)}</kbd>
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  )
}
