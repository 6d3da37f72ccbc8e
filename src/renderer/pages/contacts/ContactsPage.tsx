import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { Page } from '../../components/frame/Page.tsx'
import { Icon } from '../../components/Icon.tsx'
import { useCommands } from '../../hooks/commands.tsx'
import { AddContactDialog } from './AddContactDialog.tsx'
import { People } from './People.tsx'
import { Suppressions } from './Suppressions.tsx'
import './contacts.css'

/** Everybody this workspace knows, and those it never writes to. The address says what is open. */
export default function ContactsPage() {
  const [, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch())
  const never = asked.get('view') === 'never'
  const openId = idOf(asked.get('open'))
  const importId = idOf(asked.get('import'))
  const [adding, setAdding] = useState(false)
  useCommands([
    { id: 'contacts add', title: 'Add a contact', group: 'Contacts', keys: 'c', run: () => setAdding(true) },
    { id: 'contacts import', title: 'Import contacts', group: 'Contacts', keys: 'i', run: () => navigate('/contacts/import') },
  ])
  useEffect(() => {
    // What a search of the palette wants is on the other tab.
    if (never && openId !== null) navigate(`/contacts?open=${openId}`, { replace: true })
  }, [never, openId, navigate])
  return (
    <Page
      title="Contacts"
      actions={
        <>
          <Button size="xs" variant="default" leftSection={<Icon name="upload" />} onClick={() => navigate('/contacts/import')}>
            Import
          </Button>
          <Button size="xs" leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
            Add contact
          </Button>
        </>
      }
    >
      <nav className="contacts-tabs" aria-label="Contacts">
        <button type="button" className="contacts-tab" aria-current={never ? undefined : 'page'} onClick={() => navigate('/contacts')}>
          People
        </button>
        <button
          type="button"
          className="contacts-tab"
          aria-current={never ? 'page' : undefined}
          onClick={() => navigate('/contacts?view=never')}
        >
          Never contact
        </button>
      </nav>
      {never ? (
        <Suppressions />
      ) : (
        <People
          key={importId ?? 'all'}
          importId={importId}
          openId={openId}
          onOpen={(id) => navigate(address(id, importId), { replace: true })}
          onAdd={() => setAdding(true)}
        />
      )}
      {adding && <AddContactDialog onClose={() => setAdding(false)} onAdded={(id) => navigate(address(id, null))} />}
    </Page>
  )
}

function address(open: number | null, importId: number | null): string {
  const search = new URLSearchParams()
  if (importId !== null) search.set('import', String(importId))
  if (open !== null) search.set('open', String(open))
  return search.size > 0 ? `/contacts?${search}` : '/contacts'
}

function idOf(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}
