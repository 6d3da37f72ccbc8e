import { needsOf } from '../needs.ts'
import { os } from './base.ts'
import { todayOf } from './today/today.ts'

export const today = {
  get: os.today.get.handler(({ context }) => todayOf(context)),
  needs: os.today.needs.handler(({ context }) => needsOf(context.db)),
}
