/** What events say of two things that a host acts upon: it must know them again by their words. */
export const mailboxPausedByPerson = 'Paused by you.'
export const campaignComplete = 'The campaign is complete'
