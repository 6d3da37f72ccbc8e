import { UserError } from '../../../shared/errors.ts'
import { openRecipients } from '../db/campaigns/people-count.ts'
import { messagesBehind } from '../db/campaigns/review-facts.ts'
import { hasOpenPeople } from '../db/enrollments/enrollments.ts'
import { samplePerson } from '../rules/writing/sample-person.ts'
import type { AudienceModule } from './audience.ts'

/** People whom a person chooses. It has no settings of its own. */
export const list: AudienceModule = {
  meaning: 'It writes to people whom you choose.',

  checkSettings(_db, _campaignId, { discovery }) {
    if (discovery === undefined) return
    throw new UserError('BAD_REQUEST', 'This campaign writes to people whom you choose; it looks for nobody.', {
      advice: 'Leave out the search, or choose the audience that finds new people every day.',
    })
  },
  begin: () => [],
  copySettings() {},
  forgetSettings() {},

  notByHand: null,
  findsPeople: false,
  keepsToCredits: false,

  blockers(db, { id }) {
    if (openRecipients(db, id) > 0) return []
    return [{ level: 'blocker', code: 'no_recipients', message: 'Nobody is in the campaign.', count: 0 }]
  },
  warnings: () => [],
  reviewed: async (db, campaignId) => ({ recipients: openRecipients(db, campaignId), behind: messagesBehind(db, campaignId) }),
  sample: () => samplePerson,

  parkUntil: () => null,
  waitsFor: () => null,
  // One without recipients has nobody on the way either: it is asked only once somebody was.
  over: (db, campaignId) => (hasOpenPeople(db, campaignId) ? null : 'Everybody has been through the sequence'),
  makesReport: false,
}
