import { UserError } from '../../shared/errors.ts'

const problems: Record<string, string> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'that drive can only be read',
  ENOTDIR: 'a part of that path is a file, not a folder',
  EEXIST: 'there is a file of that name, not a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
}

/** A data folder that cannot be used, in words; null for any other error. @param advice what to do about it */
export function explainFolder(error: unknown, advice: string): UserError | null {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException
  const why = problems[code ?? '']
  if (!why || !path) return null
  return new UserError('PRECONDITION_FAILED', `The data cannot be kept at ${path}: ${why}.`, { advice })
}
