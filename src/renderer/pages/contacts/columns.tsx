import type { Contact } from '../../../shared/schemas/contacts.ts'
import { Icon } from '../../components/Icon.tsx'
import type { Column } from '../../components/table/types.ts'
import { When } from '../../components/When.tsx'

const fieldsOf = (contact: Contact) => Object.entries(contact.customFields)

export const contactColumns: readonly Column<Contact>[] = [
  {
    key: 'name',
    title: 'Name',
    width: '20%',
    sort: 'lastName',
    cell: (contact) => contact.fullName || contact.email,
    hint: (contact) => contact.fullName,
  },
  {
    key: 'email',
    title: 'Email',
    width: '25%',
    sort: 'email',
    cell: (contact) => <Address contact={contact} />,
    hint: (contact) => contact.email,
  },
  { key: 'company', title: 'Company', sort: 'companyName', cell: (contact) => contact.companyName, hint: (contact) => contact.companyName },
  { key: 'tags', title: 'Tags', width: '14%', cell: (contact) => <Tags tags={contact.tags} />, hint: (contact) => contact.tags.join(', ') },
  {
    key: 'contacted',
    title: 'Last contacted',
    width: '120px',
    sort: 'lastContactedAt',
    cell: (contact) => (contact.lastContactedAt ? <When at={contact.lastContactedAt} /> : <span className="muted">Never</span>),
  },
  { key: 'added', title: 'Added', width: '120px', sort: 'createdAt', cell: (contact) => <When at={contact.createdAt} /> },
  { key: 'firstName', title: 'First name', width: '12%', hidden: true, cell: (contact) => contact.firstName },
  { key: 'lastName', title: 'Last name', width: '12%', hidden: true, cell: (contact) => contact.lastName },
  {
    key: 'fields',
    title: 'Custom fields',
    width: '18%',
    hidden: true,
    cell: (contact) => (
      <span className="muted">
        {fieldsOf(contact)
          .map(([name, value]) => `${name}: ${value}`)
          .join(' · ')}
      </span>
    ),
    hint: (contact) =>
      fieldsOf(contact)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
  },
]

/** Who is never written to is marked with an icon and the word. */
function Address({ contact }: { contact: Contact }) {
  if (!contact.suppressed) return contact.email
  return (
    <span className="never">
      <span className="clip">{contact.email}</span>
      <span className="badge small">
        <Icon name="stop" className="hue-quiet" />
        Never contact
      </span>
    </span>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <span className="tags-cell">
      {tags.slice(0, 3).map((tag) => (
        <span key={tag} className="tag clip">
          {tag}
        </span>
      ))}
      {tags.length > 3 && <span className="muted">+{tags.length - 3}</span>}
    </span>
  )
}
