import { UserError } from '../../../shared/errors.ts'
import { os } from './base.ts'

function notYet(): never {
  throw new UserError('PRECONDITION_FAILED', 'This is being built.')
}

export const inbox = {
  list: os.inbox.list.handler(notYet),
  counts: os.inbox.counts.handler(notYet),
  get: os.inbox.get.handler(notYet),
  update: os.inbox.update.handler(notYet),
  answer: os.inbox.answer.handler(notYet),
  takeBack: os.inbox.takeBack.handler(notYet),
  resolve: os.inbox.resolve.handler(notYet),
  unsubscribe: os.inbox.unsubscribe.handler(notYet),
  pictures: os.inbox.pictures.handler(notYet),
}
