// What every watch of a night looks at: the world as it is, the life that is under way, what was told, and how long nothing has
// been wrong. Owned by the night; a watch reads it and says what does not hold.
import type { FaultName } from '#domain/chaos/fault.ts';
import type { MarketId } from '#domain/ids.ts';
import { walletId } from '#domain/ids.ts';
import type { Settings } from '#domain/settings.ts';
import type { VirtualClock } from '#infra/virtual-clock.ts';
import type { Say } from './checks.ts';
import type { Life } from './life.ts';
import type { SimWorld } from './sim-world.ts';
import type { Untold } from './untold.ts';
import type { Witness } from './witness.ts';

/** Our account at the exchange. */
export const MAKER = walletId('maker');

export interface Scene {
  readonly clock: VirtualClock;
  readonly world: SimWorld;
  readonly settings: Settings;
  readonly witness: Witness;
  readonly untold: Untold;
  readonly weather: Weather;
  readonly figures: Figures;
  readonly say: Say;
  /** The one that runs now. */
  life(): Life;
  /** Of how many that is. */
  lives(): number;
  slug(market: MarketId): string;
}

/** Largest and smallest of what the night has shown: a watch that saw nothing proves nothing. */
export interface Figures {
  sent: number;
  fills: number;
  failedSettlements: number;
  faults: number;
  crashes: number;
  latches: number;
  compared: number;
  exposureMaxUsd: number;
  lossMaxUsd: number;
  /** The most that could be lost past the limit, when it was passed; 0: it was not. */
  overshootMaxUsd: number;
  eventsPerSecondMax: number;
  timersMax: number;
}

export function noFigures(): Figures {
  return {
    sent: 0,
    fills: 0,
    failedSettlements: 0,
    faults: 0,
    crashes: 0,
    latches: 0,
    compared: 0,
    exposureMaxUsd: 0,
    lossMaxUsd: 0,
    overshootMaxUsd: 0,
    eventsPerSecondMax: 0,
    timersMax: 0,
  };
}

/** Faults under which a request or a listing may not get through: then nobody can be held to a time. */
const BLOCKING: readonly FaultName[] = ['rateLimited', 'readsFail', 'replyLost', 'replyLate', 'slowLoop'];
/** Under which even a cancel may not. */
const BLOCKING_CANCELS: readonly FaultName[] = BLOCKING.filter((name) => name !== 'readsFail');

/** How things are around the tree: since when nothing has been wrong, and for how long nothing got through. */
export class Weather {
  readonly #clock: VirtualClock;
  readonly #world: SimWorld;
  #disturbedMs: number;
  #lookedMs: number;
  #blockedMs = 0;
  #cancelsBlockedMs = 0;
  #deafUntilMs = 0;

  constructor(clock: VirtualClock, world: SimWorld) {
    this.#clock = clock;
    this.#world = world;
    this.#disturbedMs = this.#lookedMs = clock.now();
  }

  /** Something happens, now or until then, that takes a while to heal. `deaf`: nobody listens at the gateway meanwhile. */
  disturb(untilMs = this.#clock.now(), deaf = false): void {
    this.#disturbedMs = Math.max(this.#disturbedMs, untilMs);
    if (deaf) this.#deafUntilMs = Math.max(this.#deafUntilMs, untilMs);
  }

  look(): void {
    const nowMs = this.#clock.now();
    const phase = this.#world.exchange.phase();
    if (!this.#world.board.idle || (phase !== 'open' && phase !== 'postOnly')) this.disturb();
    if (this.#blocked(BLOCKING)) this.#blockedMs += nowMs - this.#lookedMs;
    if (this.#blocked(BLOCKING_CANCELS)) this.#cancelsBlockedMs += nowMs - this.#lookedMs;
    this.#lookedMs = nowMs;
  }

  /** Somebody in the tree may hear nothing. */
  get deaf(): boolean {
    return this.#clock.now() <= this.#deafUntilMs;
  }

  /** Milliseconds without any fault. */
  get calmMs(): number {
    return this.#clock.now() - this.#disturbedMs;
  }

  /** A clock that stands still while requests do not get through. */
  get openMs(): number {
    return this.#clock.now() - this.#blockedMs;
  }

  /** A clock that stands still while cancels do not get through. */
  get cancelsMs(): number {
    return this.#clock.now() - this.#cancelsBlockedMs;
  }

  #blocked(by: readonly FaultName[]): boolean {
    const { board, exchange } = this.#world;
    const phase = exchange.phase();
    if ((phase !== 'open' && phase !== 'postOnly') || this.#clock.now() < this.#deafUntilMs) return true;
    return !board.idle && board.list().some(({ fault }) => by.includes(fault));
  }
}
