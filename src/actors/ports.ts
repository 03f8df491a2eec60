// What a tree needs of the world around it, all of it given: nothing else of the world reaches an actor.
import type { Market } from '#domain/market/market.ts';
import type {
  Chain,
  Clock,
  IntentFile,
  Log,
  MarketStream,
  NewId,
  Random,
  Reply,
  Signals,
  StateFiles,
  Venue,
  VenueAccount,
} from '#domain/ports.ts';

/** The world, as one tree sees it. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  readonly venue: Venue;
  readonly stream: MarketStream;
  readonly chain: Chain;
  readonly signals: Signals;
  readonly files: StateFiles;
  readonly intents: IntentFile;
  readonly log: Log;
  /** Nothing of ours is on its way to or from the venue. */
  readonly quiet: () => boolean;
  /** What the venue says we own, at this very moment. */
  readonly closing: () => VenueAccount;
  /** How much faster than life a market's deadlines come; left out: not at all. */
  readonly paceOf?: (market: Market) => number;
  /** What the venue says of our share of each market's rewards, in percent; left out: nobody can be asked. */
  readonly rewardShares?: (reply: Reply<ReadonlyMap<string, number>>) => void;
}
