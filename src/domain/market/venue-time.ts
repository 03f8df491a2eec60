// The venue's own times, held against each other: what is older than what was told before came late. A single wrong date in the
// future must not make all that follows look late, so what would be too late to be true shows that the other date was wrong.

/** Receipt before the venue's own time happens (clocks differ); by so much it does not. */
export const STRAY_TIME_MS = 300_000;
/** Nothing comes so late: a socket that holds anything back for so long was given up long before. */
const LATE_MAX_MS = 30_000;

/** `atMs` is of before `newestMs`, and both can be true. */
export function isLate(atMs: number, newestMs: number): boolean {
  return atMs < newestMs && newestMs - atMs <= LATE_MAX_MS;
}

/** `newestMs` was dated wrong if `atMs` is right. */
export function isTooLate(atMs: number, newestMs: number): boolean {
  return newestMs - atMs > LATE_MAX_MS;
}

/** The newest time told, once `atMs` is told too. */
export function newestOf(newestMs: number, atMs: number): number {
  return isLate(atMs, newestMs) ? newestMs : atMs;
}
