/** The members of a shared enum, in the form in which a column of the schema takes them. */
export function membersOf<Member extends string>({ options }: { options: readonly Member[] }): [Member, ...Member[]] {
  const [first, ...others] = options
  if (first === undefined) throw new Error('an enum without members')
  return [first, ...others]
}
