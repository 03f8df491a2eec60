// How our order stood when it was filled: kept with the fill, because nobody can tell later. What the venue alone decides (price,
// size, fee) is in the fill itself; this is what we knew and did. Statistics, never money.
import type { MarketState } from '#domain/market/market-state.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import type { Price } from '#domain/units.ts';

export interface FillCircumstances {
  /** Which of our rules held the order there (`quoting/held-by.ts`); `cancelling`: we had asked for it to go. */
  readonly by: string;
  /** What kind of market our last plan saw; null: there was none. */
  readonly regime: string | null;
  /** The book's, without our own orders; null: one side was empty. */
  readonly spread: Price | null;
  /** Since the venue said that it rests; null: it never said so before. */
  readonly restedMs: number | null;
  /** From our decision to that word. */
  readonly ackMs: number | null;
}

/** `row`: as it was before the fill; null: it was nobody's order that we know. */
export function circumstancesOf(
  state: Pick<MarketState, 'heldBy' | 'regime' | 'bestOther'>,
  row: OrderRow | null,
  nowMs: number,
): FillCircumstances {
  const { heldBy, regime } = state;
  const [bid, ask] = [state.bestOther('bid'), state.bestOther('ask')];
  const isGoing = row?.status === 'cancelling' || (row?.cancelSentMs ?? null) !== null;
  const restingMs = row?.restingMs ?? null;
  return {
    by: row === null ? 'unknown' : isGoing ? 'cancelling' : (heldBy[row.slot] ?? 'unknown'),
    regime,
    spread: bid !== null && ask !== null && ask > bid ? ((ask - bid) as Price) : null,
    restedMs: restingMs === null ? null : Math.max(0, nowMs - restingMs),
    ackMs: row === null || restingMs === null ? null : Math.max(0, restingMs - row.decidedMs),
  };
}

const WORD = /^[A-Za-z]{1,40}$/;

/** The first field of one that was read from a file and does not read; null: all do. */
export function badCircumstances(found: unknown): string | null {
  if (found === undefined) return null;
  if (typeof found !== 'object' || found === null) return 'circumstances: no object';
  const { by, regime, spread, restedMs, ackMs } = found as Record<keyof FillCircumstances, unknown>;
  if (typeof by !== 'string' || !WORD.test(by)) return `circumstances.by: ${JSON.stringify(by)} is not a word`;
  if (regime !== null && (typeof regime !== 'string' || !WORD.test(regime)))
    return `circumstances.regime: ${JSON.stringify(regime)} is not a word`;
  for (const [field, value] of Object.entries({ spread, restedMs, ackMs }))
    if (value !== null && !(typeof value === 'number' && value >= 0 && Number.isFinite(value)))
      return `circumstances.${field}: ${JSON.stringify(value)} is neither a number nor null`;
  return null;
}
