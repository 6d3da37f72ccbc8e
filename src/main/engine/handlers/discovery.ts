import { UserError } from '../../../shared/errors.ts'
import { os } from './base.ts'

const missing = (): never => {
  throw new UserError('PRECONDITION_FAILED', 'Not built yet')
}

export const discovery = {
  preview: os.discovery.preview.handler(missing),
  options: os.discovery.options.handler(missing),
  estimate: os.discovery.estimate.handler(missing),
}
