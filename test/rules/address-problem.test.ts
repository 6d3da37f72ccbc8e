import { expect, test } from 'vitest'
import { parseAddress } from '../../src/main/engine/rules/contacts/address.ts'
import { addressProblem } from '../../src/main/engine/rules/discovery/address-problem.ts'

const said = new Map([
  ['good.example', 'accepts'],
  ['old.example', 'fallback'],
  ['gone.example', 'none'],
  ['silent.example', 'unknown'],
] as const)

const problemOf = (email: string) => addressProblem(parseAddress(email), said)

test('only what is certain speaks against an address', () => {
  expect(problemOf('ana@good.example')).toBeNull()
  expect(problemOf('ana@old.example')).toBeNull()
  expect(problemOf('ana@silent.example')).toBeNull()
  expect(problemOf('ana@never-asked.example')).toBeNull()
  expect(problemOf('ana@gone.example')).toBe('gone.example takes no mail')
  expect(problemOf('ana at good.example')).toMatch(/space/)
  expect(problemOf('')).toBe('The address is empty.')
})

test('addresses that nobody keeps are known, also below their domain, and only there', () => {
  expect(problemOf('ana@mailinator.com')).toBe('mailinator.com gives out addresses that nobody keeps')
  expect(problemOf('ana@inbox.mailinator.com')).toMatch(/nobody keeps/)
  expect(problemOf('ana@mailinator.com.good.example')).toBeNull()
  expect(problemOf('ana@gmail.com')).toBeNull()
})
