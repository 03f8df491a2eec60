// The way of a trade through the chain, on the clock: matched → mined → confirmed, or matched → retrying → mined → confirmed,
// or matched → retrying → failed. Promises that every trade ends, confirmed or failed, and that each status is told once.
// What a status does to cash and shares belongs to `floor.ts`.
import { invariant } from '#domain/failure.ts';
import type { Clock, Random, SettlementStatus } from '#domain/ports.ts';
import { checkDelay, drawMs } from './latency.ts';
import type { Trade } from './trade.ts';

export interface SettlementSettings {
  /** Of each step; a trade takes two or three of them. */
  readonly medianMs: number;
  readonly sigma: number;
  /** Share of all trades that fail, always after a retry. */
  readonly failureShare: number;
  /** Share of all trades that are tried again and then confirmed. */
  readonly retryShare: number;
}

/** `matched` is the fill itself and no step. */
export type SettlementStep = Exclude<SettlementStatus, 'matched'>;

const PATHS = {
  smooth: ['mined', 'confirmed'],
  retried: ['retrying', 'mined', 'confirmed'],
  failed: ['retrying', 'failed'],
} as const satisfies Record<string, readonly SettlementStep[]>;

/** What somebody has in store for one trade: it is retried for so long, and then ends so. */
export interface Trouble {
  readonly retryMs: number;
  readonly ends: 'confirmed' | 'failed';
}

/** Trades on their way at one time; one more is confirmed at once. */
export const UNSETTLED_MAX = 200_000;

export class Settlement {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #settings: SettlementSettings;
  readonly #onStep: (trade: Trade, step: SettlementStep) => void;
  /** Asked for each new trade; null: it goes its own way. */
  trouble: (trade: Trade) => Trouble | null = () => null;
  /** With the timer of its next step. */
  readonly #unsettled = new Map<Trade, unknown>();

  constructor(
    ports: { readonly clock: Clock; readonly random: Random },
    settings: SettlementSettings,
    onStep: (trade: Trade, step: SettlementStep) => void,
  ) {
    const { failureShare, retryShare } = settings;
    invariant(
      failureShare >= 0 && retryShare >= 0 && failureShare + retryShare <= 1,
      'settlement shares are parts of one',
    );
    checkDelay(settings, 'settlement');
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#settings = settings;
    this.#onStep = onStep;
  }

  get unsettled(): Iterable<Trade> {
    return this.#unsettled.keys();
  }

  begin(trade: Trade): void {
    if (this.#unsettled.size >= UNSETTLED_MAX) {
      this.#onStep(trade, 'confirmed');
      return;
    }
    // Drawn in any case: what befalls one trade does not change the fate of the others.
    const path = this.#path();
    const trouble = this.trouble(trade);
    if (!trouble) this.#await(trade, path, 0, 0);
    else this.#await(trade, trouble.ends === 'failed' ? PATHS.failed : PATHS.retried, 0, trouble.retryMs);
  }

  /** Nothing settles any more. */
  stop(): void {
    for (const timer of this.#unsettled.values()) this.#clock.clearTimeout(timer);
  }

  #path(): readonly SettlementStep[] {
    const draw = this.#random.next();
    const { failureShare, retryShare } = this.#settings;
    if (draw < failureShare) return PATHS.failed;
    return draw < failureShare + retryShare ? PATHS.retried : PATHS.smooth;
  }

  /** `retryMs` is spent before the second step. */
  #await(trade: Trade, path: readonly SettlementStep[], n: number, retryMs: number): void {
    const step = path[n];
    if (step === undefined) return;
    const delayMs = drawMs(this.#random, this.#settings);
    const timer = this.#clock.setTimeout(
      () => {
        if (n === path.length - 1) this.#unsettled.delete(trade);
        else this.#await(trade, path, n + 1, retryMs);
        this.#onStep(trade, step);
      },
      n === 1 ? delayMs + retryMs : delayMs,
    );
    this.#unsettled.set(trade, timer);
  }
}
