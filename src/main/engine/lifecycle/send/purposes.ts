import type { Purpose } from '../../rules/sending/purposes.ts'
import { answers } from './answers.ts'
import type { PurposeModule } from './purpose.ts'
import { reports } from './reports.ts'
import { steps } from './steps.ts'

/** Where the messages of each purpose stand, and what their end means. */
export const purposes: Readonly<Record<Purpose, PurposeModule>> = { step: steps, answer: answers, report: reports }
