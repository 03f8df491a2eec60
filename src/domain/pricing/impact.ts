// What taking shares does to the price, in the form in which a logit market maker would move (quant.md F-4.7). For exits that
// must cross and for sizing; `depth` is in shares per logit.

export interface Impact {
  /** Dollars the price moves. */
  readonly move: number;
  /** Dollars that buying the shares costs. */
  readonly cost: number;
  /** Dollars a share at the margin. */
  readonly slope: number;
}

/** Buying `size` shares at fair value p. Null for a depth that is not positive: it came from wrongly signed prints. */
export function impactOfTaking(p: number, depth: number, size: number): Impact | null {
  if (!(depth > 0)) return null;
  const shift = size / depth;
  // p·e^s/(1−p+p·e^s) − p, and the logarithm of its denominator, without overflow for long shifts.
  const grown = p * Math.expm1(Math.min(shift, 700));
  return {
    move: (grown * (1 - p)) / (1 + grown),
    cost: depth * (Math.log1p(grown) + Math.max(0, shift - 700)),
    slope: (p * (1 - p)) / depth,
  };
}
