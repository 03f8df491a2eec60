// What a service trades in: ports for the tree, and what people must know of them. One body a mode.
import type { Ports } from '#actors/ports.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Clock, IntentFile, Log, StateFiles, VenueAccount } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';
import type { ChaosBoard } from '#infra/chaos/chaos-board.ts';
import type { ClientStatus } from '#infra/venue/client/venue-client.ts';
import type { LeftMarket } from './left-markets.ts';
import type { RotationParts } from './rotation.ts';

export interface WorldParts {
  readonly clock: Clock;
  readonly files: StateFiles;
  readonly intents: IntentFile;
  readonly log: Log;
}

export interface World {
  readonly ports: Ports;
  /** null: only actors can be struck by faults. */
  readonly board: ChaosBoard | null;
  /** What we begin with. */
  readonly openingUsd: Usd;
  /** How fills come about, for the report. */
  readonly bound: string;
  readonly assumptions: readonly string[];
  /** Shown with the first line. */
  readonly words: string;
  /** Shown below every table; null: nothing. */
  readonly note: string | null;
  /** How its markets are heard; null: not over sockets. */
  readonly lines: (() => ClientStatus) | null;
  /** Lists further markets while it runs; null: its markets are given. */
  readonly list: ((markets: readonly MarketId[]) => void) | null;
  /** Markets with shares of earlier lives that nobody chose: only reduced. */
  readonly left: readonly LeftMarket[];
  /** How it chooses markets anew; null: it does not. */
  readonly rotation: Omit<RotationParts, 'desk' | 'list'> | null;
  start(): void;
  /** What the venue says we own, once nothing of ours is on its way; null: what the tree was told at its end. */
  readonly closing: (() => Promise<VenueAccount>) | null;
  close(): unknown;
}
