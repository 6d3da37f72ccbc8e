/**
 * Where hosts of tests find the services that cost money: nowhere. A test that wants one gives the host it starts the
 * address of a stub instead.
 */
export const noProvidersThere = {
  CAMPAIGN_DESK_INFLUENCERS_CLUB_URL: 'http://127.0.0.1:65535',
  CAMPAIGN_DESK_CLAY_URL: 'http://127.0.0.1:65535',
  CAMPAIGN_DESK_DNS: '127.0.0.1:65535',
}
