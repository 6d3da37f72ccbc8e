import { needsOf } from '../../views/desk/needs.ts'
import { os } from '../base.ts'
import { todayOf } from './today.ts'

export const today = {
  get: os.today.get.handler(({ context }) => todayOf(context)),
  needs: os.today.needs.handler(({ context }) => needsOf(context.db)),
}
