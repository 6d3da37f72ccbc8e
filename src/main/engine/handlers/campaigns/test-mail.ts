import { UserError } from '../../../../shared/errors.ts'
import { loadAccount } from '../../accounts/mail-account.ts'
import type { EngineContext } from '../../context.ts'
import type { StepRow } from '../../db/campaigns/steps.ts'
import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import { mailboxByEmail } from '../../db/mailboxes/mailboxes.ts'
import { parseAddress } from '../../rules/contacts/address.ts'
import { classifyDelivery } from '../../rules/sending/delivery.ts'
import { composeMessage } from '../../rules/writing/compose.ts'
import { messageBasis, messageFor, previewPerson } from '../../views/campaigns/message.ts'

/**
 * Sends one step to oneself, as somebody would get it: to one of the workspace's own mailboxes, and nobody else. It costs no
 * credit, leaves no row, and is no part of any thread.
 * @throws UserError NOT_FOUND, BAD_REQUEST, PRECONDITION_FAILED where there is no mailbox
 */
export async function sendTestMail(
  ctx: EngineContext,
  campaignId: number,
  step: StepRow,
  options: { to?: string; contactId?: number },
): Promise<{ ok: boolean; message: string }> {
  const basis = messageBasis(ctx.db, campaignId)
  const person = previewPerson(ctx.db, basis, options.contactId)
  const mailbox = basis.mailboxes.find((row) => row.id === person.mailboxId) ?? basis.mailboxes[0]
  if (!mailbox) {
    throw new UserError('PRECONDITION_FAILED', 'The campaign has no mailbox to send a test from.', {
      advice: 'Choose a mailbox for it first.',
    })
  }
  const to = parseAddress(options.to ?? mailbox.email)
  if (!to.ok) throw new UserError('BAD_REQUEST', `A test cannot be sent there. ${to.problem}`, { advice: 'Enter your own address.' })
  if (isSuppressed(ctx.db, workspaceId(ctx.db), to.key)) {
    throw new UserError('CONFLICT', `${to.email} is on the suppression list, so nothing is sent there.`, {
      advice: 'Enter your own address.',
    })
  }
  if (mailboxByEmail(ctx.db, to.email) === null) {
    throw new UserError('BAD_REQUEST', `A test goes to yourself alone, and ${to.email} is none of your mailboxes.`, {
      advice: 'Choose one of your mailboxes, or leave the address out.',
    })
  }
  const composed = composeMessage(messageFor(basis, step, person.contact, mailbox))
  if (!composed.ok) return { ok: false, message: `The test was not sent. ${sentence(composed.reason)}` }

  const account = await loadAccount(ctx.db, ctx.ports.secrets, mailbox.id)
  const outcome = await ctx.ports.mailer.send(account, {
    messageId: `<${ctx.ports.random.uuid()}@${mailbox.email.slice(mailbox.email.lastIndexOf('@') + 1)}>`,
    date: ctx.ports.clock.now(),
    from: { name: mailbox.senderName, address: mailbox.email },
    to: { name: '', address: to.email },
    subject: `[Test] ${composed.subject}`,
    text: composed.text,
    html: composed.html,
    inReplyTo: '',
    references: [],
    unsubscribeMailto: null,
  })
  const delivery = classifyDelivery(outcome)
  if (delivery.kind === 'sent') return { ok: true, message: `The test is on its way to ${to.email}. It cost no credit.` }
  return { ok: false, message: `The test was not sent. ${sentence(delivery.reason)}` }
}

function sentence(words: string): string {
  return words.endsWith('.') ? words : `${words}.`
}
