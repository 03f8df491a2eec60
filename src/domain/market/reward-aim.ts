// What a plan of quotes wants of a market's reward programme: which sides are meant to count, and what was counted on. Nobody is
// to be alarmed about rewards that were never aimed at.
export interface RewardAim {
  /** Sides whose planned order counts. */
  readonly bid: boolean;
  readonly ask: boolean;
  /** Why not both; null: both, or the market pays none. */
  readonly why: string | null;
  /** Dollars a day that the choice counted on. */
  readonly perDay: number;
}

export const NO_AIM: RewardAim = { bid: false, ask: false, why: null, perDay: 0 };
