import { notFound, UserError } from '../../../../shared/errors.ts'
import type { Contact, ContactSelection } from '../../../../shared/schemas/contacts.ts'
import type { EngineContext } from '../../context.ts'
import { findContacts } from '../../db/contacts/contact-search.ts'
import { contactIdsIn } from '../../db/contacts/contact-sets.ts'
import {
  addTag,
  type ContactChange,
  type ContactRow,
  findContactByKey,
  getContactRow,
  insertContact,
  listFields,
  listTags,
  loadContacts,
  removeTag,
  updateContact,
} from '../../db/contacts/contacts.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { eraseContact } from '../../lifecycle/contact/erase.ts'
import { readdress } from '../../lifecycle/contact/readdress.ts'
import { removeContacts } from '../../lifecycle/contact/remove-contacts.ts'
import { suppress } from '../../lifecycle/contact/suppress.ts'
import { releaseHeld } from '../../lifecycle/enrollment/replan.ts'
import { parseAddress } from '../../rules/contacts/address.ts'
import { contactsMeant } from '../../rules/contacts/contact-set.ts'
import { joinName } from '../../rules/contacts/csv/row.ts'
import { os } from '../base.ts'
import { historyOf } from './history.ts'
import { imports } from './imports.ts'

/** Contacts changed per commit by a bulk action: nothing else waits long for it. */
const chunk = 500

export const contacts = {
  list: os.contacts.list.handler(({ input, context }) => {
    const { ids, nextCursor, total } = findContacts(context.db, input)
    return { items: loadContacts(context.db, ids), nextCursor, total }
  }),

  create: os.contacts.create.handler(({ input, context }) => {
    const address = normalAddress(input.email)
    const id = context.commit('contacts.create', (tx) => {
      refuseTaken(tx, address.key, null)
      const created = insertContact(tx, { ...input, email: address.email, emailKey: address.key, domain: address.domain })
      tx.emit({ type: 'contacts.changed', contactId: created })
      return created
    })
    return load(context.db, id)
  }),

  get: os.contacts.get.handler(({ input, context }) => load(context.db, input.id)),

  history: os.contacts.history.handler(({ input, context }) => {
    load(context.db, input.id)
    return historyOf(context, input.id)
  }),

  update: os.contacts.update.handler(({ input, context }) => {
    const { id, email, ...fields } = input
    const address = email === undefined ? null : normalAddress(email)
    context.commit('contacts.update', (tx) => {
      const before = getContactRow(tx, id)
      if (!before) throw notFound('contact', id)
      if (address) refuseTaken(tx, address.key, id)
      const change: ContactChange = { ...fields, ...fullNameChange(before, fields) }
      if (address) Object.assign(change, { email: address.email, emailKey: address.key, domain: address.domain })
      updateContact(tx, id, change)
      if (address && address.key !== before.emailKey) readdress(tx, id, address.key)
      releaseHeld(tx, { contactId: id })
      tx.emit({ type: 'contacts.changed', contactId: id })
    })
    return load(context.db, id)
  }),

  remove: os.contacts.remove.handler(({ input, context }) => {
    context.commit(input.erase ? 'contacts.erase' : 'contacts.remove', (tx) => {
      const contact = getContactRow(tx, input.id)
      if (!contact) throw notFound('contact', input.id)
      if (input.erase) return eraseContact(tx, contact)
      removeContacts(tx, [contact.id])
      tx.emit({ type: 'contacts.changed', contactId: contact.id })
    })
    return { ok: true as const }
  }),

  bulk: os.contacts.bulk.handler(async ({ input, context }) => {
    const { action, tag } = input
    if ((action === 'addTag' || action === 'removeTag') && tag === undefined) {
      throw new UserError('BAD_REQUEST', 'It is not said which tag is meant.', { advice: 'Give the tag too.' })
    }
    const affected = await inChunks(context, input.selection, (tx, ids) => {
      if (action === 'addTag') return addTag(tx, ids, tag ?? '')
      if (action === 'removeTag') return removeTag(tx, ids, tag ?? '')
      if (action === 'delete') return removeContacts(tx, ids)
      return suppressAll(tx, ids)
    })
    return { affected }
  }),

  tags: os.contacts.tags.handler(({ context }) => listTags(context.db)),
  fields: os.contacts.fields.handler(({ context }) => listFields(context.db)),
  ...imports,
}

/**
 * Runs over a selection in short commits, in the order of ids. The ids are fixed at the start: what the action changes
 * cannot change who is meant.
 */
async function inChunks(ctx: EngineContext, selection: ContactSelection, work: (tx: Tx, ids: number[]) => number): Promise<number> {
  const ids = contactIdsIn(ctx.db, contactsMeant(selection))
  let affected = 0
  for (let from = 0; from < ids.length; from += chunk) {
    affected += ctx.commit('contacts.bulk', (tx) => {
      const count = work(tx, ids.slice(from, from + chunk))
      if (count > 0) tx.emit({ type: 'contacts.changed' })
      return count
    })
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return affected
}

function suppressAll(tx: Tx, ids: number[]): number {
  let added = 0
  for (const id of ids) {
    const contact = getContactRow(tx, id)
    if (contact && suppress(tx, { kind: 'email', value: contact.emailKey, reason: 'manual' }).added) added++
  }
  return added
}

function load(db: Db, id: number): Contact {
  const [contact] = loadContacts(db, [id])
  if (!contact) throw notFound('contact', id)
  return contact
}

function normalAddress(email: string): { email: string; key: string; domain: string } {
  const address = parseAddress(email)
  if (address.ok) return address
  throw new UserError('BAD_REQUEST', address.problem, { advice: 'Give one bare address, such as name@company.com.' })
}

function refuseTaken(tx: Tx, key: string, except: number | null): void {
  const taken = findContactByKey(tx, key)
  if (!taken || taken.id === except) return
  throw new UserError('CONFLICT', 'There is a contact with this address already.', {
    advice: 'Change that contact, or delete one of the two.',
    details: { contactId: taken.id },
  })
}

/** A full name that was only first and last name joined follows them; one that was written by hand stays. */
function fullNameChange(before: ContactRow, change: { firstName?: string; lastName?: string; fullName?: string }): { fullName?: string } {
  const joined = joinName(change.firstName ?? before.firstName, change.lastName ?? before.lastName)
  if (change.fullName !== undefined) return { fullName: change.fullName || joined }
  const wasJoined = before.fullName === '' || before.fullName === joinName(before.firstName, before.lastName)
  return wasJoined ? { fullName: joined } : {}
}
