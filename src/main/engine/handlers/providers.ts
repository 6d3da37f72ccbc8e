import { UserError } from '../../../shared/errors.ts'
import { os } from './base.ts'

const missing = (): never => {
  throw new UserError('PRECONDITION_FAILED', 'Not built yet')
}

export const providers = {
  list: os.providers.list.handler(missing),
  connect: os.providers.connect.handler(missing),
  check: os.providers.check.handler(missing),
  disconnect: os.providers.disconnect.handler(missing),
  setClay: os.providers.setClay.handler(missing),
  tryClay: os.providers.tryClay.handler(missing),
  clayTry: os.providers.clayTry.handler(missing),
}
