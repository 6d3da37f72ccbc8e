import type { TemplateContact } from './variables.ts'

/** Somebody who is not there: whom a preview shows while a campaign has no recipient. */
export const samplePerson: TemplateContact = {
  email: 'alex.sample@example.com',
  firstName: 'Alex',
  lastName: 'Sample',
  fullName: 'Alex Sample',
  companyName: 'Sample Studio',
  customFields: {},
}
