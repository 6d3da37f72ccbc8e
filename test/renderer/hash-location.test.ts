import { expect, it } from 'vitest'
import { hashParts } from '../../src/renderer/app/hash-location.ts'

it.each([
  ['', '/', ''],
  ['#/', '/', ''],
  ['#/mailboxes', '/mailboxes', ''],
  ['#/mailboxes?open=3', '/mailboxes', 'open=3'],
  ['#sandbox/mailboxes?open=3', '/sandbox/mailboxes', 'open=3'],
  ['/campaigns/3/recipients?', '/campaigns/3/recipients', ''],
  ['#/contacts?search=a?b', '/contacts', 'search=a?b'],
])('%j is the page %j asked %j', (hash, path, search) => {
  expect(hashParts(hash)).toEqual({ path, search })
})
