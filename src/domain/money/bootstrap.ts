// How often a mean would not have been above zero, had the same units come in another mix: resampling with replacement
// (quant.md 15, 16.5; a unit is a market-day). A piece of arithmetic, not of chance: the same numbers give the same answer.

const RESAMPLES = 2_000;
/** Draws in all; more units are resampled fewer times. */
const DRAWS_MAX = 4_000_000;

/** Part of the resamples whose sum is zero or less, in [0, 1]; null without units. */
export function shareNotAboveZero(units: readonly number[]): number | null {
  const count = units.length;
  if (count === 0) return null;
  const resamples = Math.max(100, Math.min(RESAMPLES, Math.floor(DRAWS_MAX / count)));
  const next = draws();
  let failed = 0;
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += units[Math.floor(next() * count)] ?? 0;
    if (sum <= 0) failed += 1;
  }
  return failed / resamples;
}

/** Uniform in [0, 1): a mixed counter (splitmix32). */
function draws(): () => number {
  let state = 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
