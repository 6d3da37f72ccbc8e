import { z } from 'zod'

/** Of the mail to the operator about a completed campaign. */
export const reportStatus = z.enum(['scheduled', 'sending', 'sent', 'failed', 'unconfirmed'])
export type ReportStatus = z.infer<typeof reportStatus>
