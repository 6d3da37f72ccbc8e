import type { ClaySettings } from '../../../shared/schemas/discovery.ts'

/** Keeps a part of how Clay is asked; the rest stays as it is. */
export type ClaySave = (change: Partial<ClaySettings> & { webhookToken?: string }) => Promise<void>
