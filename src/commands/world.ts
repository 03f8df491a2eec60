// What a service trades in: ports for the tree, and what people must know of them. One body a mode.
import type { Ports } from '#actors/desk.ts';
import type { Clock, IntentFile, Log, StateFiles, VenueAccount } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';
import type { ChaosBoard } from '#infra/chaos/chaos-board.ts';
import type { ClientStatus } from '#infra/venue/client/venue-client.ts';

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
  start(): void;
  /** What the venue says we own, once nothing of ours is on its way; null: what the tree was told at its end. */
  readonly closing: (() => Promise<VenueAccount>) | null;
  close(): unknown;
}
