// Whether the flow knows something: imbalance of prints in standard errors (quant.md F-7.1), fading signed flow (F-7.5) and what
// our own fills were worth later (F-7.6). Directions come from the venue's side field, in YES terms, never from prices.
// Nothing here is defined without enough prints: undefined is null, and null means calm.

/** A public print in YES terms: `buy` lifted the ask of YES (or hit the bid of NO). */
export interface Flow {
  readonly side: 'buy' | 'sell';
  /** Shares. */
  readonly size: number;
  readonly atMs: number;
}

/** Fewer prints than this say nothing. */
export const PRINTS_MIN = 10;
/** Correlations are held short of one, where one print would explain all others. */
const CORRELATION_MAX = 0.95;

/** z = (buys − sells)/√n, divided by how much a run of equal signs proves less. Null for fewer than PRINTS_MIN. */
export function imbalanceZ(buys: number, sells: number, signCorrelation = 0): number | null {
  const count = buys + sells;
  if (!(count >= PRINTS_MIN)) return null;
  return (buys - sells) / Math.sqrt(count * runFactor(signCorrelation));
}

/** The same by size, with sizes cut at their 99th percentile: one giant print is not many. */
export function sizeImbalanceZ(prints: readonly Flow[], signCorrelation = 0): number | null {
  if (prints.length < PRINTS_MIN) return null;
  const sizes = prints.map(({ size }) => size).sort((a, b) => a - b);
  const cut = sizes[Math.ceil(0.99 * sizes.length) - 1] ?? 0;
  let [net, squares] = [0, 0];
  for (const { side, size } of prints) {
    const counted = Math.min(size, cut);
    net += side === 'buy' ? counted : -counted;
    squares += counted ** 2;
  }
  return squares > 0 ? net / Math.sqrt(squares * runFactor(signCorrelation)) : null;
}

/** Prints that share a time stamp are one settlement batch: what is left of them after netting, in order. */
export function netBatches(prints: readonly Flow[]): Flow[] {
  const net = new Map<number, number>();
  for (const { side, size, atMs } of prints) net.set(atMs, (net.get(atMs) ?? 0) + (side === 'buy' ? size : -size));
  const batches = [...net].filter(([, size]) => size !== 0);
  return batches.map(([atMs, size]) => ({ atMs, size: Math.abs(size), side: size > 0 ? 'buy' : 'sell' }));
}

/** How much more often neighbours have the same sign than chance would have it, in [−1, 1]. Null for fewer than PRINTS_MIN. */
export function signCorrelation(prints: readonly Flow[]): number | null {
  if (prints.length < PRINTS_MIN) return null;
  const signs = prints.map(({ side }): number => (side === 'buy' ? 1 : -1));
  const mean = signs.reduce((sum, sign) => sum + sign, 0) / signs.length;
  const spread = signs.reduce((sum, sign) => sum + (sign - mean) ** 2, 0);
  if (spread === 0) return null;
  return signs.reduce((sum, sign, i) => sum + (i > 0 ? (sign - mean) * ((signs[i - 1] ?? 0) - mean) : 0), 0) / spread;
}

const FLOW_HALF_LIFE_MS = 30_000;

/** F-7.5: shares bought less sold, fading by half every thirty seconds. */
export function signedFlow(prints: readonly Flow[], nowMs: number): number {
  return prints.reduce((sum, { side, size, atMs }) => {
    const weight = 2 ** (-Math.max(0, nowMs - atMs) / FLOW_HALF_LIFE_MS);
    return sum + (side === 'buy' ? size : -size) * weight;
  }, 0);
}

/** The shift of fair value, in logit, that a flow suggests: β·F/depth within half of `limit` (h of F-4.3). Only for a β that
 *  proved itself on data it was not fitted to; otherwise pass 0. */
export function flowShift(beta: number, flow: number, depth: number, limit: number): number {
  const shift = depth > 0 ? (beta * flow) / depth : 0;
  return Math.min(limit / 2, Math.max(-limit / 2, shift));
}

/** What one of our fills was worth, in dollars a share: `markout` = `edge` − `adverse`. */
export interface Markout {
  readonly markout: number;
  /** Against the mark at the fill. */
  readonly edge: number;
  /** How far the mark went against us since; positive is toxic. */
  readonly adverse: number;
}

/** F-7.6 in YES terms: `bid` means that we bought. Marks are micro-prices without our own orders. */
export function markout(side: 'bid' | 'ask', price: number, markAtFill: number, markLater: number): Markout {
  const sign = side === 'bid' ? 1 : -1;
  return {
    markout: sign * (markLater - price),
    edge: sign * (markAtFill - price),
    adverse: sign * (markAtFill - markLater),
  };
}

/** Variance inflation of a sum of signs with this lag-one correlation. */
function runFactor(correlation: number): number {
  const held = Math.min(CORRELATION_MAX, Math.max(-CORRELATION_MAX, correlation));
  return (1 + held) / (1 - held);
}
