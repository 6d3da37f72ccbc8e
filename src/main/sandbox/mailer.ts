import type { Clock } from '../engine/ports/machine.ts'
import type { Mailer } from '../engine/ports/mail.ts'

import { writeCopy } from './letters.ts'
import type { People } from './people.ts'
import type { PostOffice } from './post-office.ts'

/** Takes messages in the place of an SMTP server: they go to the people here, and their letters on their way. */
export function createSandboxMailer(clock: Clock, office: PostOffice, people: People): Mailer {
  return {
    async send(_account, mail) {
      const refusal = people.refusalOf(mail)
      if (refusal) return refusal
      const letter = people.reactTo(mail, clock.now())
      if (letter) office.send(letter)
      return { kind: 'accepted', response: '250 2.0.0 Taken by the sandbox' }
    },
    compile: async (mail) => writeCopy(mail),
    verify: async () => ({ ok: true, notes: [] }),
    async close() {},
  }
}
