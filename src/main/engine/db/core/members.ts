/** The members of a shared enum, as a column of a table wants them: at least one. */
export function membersOf<Member extends string>({ options }: { options: Member[] }): [Member, ...Member[]] {
  const [first, ...others] = options
  if (first === undefined) throw new Error('an enum without members')
  return [first, ...others]
}
