// What a transaction costs, as the chain told a moment ago. Asked for when somebody wants to know, and believed for a while; who
// must decide and does not know waits for the answer.
import { redeemedCash } from '#domain/money/chain-evidence.ts';
import type { ChainJob } from '#domain/money/chain-jobs.ts';
import { mergeIsWorth, redemptionIsWorth } from '#domain/money/gas-policy.ts';
import type { Chain, Clock } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';
import type { Desk } from './desk.ts';

/** At this moment, by what gas costs now; what is not known is not worth it. Above a latch no merge is: what is whole keeps its
 *  worth until somebody has looked. */
export function isWorthItsGas(desk: Desk, { kind, market, size }: ChainJob): boolean {
  const gas = desk.gas.now();
  const facts = desk.markets.get(market)?.facts;
  if (gas === null || !facts) return false;
  const latched = desk.vitals.latch !== null;
  if (kind === 'merge')
    return !latched && size !== null && mergeIsWorth(size, gas, desk.settingsOf(facts).pairEdgeMinUsd);
  const { yes, no } = desk.accounts.position(market);
  if (facts.payout === null) return false;
  const cash = redeemedCash(facts.payout, yes.settled, no.settled);
  return redemptionIsWorth({ cash, gas, gasMax: desk.settings.gasMaxUsd, latched });
}

const BELIEVED_MS = 15_000;
/** Older than this it is asked for again; not more often than that. */
const FRESH_MS = 3_000;

export class GasPrice {
  readonly #chain: Chain;
  readonly #clock: Clock;
  #usd: Usd | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(chain: Chain, clock: Clock) {
    this.#chain = chain;
    this.#clock = clock;
  }

  /** Dollars; null while nobody knows. The answer is there the next time. */
  now(): Usd | null {
    const nowMs = this.#clock.steadyMs();
    if (nowMs - Math.max(this.#toldMs, this.#askedMs) >= FRESH_MS) this.#ask(nowMs);
    return nowMs - this.#toldMs <= BELIEVED_MS ? this.#usd : null;
  }

  #ask(nowMs: number): void {
    this.#askedMs = nowMs;
    this.#chain.gas((answer) => {
      // A price that is none is not known.
      if (!answer.ok || !answer.value.isFinite() || answer.value.isNegative()) return;
      this.#usd = answer.value;
      this.#toldMs = this.#clock.steadyMs();
    });
  }
}
