// Volatility as a figure people read, and what it coarsely asks of the quotes (quant.md F-5.5). A guard and a display: the
// reservation price and the spread already know σ itself.

/** F-5.5: 0 at 0.03 logit per root hour, 100 at 3. */
export function volatilityScore(sigma: number): number {
  const share = Math.log((sigma * 60) / 0.03) / Math.log(100);
  return 100 * Math.min(1, Math.max(0, share));
}

const KNOTS = [
  { score: 0, spread: 1, size: 1 },
  { score: 25, spread: 1, size: 1 },
  { score: 50, spread: 1.5, size: 0.7 },
  { score: 75, spread: 2.25, size: 0.4 },
  { score: 100, spread: 3, size: 0.15 },
] as const;

/** What a score asks of the quotes: wider and smaller. Linear between the knots. When to be out is the regime's to say. */
export function volatilityMultipliers(score: number): { readonly spread: number; readonly size: number } {
  const inside = Math.min(100, Math.max(0, score));
  const after = KNOTS.findIndex((knot) => inside <= knot.score);
  const [low, high] = [KNOTS[Math.max(0, after - 1)] ?? KNOTS[3], KNOTS[after] ?? KNOTS[4]];
  const part = high.score > low.score ? (inside - low.score) / (high.score - low.score) : 0;
  return {
    spread: low.spread + part * (high.spread - low.spread),
    size: low.size + part * (high.size - low.size),
  };
}
