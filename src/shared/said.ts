/** What events say of three things that a host acts upon: it must know them again by their words. */
export const mailboxPausedByPerson = 'Paused by you.'
export const campaignComplete = 'The campaign is complete'
export const noNewCreators =
  'Three runs in a row found nobody new. Widen the criteria (more places, fewer words, other follower numbers), and resume the campaign.'
