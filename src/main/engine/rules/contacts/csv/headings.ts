import type { ColumnMapping } from '../../../../../shared/schemas/contacts.ts'

type Known = Exclude<ColumnMapping['field'], `custom:${string}` | 'ignore'>

/** Headings in lower case without accents and signs, as address books, shops and CRMs name them. */
const words: Record<'email' | 'firstName' | 'lastName' | 'fullName' | 'companyName' | 'tags', string> = {
  email:
    'email emailaddress emailaddress1 emailadresse emailadr mail mailadresse mailaddress address1email primaryemail workemail businessemail contactemail email1 email1value emailwork emailprivat emailgeschaeftlich',
  firstName: 'firstname first forename givenname vorname rufname fname prenom nombre nome voornaam',
  lastName: 'lastname last surname familyname nachname familienname zuname lname nomdefamille apellido apellidos cognome achternaam',
  fullName:
    'name fullname displayname contactname contact person ansprechpartner kontakt kontaktname vollername vollstaendigername anzeigename vorundnachname',
  companyName:
    'company companyname organization organisation organizationname organization1name firma firmenname firmaname unternehmen unternehmensname account accountname business businessname employer arbeitgeber societe entreprise empresa azienda bedrijf brand salon',
  tags: 'tags tag labels label schlagworte schlagwort stichworte kategorien kategorie categories category',
}

const fields = new Map<string, Known>()
for (const [field, names] of Object.entries(words)) for (const name of names.split(' ')) fields.set(name, field as Known)

/** Names that templates already have, or that would hide what every object has. */
const reserved = new Set([
  ...['email', 'firstName', 'lastName', 'fullName', 'companyName', 'customerName', 'senderName', 'tags'],
  ...['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'],
])

/** The field that a heading names, or null. */
export function fieldOfHeading(heading: string): Known | null {
  return (
    fields.get(
      ascii(heading)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, ''),
    ) ?? null
  )
}

/**
 * A name for a custom field from a heading: `Last order (date)` becomes `lastOrderDate`. It starts with a letter and is
 * not among the names that are taken.
 */
export function freeName(heading: string, taken: ReadonlySet<string>): string {
  const parts = ascii(heading)
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
  const joined = parts.map((part, index) => (index === 0 ? lowerFirst(part) : upperFirst(part))).join('')
  const base = (/^[A-Za-z]/.test(joined) ? joined : `field${upperFirst(joined)}`).slice(0, 56)
  let name = base
  for (let next = 2; taken.has(name) || reserved.has(name); next++) name = `${base}${next}`
  return name
}

function ascii(value: string): string {
  return value
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/Ä/g, 'Ae')
    .replace(/Ö/g, 'Oe')
    .replace(/Ü/g, 'Ue')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
}

function lowerFirst(part: string): string {
  return part === part.toUpperCase() ? part.toLowerCase() : part.charAt(0).toLowerCase() + part.slice(1)
}

function upperFirst(part: string): string {
  return part.charAt(0).toUpperCase() + (part === part.toUpperCase() ? part.slice(1).toLowerCase() : part.slice(1))
}
