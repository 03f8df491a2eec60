// What an effect does to one market's shares and to cash, and whether it counts as held, as settled, or as both. Every fold
// that keeps positions reads it here, so that they cannot disagree.
import type { MarketId } from '#domain/ids.ts';
import { Decimal, type Usd, ZERO_USD } from '#domain/units.ts';
import type { CountedFill } from './fill-book.ts';
import type { Effect } from './intake.ts';

/** Signed micro-shares and dollars; fees and gas are in `cash`. */
export interface Change {
  readonly market: MarketId | null;
  readonly yes: number;
  readonly no: number;
  readonly cash: Usd;
}

/** A match is held at once and settled when the chain says so; everything else happens on the chain itself. */
export const COUNTS = {
  opening: { held: true, settled: true },
  fill: { held: true, settled: false },
  settled: { held: false, settled: true },
  voided: { held: true, settled: false },
  merge: { held: true, settled: true },
  split: { held: true, settled: true },
  resolution: { held: false, settled: false },
  redemption: { held: true, settled: true },
  flow: { held: true, settled: true },
} as const satisfies Record<Effect['effect'], { held: boolean; settled: boolean }>;

export function changeOf(effect: Effect): Change {
  switch (effect.effect) {
    case 'opening':
      return { market: null, yes: 0, no: 0, cash: effect.cash };
    case 'fill':
    case 'settled':
      return fillChange(effect.fill, 1);
    case 'voided':
      return fillChange(effect.fill, -1);
    case 'merge':
    case 'split': {
      const made = effect.effect === 'split' ? effect.size : -effect.size;
      return { market: effect.market, yes: made, no: made, cash: setCash(made).minus(effect.gas) };
    }
    case 'resolution':
      return { market: effect.market, yes: 0, no: 0, cash: ZERO_USD };
    case 'redemption':
      return { market: effect.market, yes: -effect.yes, no: -effect.no, cash: effect.cash.minus(effect.gas) };
    case 'flow':
      return { market: effect.market, yes: 0, no: 0, cash: effect.cash };
  }
}

/** Dollars that come in when `made` signed micro-sets are made: a set is a dollar, so micro-shares are micro-dollars. */
export function setCash(made: number): Usd {
  return new Decimal(made).div('-1e6');
}

function fillChange({ fact, meaning, move, fee, shares }: CountedFill, sign: 1 | -1): Change {
  const signed = sign * shares;
  return {
    market: fact.market,
    yes: meaning.outcome === 'yes' ? signed : 0,
    no: meaning.outcome === 'no' ? signed : 0,
    cash: move.cash.minus(fee).times(sign),
  };
}
