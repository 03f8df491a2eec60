// Inventory across an event of exclusive outcomes, exactly one of which pays (quant.md F-2.7): a position in one outcome moves
// the reservation price of all. Inventories in YES-equivalent shares, one entry an outcome; prices and losses in dollars.

/** r_i = p_i·e^(−γq_i) / Σ_j p_j·e^(−γq_j): positive, and they sum to one. An outcome without probability stays at zero. */
export function eventReservations(p: readonly number[], gamma: number, q: readonly number[]): number[] {
  const logs = p.map((chance, i) => Math.log(chance) - gamma * (q[i] ?? 0));
  // Relative to the largest, so that no exponential overflows.
  const top = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const weights = logs.map((log) => Math.exp(log - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Variance of what the inventory pays, in dollars squared. */
export function eventVariance(p: readonly number[], q: readonly number[]): number {
  const mean = expected(p, q);
  // Around the mean, not as a difference of squares: large inventories would cancel.
  return p.reduce((sum, chance, i) => sum + chance * ((q[i] ?? 0) - mean) ** 2, 0);
}

/** Dollars between what the inventory is worth on average and what it pays if the worst outcome comes. */
export function eventWorstCase(p: readonly number[], q: readonly number[]): number {
  return expected(p, q) - q.reduce((least, shares) => Math.min(least, shares), Number.POSITIVE_INFINITY);
}

function expected(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, chance, i) => sum + chance * (q[i] ?? 0), 0);
}
