import { counted } from '../../lib/words/counts.ts'

/** What came of it, in words: `Sent 2 messages. 1 failed.`, or why nothing left. */
export function resultInWords({ sent, failed, waiting }: { sent: number; failed: number; waiting: { message: string } | null }): string {
  const parts = [
    sent > 0 ? `Sent ${counted(sent, 'message', 'messages')}.` : 'Nothing left.',
    failed > 0 ? `${counted(failed, 'message', 'messages')} failed.` : '',
    waiting ? `${waiting.message}.` : '',
  ]
  return parts.filter(Boolean).join(' ').replace('..', '.')
}
