// References for short-term pressure: order flow imbalance at the best quotes (quant.md F-7.2) and the micro-price of Stoikov
// (F-7.4). The quoter lives on the weighted form in `features.ts`; these two are what it is checked against.

/** The best quotes at one moment: prices in dollars, sizes in shares. */
export interface BestQuotes {
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
}

/** Net size, in shares, that one update added to the bid or took from the ask. Give it a book without our own orders. */
export function flowImbalance(before: BestQuotes, after: BestQuotes): number {
  const bidIn = after.bid >= before.bid ? after.bidSize : 0;
  const bidOut = after.bid <= before.bid ? before.bidSize : 0;
  const askIn = after.ask <= before.ask ? after.askSize : 0;
  const askOut = after.ask >= before.ask ? before.askSize : 0;
  return bidIn - bidOut - askIn + askOut;
}

/** The touch alone: I·ask + (1−I)·bid with I the bid's share of the size; null when a side is empty. */
export function weightedMid(touch: BestQuotes): number | null {
  const size = touch.bidSize + touch.askSize;
  if (!(touch.bidSize > 0 && touch.askSize > 0)) return null;
  return touch.bid + (touch.bidSize / size) * (touch.ask - touch.bid);
}

type Matrix = readonly (readonly number[])[];

/** Transition frequencies between states of (imbalance, spread), each row a state. */
export interface MicroPriceModel {
  /** The mid did not move. */
  readonly stay: Matrix;
  /** The mid moved by the step of that column. */
  readonly move: Matrix;
  /** The steps, in any unit; the answer has the same. */
  readonly steps: readonly number[];
  /** The state found after a move. */
  readonly after: Matrix;
}

/** The series over later moves stops when a term no longer counts; data that is not mirrored may never get there. */
const TERMS_MAX = 10_000;

/** Expected move of the mid per state: to the first move, and over all moves. Null when there is no such limit: a state that
 *  is never left, or data that was not mirrored (then the mid drifts for ever). */
export function expectedMidMove(model: MicroPriceModel): { readonly first: number[]; readonly limit: number[] } | null {
  const towards = model.move.map((row) => row.reduce((sum, rate, k) => sum + rate * (model.steps[k] ?? 0), 0));
  const first = solve(identityMinus(model.stay), towards);
  // B = (I−Q)⁻¹R₂, one column at a time. Its rows sum to one, so I−B has no inverse and the series must be summed itself.
  const columns = model.after[0]?.map((_, k) =>
    solve(
      identityMinus(model.stay),
      model.after.map((row) => row[k] ?? 0),
    ),
  );
  if (!first || !columns) return null;
  const onward = first.map((_, i) => columns.map((column) => column?.[i] ?? Number.NaN));
  let term = first;
  let limit = first;
  for (let n = 0; n < TERMS_MAX; n += 1) {
    term = onward.map((row) => row.reduce((sum, rate, k) => sum + rate * (term[k] ?? 0), 0));
    limit = limit.map((value, i) => value + (term[i] ?? 0));
    if (term.every((value) => Math.abs(value) < 1e-16)) return { first, limit };
  }
  return null;
}

function identityMinus(matrix: Matrix): number[][] {
  return matrix.map((row, i) => row.map((value, j) => (i === j ? 1 : 0) - value));
}

/** Gaussian elimination with partial pivoting, for a handful of states. */
function solve(matrix: number[][], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const count = rows.length;
  for (let column = 0; column < count; column += 1) {
    const at = (i: number): number => Math.abs(rows[i]?.[column] ?? 0);
    let best = column;
    for (let i = column + 1; i < count; i += 1) if (at(i) > at(best)) best = i;
    const pivot = rows[best];
    if (!pivot || !(at(best) > 1e-14)) return null;
    rows[best] = rows[column] ?? [];
    rows[column] = pivot;
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      for (let j = column; j <= count; j += 1) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[count] ?? 0) / (row[i] ?? 1));
}
