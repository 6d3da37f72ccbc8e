/** What a message knows of the person it goes to. */
export interface TemplateContact {
  email: string
  firstName: string
  lastName: string
  fullName: string
  companyName: string
  /** Name → text. */
  customFields: Record<string, string>
}

interface TemplateMailbox {
  email: string
  senderName: string
}

/**
 * The variables of one message: the built-in ones, and every custom field under its name. A custom field never takes
 * the place of a built-in one. Names fill in for each other: a first name is the first word of a full one, a full name
 * is first and last.
 */
export function variablesOf(contact: TemplateContact, mailbox: TemplateMailbox): Record<string, string> {
  const fullName = clean(contact.fullName) || `${clean(contact.firstName)} ${clean(contact.lastName)}`.trim()
  const firstName = clean(contact.firstName) || (fullName.split(/\s+/)[0] ?? '')
  // Without a prototype: a custom field may have any name, `__proto__` and `constructor` included.
  const variables: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(contact.customFields)) variables[name] = String(value)
  variables.firstName = firstName
  variables.lastName = clean(contact.lastName)
  variables.fullName = fullName
  variables.customerName = fullName || firstName
  variables.companyName = clean(contact.companyName)
  variables.senderName = clean(mailbox.senderName)
  variables.email = contact.email
  return variables
}

function clean(value: string): string {
  return value.trim()
}
