import { UserError } from '../../../shared/errors.ts'
import { os } from './base.ts'

function notYet(): never {
  throw new UserError('PRECONDITION_FAILED', 'This is being built.')
}

export const plans = {
  get: os.plans.get.handler(notYet),
  messages: os.plans.messages.handler(notYet),
  gaps: os.plans.gaps.handler(notYet),
}
