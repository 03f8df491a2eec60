// The reference of 2008 for an asset without an end value (quant.md F-2.1, F-2.2). Nothing quotes by it: the binary rule in
// `skew.ts` replaces its σ²(T−t). It stays because its published table, made exact, tests our way of simulating fills.

export interface ReferenceMarket {
  readonly gamma: number;
  /** Dollars per root unit of time. */
  readonly sigma: number;
  /** k: how fast fills thin out with distance. */
  readonly decay: number;
  /** A: fills per unit of time at distance zero. */
  readonly rate: number;
}

export interface ReferenceQuotes {
  readonly reservation: number;
  readonly spread: number;
  readonly bid: number;
  readonly ask: number;
}

/** Quotes at price `s` with inventory `q` and `timeLeft` to go. */
export function referenceQuotes(market: ReferenceMarket, s: number, q: number, timeLeft: number): ReferenceQuotes {
  const reservation = s - q * market.gamma * market.sigma ** 2 * timeLeft;
  const spread = referenceSpread(market, timeLeft);
  return { reservation, spread, bid: reservation - spread / 2, ask: reservation + spread / 2 };
}

/** γσ²(T−t) + (2/γ)ln(1+γ/k), which tends to 2/k for a maker without fear. */
export function referenceSpread({ gamma, sigma, decay }: ReferenceMarket, timeLeft: number): number {
  const patience = gamma / decay;
  // Below this log1p(z)/z is its own series to double precision.
  const constant = patience < 1e-8 ? (2 / decay) * (1 - patience / 2) : (2 / gamma) * Math.log1p(patience);
  return gamma * sigma ** 2 * timeLeft + constant;
}

/** The chance of one fill within `dt` at `distance` from s. Capped: a quote far across s would pass one. */
export function fillChance({ rate, decay }: ReferenceMarket, distance: number, dt: number): number {
  return Math.min(1, rate * Math.exp(-decay * distance) * dt);
}
