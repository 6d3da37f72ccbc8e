import { UserError } from '../../../shared/errors.ts'
import { os } from './base.ts'

const missing = (): never => {
  throw new UserError('PRECONDITION_FAILED', 'Not built yet')
}

export const runs = {
  list: os.runs.list.handler(missing),
  get: os.runs.get.handler(missing),
  outlook: os.runs.outlook.handler(missing),
  creators: os.runs.creators.handler(missing),
  tryAgain: os.runs.tryAgain.handler(missing),
  decideUnsure: os.runs.decideUnsure.handler(missing),
  exportForClay: os.runs.exportForClay.handler(missing),
  importFromClay: os.runs.importFromClay.handler(missing),
}
