import type { Review } from '../../../shared/schemas/campaigns.ts'
import type { DiscoveryAudience } from '../../../shared/schemas/discovery.ts'
import type { CampaignRow } from '../db/campaigns/campaigns.ts'
import type { Tx } from '../db/core/commit.ts'
import type { Db } from '../db/core/open.ts'
import type { Closed } from '../rules/sending/gate.ts'
import type { Window } from '../rules/sending/window.ts'
import type { TemplateContact } from '../rules/writing/variables.ts'

export type ReviewItem = Review['items'][number]

/** The settings that belong to one audience or another, as a request gives them. */
export interface AudienceSettings {
  discovery?: DiscoveryAudience
}

/** Whom a review counts with. */
export interface Reviewed {
  /** People who are in the campaign, or whom a day brings. */
  recipients: number
  /** Messages of the present steps that these have behind them. */
  behind: number
}

/** Why a campaign does not send, beside what is planned, and for how many people that holds. */
export interface AudienceWait {
  closed: Closed
  people: number
  /** People are being brought in right now: what that leads to may leave long before anything that is planned. */
  working: boolean
}

/**
 * Everything about a campaign that depends on who enters it. `index.ts` has one of these for each member of `Audience`;
 * nobody outside this room asks which one a campaign has.
 */
export interface AudienceModule {
  /** Said where a draft is turned to this audience. */
  meaning: string

  /**
   * Holds given settings against the audience.
   * @param campaignId null for a campaign that is about to be made
   * @throws UserError BAD_REQUEST for settings of another audience, CONFLICT for what a campaign cannot go back to
   */
  checkSettings(db: Db, campaignId: number | null, given: AudienceSettings): void

  /** Stores what a draft of this audience begins with: what was given, else the usual. Says what is not the usual, one line each. */
  begin(tx: Tx, campaignId: number, given: AudienceSettings): string[]

  /** Gives a new campaign, which is a copy, the settings of its source. */
  copySettings(tx: Tx, sourceId: number, copyId: number): void

  /** Forgets the settings of a draft that is turned to another audience. */
  forgetSettings(tx: Tx, campaignId: number): void

  /** Why nobody is put in by hand, and what to do instead; null where a person chooses who enters. */
  notByHand: { message: string; advice: string } | null

  /** People come in by themselves: a campaign may begin, and its messages are looked at, while nobody is in it. */
  findsPeople: boolean

  /** No more people enter on a day than its credits allow: a review need not warn of too many. */
  keepsToCredits: boolean

  /**
   * What stands between the audience of a campaign and its activation.
   * @param pretend its people are invented: no provider is needed
   */
  blockers(db: Db, campaign: CampaignRow, pretend: boolean): ReviewItem[]

  /** What should be looked at before it begins. `pretend` as for the blockers. */
  warnings(db: Db, campaign: CampaignRow, pretend: boolean): ReviewItem[]

  /**
   * Whom a review counts with.
   * @param roomFor new people for whom a day has room, looked for so: what is sent today decides it, which is known further up
   */
  reviewed(db: Db, campaignId: number, roomFor: (search: DiscoveryAudience) => Promise<number>): Promise<Reviewed>

  /** Whom a preview shows while nobody is in the campaign. */
  sample(db: Db, campaignId: number): TemplateContact

  /**
   * Until when the first message of somebody who enters is put off, UTC ms: a plan of the day gives it its time, or lets it
   * go then. Null: it is due by its step alone.
   */
  parkUntil(window: Window, at: number): number | null

  /** What a running campaign waits for beside the messages that are planned, at an instant, UTC ms; null where it is nothing. */
  waitsFor(db: Db, campaignId: number, now: number): AudienceWait | null

  /** Why a running campaign is over, in words; null while somebody is on the way, or may yet enter. */
  over(db: Db, campaignId: number): string | null

  /** A mail to the operator follows when it completes. */
  makesReport: boolean
}
