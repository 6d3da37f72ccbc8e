import { UserError } from '../../../shared/errors.ts'
import { os } from './base.ts'

function notYet(): never {
  throw new UserError('PRECONDITION_FAILED', 'This is being built.')
}

export const today = {
  get: os.today.get.handler(notYet),
  needs: os.today.needs.handler(notYet),
}
