import { type FakeDovecot, startDovecot } from '../../fakes/dovecot.ts'
import { type FakeSmtp, startSmtp } from '../../fakes/smtp.ts'

/** The mail servers of a person, for hosts that bring none of their own. */
export async function startMail(): Promise<{ smtp: FakeSmtp; dovecot: FakeDovecot; stop(): Promise<void> }> {
  const dovecot = await startDovecot()
  const smtp = await startSmtp({ auth: { user: dovecot.user, password: dovecot.password } })
  return {
    smtp,
    dovecot,
    async stop() {
      await Promise.all([smtp.stop(), dovecot.stop()])
    },
  }
}
